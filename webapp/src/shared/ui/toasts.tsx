import { createStore, useStore } from '@/shared/lib/store';

const SHOWN_MILLIS = 4_000;

interface Toast {
  id: number;
  text: string;
}

const toasts = createStore<readonly Toast[]>([]);
let nextId = 1;

/** Says a sentence at the top of the screen for a few seconds: what can be tapped is below. */
export function toast(text: string): void {
  const id = nextId++;
  toasts.set([...toasts.get().slice(-2), { id, text }]);
  setTimeout(() => toasts.set(toasts.get().filter((shown) => shown.id !== id)), SHOWN_MILLIS);
}

/** Hangs below the positioned element it is put into. */
export function Toasts() {
  const shown = useStore(toasts);
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-x-0 top-full flex flex-col items-center gap-2 px-4 pt-2"
    >
      {shown.map(({ id, text }) => (
        <p key={id} className="appear rounded-2xl bg-ink px-4 py-2.5 text-sm text-surface shadow-lg">
          {text}
        </p>
      ))}
    </div>
  );
}
