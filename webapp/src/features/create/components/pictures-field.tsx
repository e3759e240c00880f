import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { Icon } from '@/shared/ui/icon';
import { IconButton } from '@/shared/ui/icon-button';
import { Skeleton } from '@/shared/ui/skeleton';
import { PhotoChooser } from '@/shared/upload/photo-chooser';
import { isHandheld } from '@/shared/upload/photo-format';
import { isOnItsWay, PhotoState } from '@/shared/upload/photo-state';
import { isGone, notePicture, usePicture } from '@/shared/upload/use-picture';
import { usePhotoUpload } from '@/shared/upload/use-photo-upload';
import { textsIn } from '../fields';
import { useCreateTexts } from '../texts/create-texts';
import { GalleryPicker } from './gallery-picker';
import { describedBy, FaultLine, Hint, LEGEND, type ParameterFieldProps, Title } from './parameter-field';

/** Pictures in their order, each from the device or the gallery. */
export function PicturesField({ field, id, value, fault, onChange }: ParameterFieldProps) {
  const { t } = useCreateTexts();
  const ids = textsIn(value);
  const change = (next: (ids: string[]) => string[]) => onChange((known) => next(textsIn(known)));
  const move = (from: number, to: number) => {
    haptics.select();
    change((known) => swapped(known, from, to));
  };
  return (
    <fieldset aria-describedby={describedBy(id, field, fault)}>
      <legend className={LEGEND}>
        <Title field={field} />
        {field.most > 1 && (
          <span className="ml-1.5 text-sm font-normal text-muted tabular-nums">
            {t('pictures.count', { count: ids.length, max: field.most })}
          </span>
        )}
      </legend>
      {ids.length > 0 && (
        <ul className={`mb-3 grid gap-2 ${field.most > 1 ? 'grid-cols-3' : 'grid-cols-2'}`}>
          {ids.map((picture, index) => (
            <li key={picture} className="min-w-0">
              <PickedPicture
                id={picture}
                number={index + 1}
                onRemove={() => change((known) => known.filter((one) => one !== picture))}
                onEarlier={index > 0 ? () => move(index, index - 1) : undefined}
                onLater={index < ids.length - 1 ? () => move(index, index + 1) : undefined}
              />
            </li>
          ))}
        </ul>
      )}
      <PictureSources
        id={id}
        label={field.title}
        taken={ids}
        room={field.most === 1 ? 1 : field.most - ids.length}
        isInvalid={fault !== undefined}
        onAdd={(added) =>
          change((known) =>
            field.most === 1
              ? added.slice(0, 1)
              : [...known, ...added.filter((one) => !known.includes(one))].slice(0, field.most),
          )
        }
      />
      <Hint id={id} field={field} />
      <FaultLine id={id} fault={fault} />
    </fieldset>
  );
}

function swapped(ids: readonly string[], from: number, to: number): string[] {
  const [one, other] = [ids[from], ids[to]];
  if (one === undefined || other === undefined) return [...ids];
  return ids.map((id) => (id === one ? other : id === other ? one : id));
}

interface PictureSourcesProps {
  id: string;
  label: string;
  taken: readonly string[];
  /** How many may be added. */
  room: number;
  isInvalid: boolean;
  onAdd: (ids: string[]) => void;
}

const SOURCE =
  'flex min-h-12 flex-1 basis-36 cursor-pointer items-center justify-center gap-2 rounded-2xl bg-surface px-3 text-center text-sm font-semibold has-focus-visible:outline-2 has-focus-visible:outline-chalk has-disabled:opacity-55';

/** The ways to a picture: the device's photos, its camera, the gallery. */
export function PictureSources({ id, label, taken, room, isInvalid, onAdd }: PictureSourcesProps) {
  const { t } = useCreateTexts();
  const { t: shared } = useTexts();
  const queryClient = useQueryClient();
  const [isPicking, setPicking] = useState(false);
  const { state, choose, chooseFrom, send } = usePhotoUpload((upload) => {
    notePicture(queryClient, { id: upload.id, url: upload.url, isUpload: true });
    onAdd([upload.id]);
  });
  if (room <= 0) return null;
  const isBusy = isOnItsWay(state);
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <PhotoChooser
          id={id}
          className={SOURCE}
          label={`${label}: ${shared('upload.choose')}`}
          describedBy={`${id}-state`}
          isInvalid={isInvalid}
          disabled={isBusy}
          onFile={(file) => void choose(file)}
        >
          <Icon name="image" className="size-5 shrink-0 text-chalk" />
          {shared('upload.choose')}
        </PhotoChooser>
        {isHandheld() && (
          <PhotoChooser
            className={SOURCE}
            label={`${label}: ${shared('upload.camera')}`}
            camera="environment"
            describedBy={`${id}-state`}
            disabled={isBusy}
            onFile={(file) => void choose(file)}
          >
            <Icon name="camera" className="size-5 shrink-0 text-chalk" />
            {shared('upload.camera')}
          </PhotoChooser>
        )}
        <button
          type="button"
          aria-label={`${label}: ${t('pictures.gallery')}`}
          className={SOURCE}
          onClick={() => setPicking(true)}
        >
          <Icon name="gallery" className="size-5 shrink-0 text-chalk" />
          {t('pictures.gallery')}
        </button>
      </div>
      <div id={`${id}-state`} className="mt-3 empty:hidden">
        <PhotoState state={state} uploaded={false} onRetry={send} onReadAgain={chooseFrom} />
      </div>
      {isPicking && (
        <GalleryPicker
          taken={taken}
          room={room}
          onTake={(pictures) => {
            for (const { id: image, url } of pictures)
              notePicture(queryClient, { id: image, url, isUpload: false });
            onAdd(pictures.map((picture) => picture.id));
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  );
}

interface PickedPictureProps {
  id: string;
  number: number;
  onRemove: () => void;
  onEarlier?: (() => void) | undefined;
  onLater?: (() => void) | undefined;
}

/** A picture that was chosen, what can be done with it, and whether it is gone. */
export function PickedPicture({ id, number, onRemove, onEarlier, onLater }: PickedPictureProps) {
  const { t } = useCreateTexts();
  const { data, error, refetch } = usePicture(id);
  const isMoved = onEarlier !== undefined || onLater !== undefined;
  return (
    <div className="card overflow-hidden">
      <div className="relative aspect-square bg-sunken">
        {data ? (
          <img
            key={data.url}
            src={data.url}
            alt={t('pictures.one', { number })}
            className="absolute inset-0 size-full object-cover"
            // Its link may have ended.
            onError={() => void refetch()}
          />
        ) : error ? (
          <p role="alert" className="p-2 pt-11 text-xs text-danger">
            {isGone(error) ? t('pictures.gone') : null}
          </p>
        ) : (
          <Skeleton className="size-full rounded-none" />
        )}
        <IconButton
          icon="close"
          label={t('pictures.remove', { number })}
          onPress={onRemove}
          className="absolute top-1 right-1 bg-surface/90"
        />
      </div>
      {isMoved && (
        <div className="flex justify-between">
          <IconButton
            icon="back"
            label={t('pictures.earlier', { number })}
            disabled={!onEarlier}
            onPress={() => onEarlier?.()}
          />
          <IconButton
            icon="forward"
            label={t('pictures.later', { number })}
            disabled={!onLater}
            onPress={() => onLater?.()}
          />
        </div>
      )}
    </div>
  );
}
