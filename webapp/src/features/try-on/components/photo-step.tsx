import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useTexts } from '@/shared/i18n/translate';
import { navigate } from '@/shared/lib/route';
import { MainAction } from '@/shared/telegram/main-action';
import { Icon } from '@/shared/ui/icon';
import { Notice } from '@/shared/ui/notice';
import { toast } from '@/shared/ui/toasts';
import { PhotoChooser } from '@/shared/upload/photo-chooser';
import { changeText, isOnItsWay, PhotoState } from '@/shared/upload/photo-state';
import { canBeSentAgain } from '@/shared/upload/upload-photo';
import { type UploadState, usePhotoUpload } from '@/shared/upload/use-photo-upload';
import { readChatPhoto, waitingChatPhoto } from '../chat-photo';
import {
  changeDraft,
  type DraftPhoto,
  isExtreme,
  NEXT_STEP,
  type PhotoRole,
  takePhoto,
  useDraft,
} from '../draft';
import { PhotoExamples } from './photo-examples';
import { OtherPhotos } from './photo-sources';
import { StepPage } from './step-page';

/** Longer than a usual toast: the next step is on the screen by then. */
const CHANGE_SHOWN_MILLIS = 7_000;

export function PhotoStep({ of: role }: { of: PhotoRole }) {
  const { t } = useTexts();
  const draft = useDraft();
  const { state, choose, chooseFrom, send } = usePhotoUpload((upload) => takePhoto(role, upload));
  const kept = draft[role];
  const picture = pictureOf(state, kept);
  const words = useRef<HTMLDivElement>(null);
  const isFresh = state.phase === 'done';
  const isOdd = kept !== undefined && isExtreme(kept);

  // On a small screen they begin below its end, under the action.
  useEffect(() => {
    if (state.phase !== 'idle') words.current?.scrollIntoView({ block: 'nearest' });
  }, [state.phase]);

  useEffect(() => {
    const waiting = waitingChatPhoto();
    if (waiting?.as === role) void chooseFrom(() => readChatPhoto(waiting));
    // Once, when the step opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  // A photo that is fine needs no second tap; what was done to it is said on the way.
  useEffect(() => {
    if (!isFresh || isOdd) return;
    if (state.photo.change) toast(changeText(state.photo.change, t), { millis: CHANGE_SHOWN_MILLIS });
    navigate(NEXT_STEP[role]);
    // Once the photo is there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isFresh]);

  return (
    <StepPage
      step={role === 'person' ? 2 : 3}
      title={t(`tryOn.${role}.title`)}
      lead={t(`tryOn.${role}.text`)}
      back={role === 'person' ? '/try-on' : '/try-on/person'}
    >
      {role === 'item' && draft.person && <OnThisPerson photo={draft.person} />}
      <PhotoChooser
        className="group block cursor-pointer rounded-card has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-chalk"
        label={t(`tryOn.${role}.label`)}
        isInvalid={state.phase === 'refused' || state.phase === 'failed'}
        onFile={(file) => void choose(file)}
      >
        <span
          className={`card relative flex ${picture ? 'aspect-4/5 max-h-[46vh]' : 'min-h-56'} w-full flex-col items-center justify-center overflow-hidden`}
        >
          {picture ? (
            <>
              <img src={picture} alt="" className="absolute inset-0 size-full object-contain" />
              <span className="absolute right-3 bottom-3 rounded-full bg-surface/90 px-3.5 py-2 text-sm font-semibold shadow">
                {t('upload.replace')}
              </span>
            </>
          ) : (
            <EmptyFrame of={role} />
          )}
        </span>
      </PhotoChooser>
      <div id="photo-state" ref={words} className="mt-3 scroll-mb-28 empty:hidden">
        {isOdd && <Notice tone="info">{t('upload.extreme')}</Notice>}
        <PhotoState state={state} uploaded={kept !== undefined} onRetry={send} onReadAgain={chooseFrom} />
      </div>
      <OtherPhotos of={role} onFile={(file) => void choose(file)} />
      {!picture && <PhotoExamples of={role} />}
      {(kept ?? isOnItsWay(state)) && (
        <MainAction
          label={t('common.continue')}
          onPress={() => navigate(NEXT_STEP[role])}
          busy={isOnItsWay(state)}
        />
      )}
    </StepPage>
  );
}

/** On whose photo the item is put, and the way to another. */
function OnThisPerson({ photo }: { photo: DraftPhoto }) {
  const { t } = useTexts();
  return (
    <Link
      to="/try-on/person"
      className="card mb-3 flex min-h-14 flex-wrap items-center gap-3 overflow-hidden pr-4"
      data-testid="kept-person"
    >
      <img
        src={photo.url}
        alt=""
        className="size-14 object-cover object-top"
        onError={() => changeDraft({ person: undefined })}
      />
      <span className="flex-1 basis-24 text-sm">{t('tryOn.item.onPerson')}</span>
      <span className="text-sm font-semibold text-chalk">{t('common.change')}</span>
    </Link>
  );
}

function EmptyFrame({ of: role }: { of: PhotoRole }) {
  const { t } = useTexts();
  return (
    <span className="stitched flex min-h-56 w-full flex-col items-center justify-center gap-3 rounded-card px-8 py-5 text-center">
      <span className="inline-flex size-12 items-center justify-center rounded-full bg-chalk-soft text-chalk">
        <Icon name={role === 'person' ? 'person' : 'upper-body'} className="size-7" />
      </span>
      <span className="flex items-center gap-2 rounded-full bg-action px-5 py-2.5 text-[1.17rem] font-bold text-on-action">
        <Icon name="camera" className="size-5" />
        {t('upload.choose')}
      </span>
      <span className="text-sm text-muted">{t('upload.hint')}</span>
    </span>
  );
}

/** What counts as chosen: a photo that did not get through is shown only if it may still, and none is there already. */
function pictureOf(state: UploadState, kept: DraftPhoto | undefined): string | undefined {
  if (state.phase === 'failed')
    return kept?.url ?? (canBeSentAgain(state.error) ? state.photo.preview : undefined);
  return 'photo' in state ? state.photo.preview : kept?.url;
}
