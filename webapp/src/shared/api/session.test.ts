import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeTelegram } from '@/test/fake-telegram';
import { someTokens, TELEGRAM_ID } from '@/test/fixtures';
import { startTelegram, telegramSdk } from '@/shared/telegram/start';
import { answerOf, api } from './client';
import { NetworkError } from './problem';
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

afterEach(async () => {
  const removal = session.end();
  if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(10_000);
  await removal;
  telegramSdk.set(undefined);
});

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

  it('is looked for once Telegram is known, however late its SDK comes', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.secure, 'a-kept-one');
    telegramSdk.set(undefined);
    startTelegram({
      kind: 'telegram',
      initData: '',
      telegramId: TELEGRAM_ID,
      firstName: '',
      language: 'en',
      allowsMessages: false,
      version: '9.1',
      isInline: false,
      theme: {},
    });
    await open().start();
    expect(server.requests('POST /auth/refresh')[0]?.body).toEqual({ refreshToken: 'a-kept-one' });
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
    await login;
    await vi.waitFor(() => expect(keptIn(tab())).toBe(issued.refreshToken));
  });

  it('goes to the next store when one is full', async () => {
    const telegram = FakeTelegram.open().fail('secure_storage', 'save_key', 'STORAGE_FULL');
    await open().start();
    await vi.waitFor(() => expect(keptIn(telegram.device)).toBe(issued.refreshToken));
  });

  it('that was kept last is used at the next opening when a better store failed to take it', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.secure, 'an-older-one');
    telegram.fail('secure_storage', 'save_key');
    await open().start();
    await vi.waitFor(() => expect(keptIn(telegram.device)).toBe(issued.refreshToken));
    const { refreshToken } = issued;
    expect(keptIn(telegram.secure)).toBe('an-older-one');

    await open().start();
    expect(server.requests('POST /auth/refresh').at(-1)?.body).toEqual({ refreshToken });
  });

  it('that was kept last is used at the next opening when an earlier one is saved late', async () => {
    const telegram = FakeTelegram.open();
    const saveLate = telegram.hold('secure_storage', 'save_key');
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout'],
      shouldAdvanceTime: true,
      advanceTimeDelta: 100,
    });
    await open().start();
    const first = issued;
    await vi.waitFor(() => expect(keptIn(telegram.device)).toBe(first.refreshToken), 5_000);
    await open().start();
    const { refreshToken } = issued;
    await vi.waitFor(() => expect(keptIn(telegram.device)).toBe(refreshToken), 5_000);
    saveLate();
    expect(keptIn(telegram.secure)).toBe(first.refreshToken);

    await open().start();
    expect(server.requests('POST /auth/refresh').at(-1)?.body).toEqual({ refreshToken });
  });

  it('that was kept last is used although the clock was set back', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.device, 'kept-when-the-clock-was-fast', TELEGRAM_ID, Date.now() + 3_600_000);
    telegram.fail('device_storage', 'save_key');
    await open().start();
    await vi.waitFor(() => expect(keptIn(telegram.secure)).toBe(issued.refreshToken));
    const { refreshToken } = issued;

    await open().start();
    expect(server.requests('POST /auth/refresh').at(-1)?.body).toEqual({ refreshToken });
  });

  it('leaves no copy in the other stores', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.device, 'left-over');
    await open().start();
    await vi.waitFor(() => expect(keptIn(telegram.secure)).toBe(issued.refreshToken));
    await vi.waitFor(() => expect(telegram.device.size).toBe(0));
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

  it('that was ended elsewhere while it is in use ends here, and nothing logs in by itself', async () => {
    const opened = open();
    await opened.start();
    server.on('POST /auth/refresh', () => problem(401, 'SESSION_ENDED'));
    await expect(opened.renew()).rejects.toMatchObject({ status: 401 });
    expect(opened.state.get()).toBe('ended');
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
  });

  it.each([
    [503, 'SERVICE_UNAVAILABLE'],
    [504, 'SERVICE_TIMEOUT'],
    [429, 'TOO_MANY_REQUESTS'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [408, 'REQUEST_TIMEOUT'],
  ])('stays kept when the answer is a %s', async (status, code) => {
    const telegram = FakeTelegram.open();
    keep(telegram.secure, 'a-token');
    server.on('POST /auth/refresh', () => problem(status, code));
    await expect(open().start()).rejects.toMatchObject({ status });
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

  it('is removed from a store that failed before, too, when the user logs out', async () => {
    const telegram = FakeTelegram.open().fail('secure_storage', 'get_key');
    keep(telegram.secure, 'left-over');
    await open().start();
    void session.end();
    await vi.waitFor(() => expect(telegram.secure.size).toBe(0));
  });

  it('is removed from every store when the user logs out', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.device, 'left-over');
    await open().start();
    void session.end();
    await vi.waitFor(() =>
      expect(telegram.secure.size + telegram.device.size + sessionStorage.length).toBe(0),
    );
    await open().start();
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
  });
});

