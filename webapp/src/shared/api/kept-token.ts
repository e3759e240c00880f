import { deviceStore, secureStore, type TextStore, tabStore } from '@/shared/telegram/text-stores';
import { isRecord } from '@/shared/lib/storage';
import { untilTelegramIsKnown } from '@/shared/telegram/start';

const KEY = 'atelier.session';

/** How long a store may take to answer. */
const PATIENCE_MILLIS = 2_000;

/** What a store holds. */
interface KeptText {
  telegramId: number;
  refreshToken: string;
  /** In milliseconds; a token kept later has a larger one, also when the clock of the device was set back. */
  savedAt: number;
}

/**
 * The refresh token of one Telegram user, in the best store that works here: Telegram's secure storage, else its device
 * storage, which both outlive the app; else the tab's. Never in the browser's own lasting storage, which every page of
 * this origin could read for ever. All openings of the app on the device share what is kept; another user's token is as
 * good as none. A used token ends the session, so the token kept last is the one that counts, whichever store has it.
 */
export class KeptToken {
  readonly #telegramId: number;
  readonly #stores: readonly TextStore[] = [secureStore, deviceStore, tabStore];
  /** Stores that failed in this opening: not relied on again, for they may hold an older token. */
  readonly #failed = new Set<TextStore>();
  #newestSavedAt = 0;
  /**
   * The last of the reads and writes, which run in order so that the last one asked for counts; before the first, which
   * stores there are is not known.
   */
  #lastWork: Promise<unknown> = untilTelegramIsKnown();

  constructor(telegramId: number) {
    this.#telegramId = telegramId;
  }

  /** The token that this opening, or another of this user's, kept last. */
  read(): Promise<string | undefined> {
    return this.#runInOrder(async () => {
      const texts = await Promise.all(
        this.#reliable().map((store) => this.#askStore(store, () => store.read(KEY))),
      );
      const [newest] = texts
        .map((text) => this.#parse(text?.value))
        .filter((kept) => kept !== undefined)
        .sort((one, other) => other.savedAt - one.savedAt);
      this.#newestSavedAt = Math.max(this.#newestSavedAt, newest?.savedAt ?? 0);
      return newest?.refreshToken;
    });
  }

  /**
   * Keeps the token in the best store that takes it, and removes what the others hold, as far as they let it; where none
   * takes it, it lasts as long as this opening.
   */
  write(refreshToken: string): Promise<void> {
    return this.#runInOrder(async () => {
      this.#newestSavedAt = Math.max(Date.now(), this.#newestSavedAt + 1);
      const kept: KeptText = { telegramId: this.#telegramId, refreshToken, savedAt: this.#newestSavedAt };
      for (const store of this.#reliable()) {
        if (await this.#askStore(store, () => store.write(KEY, JSON.stringify(kept)))) {
          return this.#clear(this.#available().filter((other) => other !== store));
        }
      }
    });
  }

  /** Removes the token from every store, also from those that failed before. */
  remove(): Promise<void> {
    return this.#runInOrder(() => this.#clear(this.#available()));
  }

  async #clear(stores: TextStore[]): Promise<void> {
    await Promise.all(stores.map((store) => this.#askStore(store, () => store.write(KEY, null))));
  }

  #parse(text: string | null | undefined): KeptText | undefined {
    try {
      const kept: unknown = JSON.parse(text ?? 'null');
      if (!isRecord(kept) || kept.telegramId !== this.#telegramId) return undefined;
      const { refreshToken, savedAt } = kept;
      if (typeof refreshToken !== 'string') return undefined;
      return {
        telegramId: this.#telegramId,
        refreshToken,
        savedAt: typeof savedAt === 'number' ? savedAt : 0,
      };
    } catch {
      return undefined;
    }
  }

  #available(): TextStore[] {
    return this.#stores.filter((store) => store.isAvailable());
  }

  #reliable(): TextStore[] {
    return this.#available().filter((store) => !this.#failed.has(store));
  }

  /** What the store answers; undefined if it fails or does not answer in time. */
  async #askStore<T>(store: TextStore, ask: () => Promise<T>): Promise<{ value: T } | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooSlow = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('The store does not answer')), PATIENCE_MILLIS);
    });
    try {
      return { value: await Promise.race([ask(), tooSlow]) };
    } catch {
      this.#failed.add(store);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #runInOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastWork.then(work);
    this.#lastWork = done;
    return done;
  }
}
