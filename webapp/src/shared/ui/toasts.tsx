import { useLayoutEffect, useRef } from 'react';
import { createStore, useStore } from '@/shared/lib/store';
import { focusHeading } from './page';

const SHOWN_MILLIS = 4_000;

interface ToastAction {
  label: string;
  onPress: () => void;
}

interface ToastOptions {
  /** Offered beside the sentence, which goes when it is pressed. */
  action?: ToastAction;
  millis?: number;
}

interface Toast {
  id: number;
  text: string;
  action: ToastAction | undefined;
}

const toasts = createStore<readonly Toast[]>([]);
let nextId = 1;

/** Says a sentence at the top of the screen for a few seconds: what can be tapped is below. */
export function toast(text: string, { action, millis = SHOWN_MILLIS }: ToastOptions = {}): void {
  const id = nextId++;
  toasts.set([...toasts.get().slice(-2), { id, text, action }]);
  setTimeout(() => removeToast(id), millis);
}

function removeToast(id: number): void {
  toasts.set(toasts.get().filter((shown) => shown.id !== id));
}

/** Hangs below the positioned element it is put into. */
export function Toasts() {
  const shown = useStore(toasts);
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-x-0 top-full flex flex-col items-center gap-2 px-4 pt-2"
    >
      {shown.map(({ id, text, action }) => (
        <p
          key={id}
          className="appear flex items-center gap-3 rounded-2xl bg-ink px-4 py-2.5 text-sm text-surface shadow-lg"
        >
          {text}
          {action && <ActionButton toastId={id} action={action} />}
        </p>
      ))}
    </div>
  );
}

/** When it goes while it has the focus, the page's heading gets that: otherwise nothing would have it. */
function ActionButton({ toastId, action }: { toastId: number; action: ToastAction }) {
  const button = useRef<HTMLButtonElement>(null);

  useLayoutEffect(() => {
    const shown = button.current;
    return () => {
      if (shown && shown === document.activeElement) focusHeading();
    };
  }, []);

  return (
    <button
      ref={button}
      type="button"
      className="pointer-events-auto -my-2.5 -mr-3 min-h-11 rounded-xl px-3 font-semibold underline underline-offset-4"
      onClick={() => {
        removeToast(toastId);
        action.onPress();
      }}
    >
      {action.label}
    </button>
  );
}
