import { isRecord, readStored, writeStored } from '@/shared/lib/storage';
import { createStore } from '@/shared/lib/store';
import { NetworkError, ProblemError, problemOf } from './problem';
import type { Tokens, User } from './types';

const STORAGE_KEY = 'atelier.session';

interface StoredSession {
  telegramId: number;
  refreshToken: string;
}

/** Who opened the app: the raw initData and whose it is. */
export interface Credentials {
  initData: string;
  telegramId: number;
}

export type SessionState = 'starting' | 'active' | 'ended';

/**
 * The tokens of this tab. The access token lives in memory only; the refresh token also in the tab's storage, so that a
 * reload needs no new login. Tokens of another Telegram user are never used.
 */
class SessionTokens {
  readonly state = createStore<SessionState>('starting');
  #credentials: Credentials | undefined;
  #language: () => string = () => 'en';
  #accessToken: string | undefined;
  #refreshToken: string | undefined;
  #user: User | undefined;
  #renewal: Promise<void> | undefined;

  /** Says whose session this is to be; call once before anything else. */
  configure(credentials: Credentials, language: () => string): void {
    this.#credentials = credentials;
    this.#language = language;
    this.#accessToken = undefined;
    this.#user = undefined;
    const stored = readStored(STORAGE_KEY, isStoredSession);
    this.#refreshToken = stored?.telegramId === credentials.telegramId ? stored.refreshToken : undefined;
    this.state.set('starting');
  }

  /** Logs in: with the kept refresh token if there is one, else with initData. */
  async start(): Promise<void> {
    await this.renew();
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

  /** Whose things may be kept in this tab. */
  get ownerId(): number {
    return this.#credentials?.telegramId ?? 0;
  }

  /** Gets new tokens; callers at the same time share one exchange. */
  renew(): Promise<void> {
    this.#renewal ??= this.#exchange().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** Forgets the tokens: the user logged out, or the server no longer knows them. */
  end(): void {
    this.#accessToken = undefined;
    this.#refreshToken = undefined;
    this.#user = undefined;
    writeStored(STORAGE_KEY, undefined);
    this.state.set('ended');
  }

  async #exchange(): Promise<void> {
    const refreshToken = this.#refreshToken;
    if (refreshToken) {
      try {
        this.#accept(await this.#post('/api/v1/auth/refresh', { refreshToken }));
        return;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.#refreshToken = undefined;
        writeStored(STORAGE_KEY, undefined);
      }
    }
    if (!this.#credentials) throw new Error('The session was not configured');
    try {
      this.#accept(await this.#post('/api/v1/auth/telegram', { initData: this.#credentials.initData }));
    } catch (error) {
      if (isRefusal(error) && this.state.get() === 'active') this.end();
      throw error;
    }
  }

  #accept(tokens: Tokens): void {
    this.#accessToken = tokens.accessToken;
    this.#refreshToken = tokens.refreshToken;
    this.#user = tokens.user ?? this.#user;
    writeStored(STORAGE_KEY, {
      telegramId: this.ownerId,
      refreshToken: tokens.refreshToken,
    } satisfies StoredSession);
    this.state.set('active');
  }

  async #post(path: string, body: object): Promise<Tokens> {
    let response: Response;
    try {
      response = await fetch(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': this.#language() },
        body: JSON.stringify(body),
      });
    } catch (error) {
      throw new NetworkError('No answer', { cause: error });
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw problemOf(response.status, answer, response.headers.get('Retry-After'));
    return answer as Tokens;
  }
}

export const session = new SessionTokens();

function isRefusal(error: unknown): boolean {
  return error instanceof ProblemError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function isStoredSession(value: unknown): value is StoredSession {
  return isRecord(value) && typeof value.telegramId === 'number' && typeof value.refreshToken === 'string';
}
