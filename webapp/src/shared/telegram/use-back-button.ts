import { useEffect, useEffectEvent } from 'react';
import { useStore } from '@/shared/lib/store';
import { telegramSdk } from './start';

/** Shows Telegram's back button while there is somewhere to go back to. Answers whether Telegram shows it. */
export function useBackButton(onBack: (() => void) | undefined): boolean {
  const sdk = useStore(telegramSdk);
  const backButton = onBack && sdk?.backButton.show.isAvailable() ? sdk.backButton : undefined;
  const goBack = useEffectEvent(() => onBack?.());

  useEffect(() => {
    if (!backButton) return;
    const off = backButton.onClick.isAvailable() ? backButton.onClick(() => goBack()) : undefined;
    backButton.show.ifAvailable();
    return () => {
      off?.();
      backButton.hide.ifAvailable();
    };
  }, [backButton]);

  return backButton !== undefined;
}
