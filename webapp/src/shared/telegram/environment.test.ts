import { beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from './environment';
import { legibleOn } from './start';

describe('reading how the app was opened', () => {
  beforeEach(() => {
    window.history.replaceState(null, '', '/');
  });

  it('is outside Telegram when there are no launch parameters', () => {
    expect(readEnvironment()).toEqual({ kind: 'outside' });
  });

  it('is outside Telegram when the launch parameters carry no initData', () => {
    open({});
    expect(readEnvironment()).toEqual({ kind: 'outside' });
  });

  it('hands initData on untouched, with who it is and the theme', () => {
    const initData =
      'user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%20%5C%2F%22%2C%22language_code%22%3A%22uk%22%7D&auth_date=1&hash=abc&signature=s';
    open({ tgWebAppData: initData });
    expect(readEnvironment()).toMatchObject({
      kind: 'telegram',
      initData,
      telegramId: 42,
      firstName: 'Test /',
      language: 'uk',
      theme: { bg_color: '#17212b' },
    });
  });
});

function open(extra: Record<string, string>): void {
  const parameters = new URLSearchParams({
    tgWebAppVersion: '9.0',
    tgWebAppPlatform: 'web',
    tgWebAppThemeParams: JSON.stringify({ bg_color: '#17212b' }),
    ...extra,
  });
  window.history.replaceState(null, '', `/#${parameters.toString()}`);
}

describe('the text of a button', () => {
  it.each([
    ['has the colour of the theme', '#2481cc', '#ffffff', '#ffffff'],
    ['is dark where white can hardly be read', '#50a8eb', '#ffffff', '#000000'],
    ['is light where black can hardly be read', '#101010', '#222222', '#ffffff'],
  ])('%s', (_what, button, text, shown) => {
    expect(legibleOn(button, text)).toBe(shown);
  });
});
