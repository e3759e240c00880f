import { afterEach, expect, it, vi } from 'vitest';
import { startTelegram, telegramSdk, untilTelegramIsKnown } from './start';

// A line on which the SDK does not arrive.
vi.mock('./sdk', () => new Promise(() => undefined));

afterEach(() => telegramSdk.set(undefined));

it('is waited for by the login for four seconds at most', async () => {
  vi.stubGlobal('TelegramWebviewProxy', { postEvent: () => undefined });
  vi.useFakeTimers();
  startTelegram({
    kind: 'telegram',
    initData: '',
    telegramId: 42,
    firstName: '',
    language: 'en',
    allowsMessages: false,
    version: '9.1',
    isInline: false,
    theme: {},
  });
  const known = vi.fn();
  void untilTelegramIsKnown().then(known);
  await vi.advanceTimersByTimeAsync(3_999);
  expect(known).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(known).toHaveBeenCalledOnce();
  expect(telegramSdk.get()).toBeUndefined();
});
