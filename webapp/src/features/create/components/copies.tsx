import { useId } from 'react';
import { IconButton } from '@/shared/ui/icon-button';
import { changeCopies, mostCopies, useDraft } from '../draft';
import { useCreateTexts } from '../texts/create-texts';

/** How many pictures are made of each set of parameters. */
export function Copies() {
  const { t, number } = useCreateTexts();
  const draft = useDraft();
  const { copies, sets } = draft;
  const titleId = useId();
  const total = copies * sets.length;
  return (
    <div
      role="group"
      aria-labelledby={titleId}
      className="card flex min-h-16 items-center justify-between gap-3 py-2 pr-3 pl-5"
    >
      <span className="min-w-0">
        <span id={titleId} className="block font-medium">
          {t(sets.length > 1 ? 'copies.each' : 'copies.title')}
        </span>
        {total > 1 && <span className="block text-sm text-muted">{t('copies.total', { count: total })}</span>}
      </span>
      <span className="flex shrink-0 items-center gap-1">
        <IconButton
          icon="minus"
          label={t('copies.fewer')}
          disabled={copies <= 1}
          onPress={() => changeCopies(copies - 1)}
          className="bg-sunken"
        />
        <output className="min-w-9 text-center text-lg font-semibold tabular-nums" data-testid="copies">
          {number(copies)}
        </output>
        <IconButton
          icon="plus"
          label={t('copies.more')}
          disabled={copies >= mostCopies(draft)}
          onPress={() => changeCopies(copies + 1)}
          className="bg-sunken"
        />
      </span>
    </div>
  );
}
