import { deviceStore, secureStore, type TextStore, tabStore } from '@/shared/telegram/text-stores';
import { isRecord } from '@/shared/lib/storage';

const KEY = 'atelier.session';

/** A store that has not answered by then is left alone until the app is opened again. */
const PATIENCE_MILLIS = 2_000;

/**
 * The refresh token of one Telegram user, in the best store that works here: Telegram's secure storage, else its device
 * storage, which both outlive the app; else the tab's. Never in the browser's own lasting storage, which every page of
 * this origin could read for ever. All openings of the app on the device share what is kept; another user's token is as
 * good as none.
 */
export class KeptToken {
  readonly #telegramId: number;
  #stores: TextStore[] = [secureStore, deviceStore, tabStore];
  /** Reads and writes take their turns, so that the last one asked for is the one that counts. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(telegramId: number) {
    this.#telegramId = telegramId;
  }

  /** The token that this opening, or another of this user's, kept last. */
  read(): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const texts = await Promise.all(
        this.#available().map((store) => this.#try(store, () => store.read(KEY))),
      );
      return texts.map((text) => this.#tokenIn(text?.value)).find((token) => token !== undefined);
    });
  }

  /** Keeps the token in the best store that takes it; where none does, it lasts as long as this opening. */
  write(refreshToken: string): Promise<void> {
    return this.#inTurn(async () => {
      const text = JSON.stringify({ telegramId: this.#telegramId, refreshToken });
      for (const store of this.#available()) {
        if (await this.#try(store, () => store.write(KEY, text))) return;
      }
    });
  }

  /** Removes the token from every store. */
  remove(): Promise<void> {
    return this.#inTurn(async () => {
      await Promise.all(this.#available().map((store) => this.#try(store, () => store.write(KEY, null))));
    });
  }

  #tokenIn(text: string | null | undefined): string | undefined {
    try {
      const kept: unknown = JSON.parse(text ?? 'null');
      if (!isRecord(kept) || kept.telegramId !== this.#telegramId) return undefined;
      return typeof kept.refreshToken === 'string' ? kept.refreshToken : undefined;
    } catch {
      return undefined;
    }
  }

  #available(): TextStore[] {
    return this.#stores.filter((store) => store.isAvailable());
  }

  /** What the store answers; a store that fails is not asked again, for it may hold an older token. */
  async #try<T>(store: TextStore, ask: () => Promise<T>): Promise<{ value: T } | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooSlow = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('The store does not answer')), PATIENCE_MILLIS);
    });
    try {
      return { value: await Promise.race([ask(), tooSlow]) };
    } catch {
      this.#stores = this.#stores.filter((other) => other !== store);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done;
    return done;
  }
}
