import { useState } from 'react';
import type { GalleryItem } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { Button } from '@/shared/ui/button';
import { useDeleteJobs } from '../api/use-delete-jobs';

/** Which pictures are chosen, while several are. */
export interface Selection {
  isOn: boolean;
  chosen: ReadonlySet<string>;
  toggle: (imageId: string) => void;
  begin: () => void;
  end: () => void;
}

export function useSelection(): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>();
  return {
    isOn: chosen !== undefined,
    chosen: chosen ?? new Set(),
    toggle: (imageId) => {
      haptics.select();
      const next = new Set(chosen);
      if (!next.delete(imageId)) next.add(imageId);
      setChosen(next);
    },
    begin: () => setChosen(new Set()),
    end: () => setChosen(undefined),
  };
}

/** Begins and ends the choice of several pictures, and says what can be done with them. */
export function SelectionBar({
  images,
  selection,
}: {
  images: readonly GalleryItem[];
  selection: Selection;
}) {
  const { t } = useTexts();
  const deleteJobs = useDeleteJobs();
  const chosen = images.filter(({ id }) => selection.chosen.has(id));
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
          deleteJobs(chosen.map(({ id, jobId }) => ({ jobId, imageIds: [id] })));
          selection.end();
        }}
      >
        {t('gallery.delete')}
      </Button>
      <Button look="quiet" className="bg-surface" onClick={selection.end}>
        {t('common.cancel')}
      </Button>
    </div>
  );
}
