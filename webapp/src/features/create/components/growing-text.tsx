import { type TextareaHTMLAttributes, useLayoutEffect, useRef } from 'react';

/** The look of what is typed into. */
export const FIELD =
  'w-full min-h-12 rounded-xl border border-line bg-surface px-3.5 py-2.5 text-ink placeholder:text-muted aria-invalid:border-danger';

interface GrowingTextProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  value: string;
  onType: (text: string) => void;
}

/** A text of several lines that is as high as it has to be, up to half of the screen. */
export function GrowingText({ value, onType, ...rest }: GrowingTextProps) {
  const area = useRef<HTMLTextAreaElement>(null);

  // Where the browser does not do that by itself.
  useLayoutEffect(() => {
    const shown = area.current;
    if (!shown || CSS.supports?.('field-sizing', 'content')) return;
    shown.style.height = 'auto';
    shown.style.height = `${shown.scrollHeight + 2}px`;
  }, [value]);

  return (
    <textarea
      {...rest}
      ref={area}
      rows={3}
      className={`${FIELD} block max-h-[50vh] min-h-24 resize-none [field-sizing:content]`}
      value={value}
      onInput={({ currentTarget }) => onType(currentTarget.value)}
    />
  );
}
