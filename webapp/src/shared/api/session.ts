import { adoptLanguage } from '@/shared/i18n/language';
import { fetchInTime } from '@/shared/lib/fetch-in-time';
import { isTrue, readStored, writeStored } from '@/shared/lib/storage';
import { createStore } from '@/shared/lib/store';
import { KeptToken } from './kept-token';
import { NetworkError, ProblemError, problemOf } from './problem';
import type { Tokens, User } from './types';

/** How long an answer of the API may take, its body included. */
export const ANSWER_MILLIS = 20_000;

/** Who opened the app: the raw initData and whose it is. */
export interface Credentials {
  initData: string;
  telegramId: number;
}

export type SessionState = 'starting' | 'active' | 'ended';

/**
 * The tokens of this opening of the app. The access token lives in memory only; the refresh token is also kept on the
 * device, so that a reload or the next opening needs no new login. Tokens of another Telegram user are never used.
 */
class SessionTokens {
  readonly state = createStore<SessionState>('starting');
  #credentials: Credentials | undefined;
  #language: () => string = () => 'en';
  #kept: KeptToken | undefined;
  #accessToken: string | undefined;
  #refreshToken: string | undefined;
  #user: User | undefined;
  #renewal: Promise<void> | undefined;
  #refusal: unknown;
  /** Aborted when the session ends: what was asked for it before then no longer counts. */
  #life = new AbortController();

  /** Says whose session this is to be; call once before anything else. */
  configure(credentials: Credentials, language: () => string): void {
    this.#credentials = credentials;
    this.#language = language;
    this.#kept = new KeptToken(credentials.telegramId);
    this.#forget();
    this.state.set(isLoggedOut(credentials.telegramId) ? 'ended' : 'starting');
  }

  /** Logs in: with the kept refresh token if there is one, else with initData. */
  async start(): Promise<void> {
    noteLogOut(this.ownerId, false);
    await this.renew();
  }

  /** Ends the session because the person wants that: until they log in again, no opening of the app does so by itself. */
  async logOut(): Promise<void> {
    noteLogOut(this.ownerId, true);
    await this.end();
  }

  /** Waits for the first login. Rejects with an AbortError if the session has ended, or ends meanwhile. */
  async untilLoggedIn(): Promise<void> {
    if (this.state.get() === 'ended') throw new DOMException('The session has ended', 'AbortError');
    const life = this.#life.signal;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (this.state.get() === 'starting' && !life.aborted) return;
        forget();
        resolve();
      };
      const forget = this.state.subscribe(look);
      look();
    });
    life.throwIfAborted();
  }

  get accessToken(): string | undefined {
    return this.#accessToken;
  }

  get refreshToken(): string | undefined {
    return this.#refreshToken;
  }

  /** The user as the last login described them, if it did. */
  get user(): User | undefined {
    return this.#user;
  }

  /** Whether this is one of the operators. It opens their pages; what they may do, the server decides at each call. */
  get isOperator(): boolean {
    return this.#user?.roles.includes('ADMIN') ?? false;
  }

  /** Whose things may be kept in this tab. */
  get ownerId(): number {
    return this.#credentials?.telegramId ?? 0;
  }

  /**
   * Gets new tokens; callers at the same time share one exchange. Rejects with an AbortError if the session ends
   * meanwhile.
   */
  renew(): Promise<void> {
    if (this.#renewal) return this.#renewal;
    const renewal = this.#exchange(this.#life.signal).finally(() => {
      if (this.#renewal === renewal) this.#renewal = undefined;
    });
    this.#renewal = renewal;
    return renewal;
  }

  /**
   * Forgets the tokens: the user logged out, or the server no longer knows them. What a renewal under way brings is thrown
   * away.
   *
   * @returns settles once no store keeps the token
   */
  async end(): Promise<void> {
    this.#forget();
    this.state.set('ended');
    await this.#kept?.remove();
  }

  /** Why the session ended, if it was the server that closed the door on this person while they were in. */
  get refusal(): unknown {
    return this.#refusal;
  }

  #refuse(error: unknown): void {
    void this.end();
    this.#refusal = error;
  }

  #forget(): void {
    this.#refusal = undefined;
    this.#life.abort(new DOMException('The session has ended', 'AbortError'));
    this.#life = new AbortController();
    this.#renewal = undefined;
    this.#accessToken = undefined;
    this.#refreshToken = undefined;
    this.#user = undefined;
  }

  async #exchange(life: AbortSignal): Promise<void> {
    // Another opening of the app may have renewed the kept token; ours is then used up.
    const kept = await this.#kept?.read();
    life.throwIfAborted();
    this.#refreshToken = kept ?? this.#refreshToken;
    const refreshToken = this.#refreshToken;
    if (refreshToken) {
      try {
        this.#accept(await this.#post('/api/v1/auth/refresh', { refreshToken }, life));
        return;
      } catch (error) {
        if (isBlocked(error) && this.state.get() === 'active') this.#refuse(error);
        if (!isRefusedToken(error)) throw error;
        // Ended elsewhere while it was in use here: nobody asked for a new one.
        if (this.state.get() === 'active') {
          void this.end();
          throw error;
        }
        this.#refreshToken = undefined;
        void this.#kept?.remove();
      }
    }
    if (!this.#credentials) throw new Error('The session was not configured');
    const { initData } = this.#credentials;
    try {
      this.#accept(await this.#post('/api/v1/auth/telegram', { initData }, life));
    } catch (error) {
      if (isRefusedLogin(error) && this.state.get() === 'active') void this.end();
      throw error;
    }
  }

  #accept(tokens: Tokens): void {
    this.#accessToken = tokens.accessToken;
    this.#refreshToken = tokens.refreshToken;
    this.#user = tokens.user ?? this.#user;
    void this.#kept?.write(tokens.refreshToken);
    // Before anybody hears of the login: what waits for it is asked in this language.
    if (this.state.get() !== 'active') adoptLanguage(this.#user?.language, this.ownerId);
    this.state.set('active');
  }

  async #post(path: string, body: object, life: AbortSignal): Promise<Tokens> {
    let response: Response;
    try {
      response = await fetchInTime(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': this.#language() },
        body: JSON.stringify(body),
        millis: ANSWER_MILLIS,
        signal: life,
      });
    } catch (error) {
      life.throwIfAborted();
      throw new NetworkError('No answer', { cause: error });
    }
    const answer: unknown = await response.json().catch(() => undefined);
    life.throwIfAborted();
    if (!response.ok) throw problemOf(response.status, answer, response.headers.get('Retry-After'));
    return answer as Tokens;
  }
}

export const session = new SessionTokens();

/** A device can have several people: each logs out for themselves. */
const loggedOutKey = (telegramId: number) => `atelier.logged-out.${telegramId}`;

function noteLogOut(telegramId: number, isOut: boolean): void {
  writeStored(loggedOutKey(telegramId), isOut ? true : undefined, 'device');
}

function isLoggedOut(telegramId: number): boolean {
  return readStored(loggedOutKey(telegramId), isTrue, 'device') ?? false;
}

/** Whether the server no longer knows the refresh token. No other answer is about the token, so it is kept. */
function isRefusedToken(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401;
}

/** Whether an operator has blocked the person. */
function isBlocked(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'USER_BLOCKED';
}

/** Whether initData lets nobody in, however often it is sent. */
function isRefusedLogin(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 401 || error.code === 'INIT_DATA_MALFORMED');
}
