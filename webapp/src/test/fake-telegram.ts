import { init } from '@tma.js/sdk-react';
import { vi } from 'vitest';
import { nativeButtons } from '@/shared/telegram/start';

type StoreName = 'secure_storage' | 'device_storage';

/** Telegram's side of the bridge, as far as storage goes: answers what a client on a phone would. */
export class FakeTelegram {
  readonly secure = new Map<string, string>();
  readonly device = new Map<string, string>();
  readonly #stores = { secure_storage: this.secure, device_storage: this.device };
  readonly #failing = new Map<string, string>();
  #isSilent = false;

  /** Opens a client that runs the app for this version of the Bot API. */
  static open(version: '8.0' | '9.1' = '9.1'): FakeTelegram {
    const telegram = new FakeTelegram();
    vi.stubGlobal('TelegramWebviewProxy', {
      postEvent: (type: string, data: string) => telegram.#receive(type, JSON.parse(data)),
    });
    init({ version, themeParams: {}, isInlineMode: false });
    nativeButtons.set(true);
    return telegram;
  }

  /** From now on the store answers this method, such as `save_key`, with an error. */
  fail(store: StoreName, method: string, error = 'UNSUPPORTED'): this {
    this.#failing.set(`web_app_${store}_${method}`, error);
    return this;
  }

  /** From now on nothing is answered, as by a frame around the app that is not Telegram. */
  beSilent(): this {
    this.#isSilent = true;
    return this;
  }

  #receive(type: string, data: { req_id: string; key: string; value?: string | null }): void {
    const [, name, method] = /^web_app_((?:secure|device)_storage)_(get_key|save_key)$/.exec(type) ?? [];
    if (this.#isSilent || !name) return;
    const store = this.#stores[name as StoreName];
    const error = this.#failing.get(type);
    if (error) return this.#send(`${name}_failed`, { req_id: data.req_id, error });
    if (method === 'get_key') {
      return this.#send(`${name}_key_received`, { req_id: data.req_id, value: store.get(data.key) ?? null });
    }
    if (typeof data.value === 'string') store.set(data.key, data.value);
    else store.delete(data.key);
    this.#send(`${name}_key_saved`, { req_id: data.req_id });
  }

  #send(type: string, data: object): void {
    const { TelegramGameProxy: proxy } = window as unknown as {
      TelegramGameProxy: { receiveEvent: (type: string, data: object) => void };
    };
    setTimeout(() => proxy.receiveEvent(type, data));
  }
}
