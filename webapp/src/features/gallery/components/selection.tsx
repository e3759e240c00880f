import { useState } from 'react';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { Button } from '@/shared/ui/button';
import { focusHeading } from '@/shared/ui/page';
import type { Deletion } from '@/shared/jobs/deletions';
import { useDeleteJobs } from '../api/use-delete-jobs';

/** Which pictures and failed jobs are chosen, while several are. */
export interface Selection {
  isOn: boolean;
  chosen: ReadonlySet<string>;
  toggle: (id: string) => void;
  begin: () => void;
  end: () => void;
}

export function useSelection(): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>();
  return {
    isOn: chosen !== undefined,
    chosen: chosen ?? new Set(),
    toggle: (id) => {
      haptics.select();
      const next = new Set(chosen);
      if (!next.delete(id)) next.add(id);
      setChosen(next);
    },
    begin: () => setChosen(new Set()),
    end: () => setChosen(undefined),
  };
}

/** Begins and ends the choice of several pieces, and says what can be done with them. */
export function SelectionBar({
  pieces,
  selection,
}: {
  /** What can be chosen, by its id. */
  pieces: ReadonlyMap<string, Deletion>;
  selection: Selection;
}) {
  const { t } = useTexts();
  const deleteJobs = useDeleteJobs();
  const chosen = [...pieces].filter(([id]) => selection.chosen.has(id)).map(([, deletion]) => deletion);
  const end = () => {
    selection.end();
    focusHeading();
  };
  if (!selection.isOn) {
    return (
      <div className="-mt-2 mb-2 flex justify-end">
        <button type="button" className="min-h-11 px-2 font-semibold text-chalk" onClick={selection.begin}>
          {t('gallery.select')}
        </button>
      </div>
    );
  }
  return (
    <div className="sticky top-(--inset-top) z-10 -mx-4 mb-3 flex items-center gap-2 bg-canvas px-4 py-2">
      <p role="status" className="flex-1 font-medium">
        {t('gallery.selected', { count: chosen.length })}
      </p>
      <Button
        look="danger"
        disabled={chosen.length === 0}
        onClick={() => {
          deleteJobs(chosen);
          end();
        }}
      >
        {t('gallery.delete')}
      </Button>
      <Button look="quiet" className="bg-surface" onClick={end}>
        {t('common.cancel')}
      </Button>
    </div>
  );
}
