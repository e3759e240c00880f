import { hapticFeedback } from '@tma.js/sdk-react';

/** What the hand should feel; nothing where Telegram cannot. */
export const haptics = {
  tap: () => void hapticFeedback.impactOccurred.ifAvailable('light'),
  select: () => void hapticFeedback.selectionChanged.ifAvailable(),
  success: () => void hapticFeedback.notificationOccurred.ifAvailable('success'),
  warning: () => void hapticFeedback.notificationOccurred.ifAvailable('warning'),
  error: () => void hapticFeedback.notificationOccurred.ifAvailable('error'),
};
