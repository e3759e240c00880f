import { useStore } from '@/shared/lib/store';
import { requireTelegramSdk, telegramSdk } from './start';

/** Whether Telegram can ask the person for a chat (since Bot API 8.0). */
export function useCanShareMessages(): boolean {
  return useStore(telegramSdk)?.shareMessage.isAvailable() ?? false;
}

/** Has Telegram ask which chat a message goes to that the bot has prepared. The person may change their mind. */
export async function sendPreparedMessage(id: string): Promise<'sent' | 'called-off'> {
  try {
    await requireTelegramSdk().shareMessage(id);
    return 'sent';
  } catch (error) {
    if (isDeclined(error)) return 'called-off';
    throw error;
  }
}

/** By name: the SDK's error classes reset their prototype, so `instanceof` does not know them. */
function isDeclined(error: unknown): boolean {
  return (
    error instanceof Error && error.name === 'ShareMessageError' && error.message.includes('USER_DECLINED')
  );
}
