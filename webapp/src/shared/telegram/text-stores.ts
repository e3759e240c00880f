import { isText, readStored, writeStored } from '@/shared/lib/storage';
import { requireTelegramSdk, telegramSdk } from './start';

/** Keeps short texts by key. Its calls can fail: a client may know the method and still refuse it. */
export interface TextStore {
  isAvailable(): boolean;
  read(key: string): Promise<string | null>;
  /** Null removes the text. */
  write(key: string, text: string | null): Promise<void>;
}

/** Telegram's encrypted storage: clients on phones since Bot API 9.0. */
export const secureStore: TextStore = {
  isAvailable: () => telegramSdk.get()?.secureStorage.getItem.isAvailable() ?? false,
  read: async (key) => (await requireTelegramSdk().secureStorage.getItem(key)).value,
  write: async (key, text) => requireTelegramSdk().secureStorage.setItem(key, text),
};

/** Telegram's storage on the device: all clients since Bot API 9.0. */
export const deviceStore: TextStore = {
  isAvailable: () => telegramSdk.get()?.deviceStorage.getItem.isAvailable() ?? false,
  read: async (key) => requireTelegramSdk().deviceStorage.getItem(key),
  write: async (key, text) => requireTelegramSdk().deviceStorage.setItem(key, text),
};

/** The browser's storage of this tab, which a reload survives and a closed tab does not. */
export const tabStore: TextStore = {
  isAvailable: () => true,
  read: async (key) => readStored(key, isText) ?? null,
  write: async (key, text) => writeStored(key, text ?? undefined),
};
