import { useState } from 'react';
import { createStore, useStore } from '@/shared/lib/store';
import { telegramSdk } from './start';

/** Whether the bot may write to the person: as initData says, or as they allowed since. */
const isAllowed = createStore(false);

export function rememberBotMessages(allowed: boolean): void {
  isAllowed.set(allowed);
}

/** Whether the bot may write to the person, and where Telegram can ask them, how to. */
export function useBotMessages() {
  const allowed = useStore(isAllowed);
  const requestWriteAccess = useStore(telegramSdk)?.requestWriteAccess;
  const [isAsking, setAsking] = useState(false);
  return {
    isAllowed: allowed,
    canAsk: !allowed && (requestWriteAccess?.isAvailable() ?? false),
    isAsking,
    ask: () => {
      if (!requestWriteAccess) return;
      setAsking(true);
      requestWriteAccess()
        .then((status) => {
          if (status === 'allowed') isAllowed.set(true);
        })
        // Telegram asks one thing at a time; the person may press again.
        .catch(() => undefined)
        .finally(() => setAsking(false));
    },
  };
}