describe('a session that ends while it is renewed', () => {
  it.each([
    ['refreshed', 'POST /auth/refresh'],
    ['begun with initData', 'POST /auth/telegram'],
  ])('stays ended when it is %s, and nothing is kept', async (_how, route) => {
    const telegram = FakeTelegram.open();
    if (route === 'POST /auth/refresh') keep(telegram.secure, 'a-token');
    let answer: (response: Response) => void = () => undefined;
    server.on(route, () => new Promise((resolve) => (answer = resolve)));
    const renewal = open().start();
    await vi.waitFor(() => expect(server.requests(route)).toHaveLength(1));
    const calledOff = expect(renewal).rejects.toMatchObject({ name: 'AbortError' });
    const removal = session.end();
    answer(json(200, someTokens()));
    await calledOff;
    await removal;
    expect([session.state.get(), session.accessToken]).toEqual(['ended', undefined]);
    expect(telegram.secure.size + telegram.device.size + sessionStorage.length).toBe(0);
  });

  it('does not hold up or undo the next login', async () => {
    const telegram = FakeTelegram.open();
    keep(telegram.secure, 'a-token');
    server.on('POST /auth/refresh', () => new Promise(() => undefined));
    const renewal = open().start();
    await vi.waitFor(() => expect(server.requests('POST /auth/refresh')).toHaveLength(1));
    const calledOff = expect(renewal).rejects.toMatchObject({ name: 'AbortError' });
    void session.end();
    await session.start();
    await calledOff;
    expect([session.state.get(), session.accessToken]).toEqual(['active', issued.accessToken]);
  });

  it('is not begun anew by what was still to be asked', async () => {
    await open().start();
    await session.end();
    await expect(answerOf(api.GET('/api/v1/billing/balance'))).rejects.toThrow('The session has ended');
    expect(session.state.get()).toBe('ended');
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
  });
});

describe('an answer that does not come', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));

  it('is not waited for longer than 20 seconds by a login', async () => {
    server.on('POST /auth/telegram', () => new Promise(() => undefined));
    await expectNetworkErrorAfter(20_000, open().start());
  });

  it('is not waited for longer than 20 seconds by a request', async () => {
    await open().start();
    server.on('GET /billing/balance', () => new Promise(() => undefined));
    await expectNetworkErrorAfter(20_000, answerOf(api.GET('/api/v1/billing/balance')));
  });

  it('counts as none when it breaks off on its way', async () => {
    await open().start();
    const stuck = () =>
      new Response(new ReadableStream(), { headers: { 'Content-Type': 'application/json' } });
    vi.stubGlobal('fetch', async (_request: unknown, { signal }: RequestInit) => {
      const response = stuck();
      response.arrayBuffer = () =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      return response;
    });
    await expectNetworkErrorAfter(20_000, answerOf(api.GET('/api/v1/billing/balance')));
  });
});

async function expectNetworkErrorAfter(millis: number, answer: Promise<unknown>): Promise<void> {
  let error: unknown;
  answer.catch((reason: unknown) => (error = reason));
  await vi.advanceTimersByTimeAsync(millis - 1);
  expect(error).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(error).toBeInstanceOf(NetworkError);
}

/** Opens the app again: of what it knew, only the stores are left. */
function open(): typeof session {
  session.configure({ initData: 'user=7&hash=abc', telegramId: TELEGRAM_ID }, () => 'en');
  return session;
}

function keep(
  store: Map<string, string>,
  refreshToken: string,
  telegramId = TELEGRAM_ID,
  savedAt = Date.now(),
): void {
  store.set(KEY, JSON.stringify({ telegramId, refreshToken, savedAt }));
}

function keptIn(store: Map<string, string>): unknown {
  const text = store.get(KEY);
  return text === undefined ? undefined : JSON.parse(text).refreshToken;
}

function tab(): Map<string, string> {
  return new Map(Object.entries(sessionStorage).map(([key, text]) => [key, JSON.parse(text)]));
}
