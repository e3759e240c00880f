import { backButton } from '@tma.js/sdk-react';
import { useEffect, useEffectEvent } from 'react';
import { useStore } from '@/shared/lib/store';
import { telegramAnswers } from './start';

/** Shows Telegram's back button while there is somewhere to go back to. Answers whether Telegram shows it. */
export function useBackButton(onBack: (() => void) | undefined): boolean {
  const native = useStore(telegramAnswers);
  const isShown = native && onBack !== undefined;
  const goBack = useEffectEvent(() => onBack?.());

  useEffect(() => {
    if (!isShown) return;
    const off = backButton.onClick.isAvailable() ? backButton.onClick(() => goBack()) : undefined;
    backButton.show.ifAvailable();
    return () => {
      off?.();
      backButton.hide.ifAvailable();
    };
  }, [isShown]);

  return isShown;
}
