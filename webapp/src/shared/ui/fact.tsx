import type { ReactNode } from 'react';

/** A line of a list of facts: what, and how much of it. */
export function Fact({
  term,
  children,
  strong = false,
}: {
  term: ReactNode;
  children: ReactNode;
  strong?: boolean;
}) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-2">
      <dt className="text-muted">{term}</dt>
      <dd className={`text-right tabular-nums ${strong ? 'font-semibold' : ''}`}>{children}</dd>
    </div>
  );
}
