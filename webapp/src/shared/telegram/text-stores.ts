import { deviceStorage, secureStorage } from '@tma.js/sdk-react';
import { readStored, writeStored } from '@/shared/lib/storage';
import { telegramAnswers } from './start';

/** Keeps short texts by key. Its calls can fail: a client may know the method and still refuse it. */
export interface TextStore {
  isAvailable(): boolean;
  read(key: string): Promise<string | null>;
  /** Null removes the text. */
  write(key: string, text: string | null): Promise<void>;
}

/** Telegram's encrypted storage: clients on phones since Bot API 9.0. */
export const secureStore: TextStore = {
  isAvailable: () => telegramAnswers.get() && secureStorage.getItem.isAvailable(),
  read: async (key) => (await secureStorage.getItem(key)).value,
  write: (key, text) => secureStorage.setItem(key, text),
};

/** Telegram's storage on the device: all clients since Bot API 9.0. */
export const deviceStore: TextStore = {
  isAvailable: () => telegramAnswers.get() && deviceStorage.getItem.isAvailable(),
  read: (key) => deviceStorage.getItem(key),
  write: (key, text) => deviceStorage.setItem(key, text),
};

/** The browser's storage of this tab, which a reload survives and a closed tab does not. */
export const tabStore: TextStore = {
  isAvailable: () => true,
  read: async (key) => readStored(key, isText) ?? null,
  write: async (key, text) => writeStored(key, text ?? undefined),
};

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
