import { retrieveLaunchParams } from '@tma.js/sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { hideLaunchParameters, readEnvironment } from './environment';
import { legibleOn } from './theme';

const INIT_DATA =
  'user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%20%5C%2F%22%2C%22language_code%22%3A%22uk%22%7D&auth_date=1&hash=abc&signature=s';

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
    open({ tgWebAppData: INIT_DATA });
    expect(readEnvironment()).toMatchObject({
      kind: 'telegram',
      initData: INIT_DATA,
      telegramId: 42,
      firstName: 'Test /',
      language: 'uk',
      version: '9.0',
      theme: { bg_color: '#17212b' },
    });
  });

  it('is what it was before a reload, which the fragment does not survive', () => {
    open({ tgWebAppData: INIT_DATA });
    const first = readEnvironment();
    window.history.replaceState(null, '', '/#/gallery');
    expect(readEnvironment()).toEqual(first);
  });

  it('leaves the launch parameters where the SDK looks for them, too', () => {
    open({ tgWebAppData: INIT_DATA });
    readEnvironment();
    hideLaunchParameters();
    expect(window.location.hash).toBe('#/');
    expect(retrieveLaunchParams().tgWebAppVersion).toBe('9.0');
  });

  it('does not take a route that names them for launch parameters', () => {
    open({ tgWebAppData: INIT_DATA });
    readEnvironment();
    window.history.replaceState(null, '', '/#/operator/users?query=my+tgWebApp');
    expect(readEnvironment()).toMatchObject({ telegramId: 42 });
  });

  it('is outside Telegram when it is opened without initData in a tab that had it', () => {
    open({ tgWebAppData: INIT_DATA });
    readEnvironment();
    open({});
    expect(readEnvironment()).toEqual({ kind: 'outside' });
  });

  it('finds the launch parameters behind a fragment of the app’s own', () => {
    open({ tgWebAppData: INIT_DATA });
    window.history.replaceState(null, '', window.location.href.replace('#', '#/wallet?'));
    expect(readEnvironment()).toMatchObject({ telegramId: 42, version: '9.0' });
  });

  it.each([
    ['no version', { tgWebAppVersion: 'latest' }, { version: '6.0' }],
    ['no colours', { tgWebAppThemeParams: '{"bg_color":"red","text_color":7}' }, { theme: {} }],
    ['no theme', { tgWebAppThemeParams: '{' }, { theme: {} }],
    ['no user', { tgWebAppData: 'user=%7B&hash=abc' }, { kind: 'outside' }],
    ['an id that is none', { tgWebAppData: 'user=%7B%22id%22%3A-1%7D' }, { kind: 'outside' }],
  ])('takes %s for what they are', (_what, wrong, read) => {
    open({ tgWebAppData: INIT_DATA, ...wrong });
    expect(readEnvironment()).toMatchObject(read);
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
