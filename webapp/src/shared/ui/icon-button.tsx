import { haptics } from '@/shared/telegram/haptics';
import { Icon, type IconName } from './icon';

interface IconButtonProps {
  icon: IconName;
  label: string;
  onPress: () => void;
  pressed?: boolean;
  disabled?: boolean;
  /** A short word under the icon, which is then what the button is called. */
  caption?: string;
  className?: string;
}

/** A button that is an icon, with a word under it or none; `pressed` makes it a toggle. */
export function IconButton({
  icon,
  label,
  onPress,
  pressed,
  disabled,
  caption,
  className = '',
}: IconButtonProps) {
  const shape = caption ? 'min-h-14 flex-1 flex-col gap-1 rounded-2xl px-1' : 'size-11 shrink-0 rounded-full';
  return (
    <button
      type="button"
      aria-label={caption ? undefined : label}
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
      {caption && <span className="text-xs font-medium">{caption}</span>}
    </button>
  );
}
