import type { ButtonHTMLAttributes } from 'react';
import { haptics } from '@/shared/telegram/haptics';

type Look = 'primary' | 'quiet' | 'danger';

/** What a link wears that looks like a button. */
export function buttonLook(look: Look): string {
  return `inline-flex min-h-13 items-center justify-center gap-2 rounded-2xl px-5 py-3 text-center leading-tight ${LOOKS[look]}`;
}

/** Telegram's own button colours are only just legible; large and bold, they are legible enough (WCAG 1.4.3). */
const LOOKS: Readonly<Record<Look, string>> = {
  primary: 'bg-action text-on-action text-[min(1.17rem,9vw)] font-bold',
  quiet: 'bg-sunken text-ink font-semibold',
  danger: 'bg-danger-soft text-danger font-semibold',
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  busy?: boolean;
}

export function Button({
  look = 'primary',
  busy = false,
  className = '',
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      onClick={(event) => {
        haptics.tap();
        onClick?.(event);
      }}
      className={`${buttonLook(look)} transition active:scale-[0.98] disabled:opacity-55 disabled:active:scale-100 ${className}`}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent opacity-80"
    />
  );
}
