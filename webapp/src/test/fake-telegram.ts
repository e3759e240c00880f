import { vi } from 'vitest';
import * as sdk from '@/shared/telegram/sdk';
import { telegramSdk } from '@/shared/telegram/start';

type StoreName = 'secure_storage' | 'device_storage';

interface StoreRequest {
  req_id: string;
  key: string;
  value?: string | null;
}

/** Telegram's side of the bridge, as far as storage and sharing go: answers what a client on a phone would. */
export class FakeTelegram {
  readonly secure = new Map<string, string>();
  readonly device = new Map<string, string>();
  readonly #stores = { secure_storage: this.secure, device_storage: this.device };
  readonly #failing = new Map<string, string>();
  readonly #held = new Map<string, (() => void)[]>();
  #isSilent = false;
  /** The prepared messages that were to be shared. */
  readonly shared: string[] = [];
  #shareError: string | undefined;

  /** Opens a client that runs the app for this version of the Bot API. */
  static open(version: '7.10' | '8.0' | '9.1' = '9.1'): FakeTelegram {
    const telegram = new FakeTelegram();
    vi.stubGlobal('TelegramWebviewProxy', {
      postEvent: (type: string, data = '{}') => telegram.#receive(type, JSON.parse(data)),
    });
    sdk.init({ version, themeParams: {}, isInlineMode: false });
    telegramSdk.set(sdk);
    return telegram;
  }

  /** From now on the store answers this method, such as `save_key`, with an error. */
  fail(store: StoreName, method: string, error = 'UNSUPPORTED'): this {
    this.#failing.set(`web_app_${store}_${method}`, error);
    return this;
  }

  /** From now on the store holds these requests back; what is returned has it do the oldest, which it then answers. */
  hold(store: StoreName, method: string): () => void {
    const held: (() => void)[] = [];
    this.#held.set(`web_app_${store}_${method}`, held);
    return () => held.shift()?.();
  }

  /** From now on sharing a message ends with this error, such as `USER_DECLINED`. */
  failSharing(error: string): this {
    this.#shareError = error;
    return this;
  }

  /** From now on nothing is answered, as by a frame around the app that is not Telegram. */
  beSilent(): this {
    this.#isSilent = true;
    return this;
  }

  speakAgain(): this {
    this.#isSilent = false;
    return this;
  }

  #receive(type: string, data: StoreRequest & { id: string }): void {
    if (type === 'web_app_send_prepared_message') return this.#share(data.id);
    const [, name, method] = /^web_app_((?:secure|device)_storage)_(get_key|save_key)$/.exec(type) ?? [];
    if (this.#isSilent || !name) return;
    const held = this.#held.get(type);
    if (held) return void held.push(() => this.#answer(name as StoreName, method ?? '', data));
    const error = this.#failing.get(type);
    if (error) return this.#send(`${name}_failed`, { req_id: data.req_id, error });
    this.#answer(name as StoreName, method ?? '', data);
  }

  #share(id: string): void {
    this.shared.push(id);
    if (this.#isSilent) return;
    if (this.#shareError) this.#send('prepared_message_failed', { error: this.#shareError });
    else this.#send('prepared_message_sent', {});
  }

  #answer(name: StoreName, method: string, data: StoreRequest): void {
    const store = this.#stores[name];
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
