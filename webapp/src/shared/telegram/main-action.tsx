import { mainButton } from '@tma.js/sdk-react';
import { useEffect, useEffectEvent } from 'react';
import { createPortal } from 'react-dom';
import { useIsCovered } from '@/shared/lib/open-sheets';
import { useStore } from '@/shared/lib/store';
import { Button } from '@/shared/ui/button';
import { telegramAnswers } from './start';

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
  const native = useStore(telegramAnswers);
  const isCovered = useIsCovered();
  const enabled = !disabled && !busy;
  const press = useEffectEvent(() => {
    if (enabled && !isCovered) onPress();
  });

  useEffect(() => {
    if (!native) return;
    const off = mainButton.onClick(() => press());
    return () => {
      off();
      mainButton.setParams({ isVisible: false, isLoaderVisible: false });
    };
  }, [native]);

  useEffect(() => {
    if (!native) return;
    mainButton.setParams({ text: label, isVisible: !isCovered, isEnabled: enabled, isLoaderVisible: busy });
  }, [native, label, enabled, busy, isCovered]);

  if (native) return null;
  return createPortal(
    <div className="main-action">
      <Button className="w-full" data-testid="main-action" onClick={onPress} disabled={!enabled} busy={busy}>
        {label}
      </Button>
    </div>,
    document.body,
  );
}
