import { mainButton } from '@tma.js/sdk-react';
import { useEffect, useEffectEvent } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from '@/shared/lib/store';
import { Button } from '@/shared/ui/button';
import { nativeButtons } from './start';

interface MainActionProps {
  label: string;
  onPress: () => void;
  disabled?: boolean;
  busy?: boolean;
}

/** The one main action of a screen: Telegram's main button, or a button at the foot of the page where there is none. */
export function MainAction({ label, onPress, disabled = false, busy = false }: MainActionProps) {
  const native = useStore(nativeButtons);
  const enabled = !disabled && !busy;
  const press = useEffectEvent(() => {
    if (enabled) onPress();
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
    mainButton.setParams({ text: label, isVisible: true, isEnabled: enabled, isLoaderVisible: busy });
  }, [native, label, enabled, busy]);

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
