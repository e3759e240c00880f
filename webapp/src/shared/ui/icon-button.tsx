import { haptics } from '@/shared/telegram/haptics';
import { Icon, type IconName } from './icon';

interface IconButtonProps {
  icon: IconName;
  label: string;
  onPress: () => void;
  pressed?: boolean;
  disabled?: boolean;
  /** Shows the label under the icon. */
  captioned?: boolean;
  className?: string;
}

/** A button that is an icon, with its label under it or only read aloud; `pressed` makes it a toggle. */
export function IconButton({
  icon,
  label,
  onPress,
  pressed,
  disabled,
  captioned = false,
  className = '',
}: IconButtonProps) {
  const shape = captioned
    ? 'min-h-14 flex-1 flex-col gap-1 rounded-2xl px-2'
    : 'size-11 shrink-0 rounded-full';
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
      className={`inline-flex items-center justify-center transition ${shape} active:scale-90 disabled:opacity-50 ${pressed ? 'text-chalk' : ''} ${className}`}
    >
      <Icon name={icon} filled={pressed ?? false} />
      {captioned && <span className="text-xs font-medium">{label}</span>}
    </button>
  );
}
