import { createStore } from '@/shared/lib/store';
import { KeptToken } from './kept-token';
import { NetworkError, ProblemError, problemOf } from './problem';
import type { Tokens, User } from './types';

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

  /** Says whose session this is to be; call once before anything else. */
  configure(credentials: Credentials, language: () => string): void {
    this.#credentials = credentials;
    this.#language = language;
    this.#kept = new KeptToken(credentials.telegramId);
    this.#accessToken = undefined;
    this.#refreshToken = undefined;
    this.#user = undefined;
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
    void this.#kept?.remove();
    this.state.set('ended');
  }

  async #exchange(): Promise<void> {
    // Another opening of the app may have renewed the kept token; ours is then used up.
    this.#refreshToken = (await this.#kept?.read()) ?? this.#refreshToken;
    const refreshToken = this.#refreshToken;
    if (refreshToken) {
      try {
        this.#accept(await this.#post('/api/v1/auth/refresh', { refreshToken }));
        return;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.#refreshToken = undefined;
        void this.#kept?.remove();
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
    void this.#kept?.write(tokens.refreshToken);
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
