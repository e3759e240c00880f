import { useEffect, useEffectEvent } from 'react';
import { createPortal } from 'react-dom';
import { useIsCovered } from '@/shared/lib/open-sheets';
import { useStore } from '@/shared/lib/store';
import { Button } from '@/shared/ui/button';
import { telegramSdk } from './start';

interface MainActionProps {
  label: string;
  onPress: () => void;
  disabled?: boolean;
  busy?: boolean;
}

/**
 * The one main action of a screen: Telegram's main button, or a button at the foot of the page where there is none. A
 * sheet covers the page's own by itself; Telegram's is hidden meanwhile.
 */
export function MainAction({ label, onPress, disabled = false, busy = false }: MainActionProps) {
  const mainButton = useStore(telegramSdk)?.mainButton;
  const isCovered = useIsCovered();
  const enabled = !disabled && !busy;
  const press = useEffectEvent(() => {
    if (enabled && !isCovered) onPress();
  });

  useEffect(() => {
    if (!mainButton) return;
    const off = mainButton.onClick(() => press());
    return () => {
      off();
      mainButton.setParams({ isVisible: false, isLoaderVisible: false });
    };
  }, [mainButton]);

  useEffect(() => {
    if (!mainButton) return;
    mainButton.setParams({ text: label, isVisible: !isCovered, isEnabled: enabled, isLoaderVisible: busy });
  }, [mainButton, label, enabled, busy, isCovered]);

  if (mainButton) return null;
  return createPortal(
    <div className="main-action">
      <Button className="w-full" data-testid="main-action" onClick={onPress} disabled={!enabled} busy={busy}>
        {label}
      </Button>
    </div>,
    document.body,
  );
}
