import { useStore } from '@/shared/lib/store';
import { telegramSdk } from './start';

/** Closes the Mini App, where Telegram can. */
export function closeMiniApp(): void {
  telegramSdk.get()?.miniApp.close.ifAvailable();
}

export function useCanClose(): boolean {
  return useStore(telegramSdk)?.miniApp.close.isAvailable() ?? false;
}
