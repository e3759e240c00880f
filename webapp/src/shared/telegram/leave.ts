import { miniApp } from '@tma.js/sdk-react';

/** Closes the Mini App, where Telegram can. */
export function closeMiniApp(): void {
  miniApp.close.ifAvailable();
}

export function canClose(): boolean {
  return miniApp.close.isAvailable();
}
