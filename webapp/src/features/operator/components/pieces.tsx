import { type ReactNode, useEffect, useId, useRef } from 'react';
import { haptics } from '@/shared/telegram/haptics';
import { toast } from '@/shared/ui/toasts';
import { useOperatorTexts } from '../texts/operator-texts';

/** A part of a page under its heading. */
export function Part({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId}>
      <div className="mb-3 flex items-baseline justify-between gap-3">
        <h2 id={titleId} className="text-xl">
          {title}
        </h2>
        {aside && <span className="text-sm text-muted">{aside}</span>}
      </div>
      {children}
    </section>
  );
}

export type Tone = 'plain' | 'good' | 'bad';

const TONES: Readonly<Record<Tone, string>> = {
  plain: 'bg-sunken text-ink',
  good: 'bg-[color-mix(in_oklab,#2e9d4f_16%,var(--surface))] text-[color-mix(in_oklab,#2e9d4f_50%,var(--ink))]',
  bad: 'bg-danger-soft text-danger',
};

/** A state in a word or two. */
export function Chip({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-block max-w-full rounded-full px-2.5 py-0.5 text-xs font-semibold ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}

/** Nothing to list, said in one line. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="card px-4 py-5 text-center text-muted">{children}</p>;
}

/** An id or a command to be copied whole. */
export function Code({ label, value }: { label: string; value: string }) {
  const { t } = useOperatorTexts();
  const copy = async () => {
    haptics.tap();
    try {
      await navigator.clipboard.writeText(value);
      toast(t('copy.done', { what: label }));
    } catch {
      toast(t('copy.failed'));
    }
  };
  return (
    <div className="flex items-center gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="text-sm text-muted">{label}</p>
        <p className="font-mono text-sm break-all select-all">{value}</p>
      </div>
      <SmallButton label={t('copy.what', { what: label })} onPress={() => void copy()}>
        {t('copy')}
      </SmallButton>
    </div>
  );
}

interface SmallButtonProps {
  /** What it does, if its words alone do not say to what. */
  label?: string;
  tone?: Tone;
  disabled?: boolean;
  onPress: () => void;
  children: ReactNode;
}

/** A button within a row. */
export function SmallButton({
  label,
  tone = 'plain',
  disabled = false,
  onPress,
  children,
}: SmallButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      onClick={() => {
        haptics.tap();
        onPress();
      }}
      className={`min-h-11 shrink-0 rounded-xl px-3.5 text-sm font-semibold transition active:scale-95 disabled:opacity-50 ${TONES[tone]}`}
    >
      {children}
    </button>
  );
}

interface ChoiceProps<Value extends string> {
  legend: string;
  values: readonly { value: Value; label: ReactNode }[];
  chosen: Value;
  onChoose: (value: Value) => void;
}

/** One of a few, side by side; they scroll where there is no room for all, so that the chosen one is seen. */
export function Choice<Value extends string>({ legend, values, chosen, onChoose }: ChoiceProps<Value>) {
  const name = useId();
  const row = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const label = row.current?.querySelector(':checked')?.parentElement;
    if (row.current && label)
      row.current.scrollLeft = label.offsetLeft + label.offsetWidth + 4 - row.current.clientWidth;
  }, [chosen]);

  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{legend}</legend>
      <div
        ref={row}
        className="relative flex gap-1 overflow-x-auto rounded-2xl border border-line bg-surface p-1 [scrollbar-width:none]"
      >
        {values.map(({ value, label }) => (
          <label
            key={value}
            className="relative flex min-h-11 flex-auto cursor-pointer items-center justify-center gap-1.5 rounded-xl px-2 text-sm font-semibold whitespace-nowrap transition has-checked:bg-chalk has-checked:text-on-chalk has-focus-visible:outline-2 has-focus-visible:outline-chalk"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={value === chosen}
              onChange={() => {
                haptics.select();
                onChoose(value);
              }}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The look of what is typed into. */
export const FIELD =
  'w-full min-h-12 rounded-xl border border-line bg-surface px-3.5 py-2.5 text-ink placeholder:text-muted';
