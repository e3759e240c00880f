import { useId, useState } from 'react';
import type { GalleryItem } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { useGallery } from '@/shared/jobs/use-gallery';
import { useModalDialog } from '@/shared/lib/use-modal-dialog';
import { haptics } from '@/shared/telegram/haptics';
import { Button } from '@/shared/ui/button';
import { Failure } from '@/shared/ui/failure';
import { Icon } from '@/shared/ui/icon';
import { Skeleton } from '@/shared/ui/skeleton';
import { Thumbnail, useThumbnail } from '@/shared/ui/thumbnail';
import { useCreateTexts } from '../texts/create-texts';

interface GalleryPickerProps {
  /** What is chosen already and not offered again. */
  taken: readonly string[];
  room: number;
  onTake: (pictures: GalleryItem[]) => void;
  onClose: () => void;
}

/** The finished pictures in a sheet; a tap takes the one that is wanted, or marks one of several. */
export function GalleryPicker({ taken, room, onTake, onClose }: GalleryPickerProps) {
  const { t } = useCreateTexts();
  const { t: shared } = useTexts();
  const dialog = useModalDialog();
  const titleId = useId();
  const gallery = useGallery('all');
  const [chosen, setChosen] = useState<readonly GalleryItem[]>([]);
  const offered = (gallery.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ id }) => !taken.includes(id));

  const toggle = (picture: GalleryItem) => {
    haptics.select();
    if (room === 1) return onTake([picture]);
    setChosen((known) =>
      known.some(({ id }) => id === picture.id)
        ? known.filter(({ id }) => id !== picture.id)
        : [...known, picture].slice(0, room),
    );
  };

  return (
    // Escape reaches the dialog as its own cancel event, so the keyboard needs no handler beside the click.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={dialog}
      className="dialog max-h-[85dvh] flex-col open:flex"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <h2 id={titleId} className="mb-4 text-xl">
        {t('pictures.pick.title')}
      </h2>
      <div className="-mx-1 min-h-0 flex-1 overflow-y-auto p-1">
        {gallery.isPending && <Skeleton className="h-48" />}
        {gallery.error && <Failure error={gallery.error} onRetry={() => void gallery.refetch()} />}
        {gallery.data && offered.length === 0 && <p className="text-muted">{t('pictures.pick.empty')}</p>}
        <ul className="grid grid-cols-3 gap-2">
          {offered.map((picture, index) => (
            <li key={picture.id}>
              <Choice
                picture={picture}
                number={index + 1}
                isChosen={chosen.some(({ id }) => id === picture.id)}
                onPress={() => toggle(picture)}
              />
            </li>
          ))}
        </ul>
        {gallery.hasNextPage && (
          <Button
            look="quiet"
            className="mt-3 w-full"
            busy={gallery.isFetchingNextPage}
            disabled={gallery.isFetchingNextPage}
            onClick={() => void gallery.fetchNextPage()}
          >
            {shared('common.loadMore')}
          </Button>
        )}
      </div>
      <div className="mt-4 grid shrink-0 gap-2">
        {room > 1 && (
          <Button disabled={chosen.length === 0} onClick={() => onTake([...chosen])}>
            {t('pictures.pick.take', { count: chosen.length })}
          </Button>
        )}
        <Button look="quiet" onClick={onClose}>
          {shared('common.cancel')}
        </Button>
      </div>
    </dialog>
  );
}

function Choice({
  picture,
  number,
  isChosen,
  onPress,
}: {
  picture: GalleryItem;
  number: number;
  isChosen: boolean;
  onPress: () => void;
}) {
  const { t, moment } = useCreateTexts();
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      aria-label={`${t('pictures.one', { number })}, ${moment(picture.createdAt)}`}
      className={`relative block aspect-square w-full overflow-hidden rounded-xl bg-sunken ${isChosen ? 'outline-4 -outline-offset-4 outline-chalk' : ''}`}
      onClick={onPress}
    >
      <Thumbnail picture={useThumbnail(picture.thumbnailUrl)} />
      {isChosen && (
        <span className="absolute top-1.5 right-1.5 inline-flex size-7 items-center justify-center rounded-full bg-chalk text-on-chalk">
          <Icon name="check" className="size-4" />
        </span>
      )}
    </button>
  );
}
