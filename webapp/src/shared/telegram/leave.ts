import { telegramSdk } from './start';

/** Closes the Mini App, where Telegram can. */
export function closeMiniApp(): void {
  telegramSdk.get()?.miniApp.close.ifAvailable();
}

export function canClose(): boolean {
  return telegramSdk.get()?.miniApp.close.isAvailable() ?? false;
}
