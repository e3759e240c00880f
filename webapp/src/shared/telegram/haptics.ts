import { telegramSdk } from './start';

/** What the hand should feel; nothing where Telegram cannot. */
export const haptics = {
  tap: () => void telegramSdk.get()?.hapticFeedback.impactOccurred.ifAvailable('light'),
  select: () => void telegramSdk.get()?.hapticFeedback.selectionChanged.ifAvailable(),
  success: () => notify('success'),
  warning: () => notify('warning'),
  error: () => notify('error'),
};

function notify(outcome: 'success' | 'warning' | 'error'): void {
  telegramSdk.get()?.hapticFeedback.notificationOccurred.ifAvailable(outcome);
}
