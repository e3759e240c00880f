import { haptics } from '@/shared/telegram/haptics';
import { Icon, type IconName } from './icon';

interface IconButtonProps {
  icon: IconName;
  label: string;
  onPress: () => void;
  pressed?: boolean;
  disabled?: boolean;
  className?: string;
}

/** A button that is only an icon; `pressed` makes it a toggle. */
export function IconButton({ icon, label, onPress, pressed, disabled, className = '' }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onClick={() => {
        haptics.tap();
        onPress();
      }}
      className={`inline-flex size-11 shrink-0 items-center justify-center rounded-full transition active:scale-90 disabled:opacity-50 ${pressed ? 'text-chalk' : ''} ${className}`}
    >
      <Icon name={icon} filled={pressed ?? false} />
    </button>
  );
}
