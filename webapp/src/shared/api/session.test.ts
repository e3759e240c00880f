import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeTelegram } from '@/test/fake-telegram';
import { someTokens, TELEGRAM_ID } from '@/test/fixtures';
import { nativeButtons } from '@/shared/telegram/start';
import { session } from './session';
import type { Tokens } from './types';

const KEY = 'atelier.session';

let server: FakeServer;
let issued: Tokens;

beforeEach(() => {
  const issue = () => {
    issued = someTokens();
    return json(200, issued);
  };
  server = new FakeServer().on('POST /auth/telegram', issue).on('POST /auth/refresh', issue);
});

afterEach(() => nativeButtons.set(false));

describe('the refresh token', () => {
  it('is kept in Telegram’s secure storage, and the next opening of the app needs no login', async () => {
    const telegram = FakeTelegram.open();
    await open().start();
    const first = issued;
    await vi.waitFor(() => expect(keptIn(telegram.secure)).toBe(first.refreshToken));
    expect(telegram.device.size + sessionStorage.length).toBe(0);

    await open().start();
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
    expect(server.requests('POST /auth/refresh')[0]?.body).toEqual({ refreshToken: first.refreshToken });
    await vi.waitFor(() => expect(keptIn(telegram.secure)).toBe(issued.refreshToken));
  });

  it('is kept in the device storage by a client that refuses the secure one', async () => {
    const telegram = FakeTelegram.open().fail('secure_storage', 'get_key').fail('secure_storage', 'save_key');
    await open().start();
    await vi.waitFor(() => expect(keptIn(telegram.device)).toBe(issued.refreshToken));
    expect(telegram.secure.size + sessionStorage.length).toBe(0);

    await open().start();
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
  });

  it('is kept for the tab by a client from before Bot API 9.0', async () => {
    const telegram = FakeTelegram.open('8.0');
    await open().start();
    await vi.waitFor(() => expect(keptIn(tab())).toBe(issued.refreshToken));
    expect(telegram.secure.size + telegram.device.size).toBe(0);
  });

  it('is kept for the tab when nobody answers, which holds up the login for two seconds at most', async () => {
    FakeTelegram.open().beSilent();
    open();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const login = session.start();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(server.seen).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    await login;
    await vi.waitFor(() => expect(keptIn(tab())).toBe(issued.refreshToken));
  });

  it('goes to the next store when one is full', async () => {
    const telegram = FakeTelegram.open().fail('secure_storage', 'save_key', 'STORAGE_FULL');
    await open().start();
    await vi.waitFor(() => expect(keptIn(telegram.device)).toBe(issued.refreshToken));
  });

  it('of another Telegram user is not used', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.secure, 'a-token', 42);
    await open().start();
    expect(server.requests('POST /auth/refresh')).toHaveLength(0);
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
    await vi.waitFor(() => expect(keptIn(telegram.secure)).toBe(issued.refreshToken));
  });

  it('that the server refuses gives way to a login', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.secure, 'an-old-token');
    server.on('POST /auth/refresh', () => problem(401, 'SESSION_ENDED'));
    await open().start();
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
    await vi.waitFor(() => expect(keptIn(telegram.secure)).toBe(issued.refreshToken));
  });

  it('stays kept while the server is away', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.secure, 'a-token');
    server.on('POST /auth/refresh', () => problem(503, 'SERVICE_UNAVAILABLE'));
    await expect(open().start()).rejects.toMatchObject({ status: 503 });
    expect(keptIn(telegram.secure)).toBe('a-token');
    expect(server.requests('POST /auth/telegram')).toHaveLength(0);
  });

  it('that another opening of the app has renewed is the one to go on with', async () => {
    const telegram = FakeTelegram.open();
    await open().start();
    await vi.waitFor(() => expect(keptIn(telegram.secure)).toBe(issued.refreshToken));
    keep(telegram.secure, 'renewed-elsewhere');
    await session.renew();
    expect(server.requests('POST /auth/refresh').map(({ body }) => body)).toEqual([
      { refreshToken: 'renewed-elsewhere' },
    ]);
  });

  it('of this opening is used on when it could not be kept', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.secure, 'an-older-one');
    await open().start();
    telegram.fail('secure_storage', 'save_key').fail('device_storage', 'save_key');
    await session.renew();
    const second = issued;
    await session.renew();
    expect(server.requests('POST /auth/refresh')[2]?.body).toEqual({ refreshToken: second.refreshToken });
  });

  it('is removed from every store when the user logs out', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.device, 'left-over');
    await open().start();
    session.end();
    await vi.waitFor(() =>
      expect(telegram.secure.size + telegram.device.size + sessionStorage.length).toBe(0),
    );
    await open().start();
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
  });
});

/** Opens the app again: of what it knew, only the stores are left. */
function open(): typeof session {
  session.configure({ initData: 'user=7&hash=abc', telegramId: TELEGRAM_ID }, () => 'en');
  return session;
}

function keep(store: Map<string, string>, refreshToken: string, telegramId = TELEGRAM_ID): void {
  store.set(KEY, JSON.stringify({ telegramId, refreshToken }));
}

function keptIn(store: Map<string, string>): unknown {
  const text = store.get(KEY);
  return text === undefined ? undefined : JSON.parse(text).refreshToken;
}

function tab(): Map<string, string> {
  return new Map(Object.entries(sessionStorage));
}
