import { type ChangeEvent, useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { useRetryCountdown } from '@/shared/lib/use-retry-countdown';
import { MainAction } from '@/shared/telegram/main-action';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { Notice } from '@/shared/ui/notice';
import { ProgressTape } from '@/shared/ui/progress-tape';
import { canBeSentAgain } from '../api/upload-photo';
import { type DraftPhoto, type PhotoRole, useDraft } from '../draft';
import { acceptedByChooser } from '../photo-format';
import type { PhotoChange } from '../prepare-photo';
import { StepPage } from './step-page';
import { type OutgoingPhoto, type UploadState, usePhotoUpload } from './use-photo-upload';

export function PhotoStep({ of: role }: { of: PhotoRole }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const draft = useDraft();
  const { state, choose, send } = usePhotoUpload(role);
  const kept = draft[role];
  const picture = pictureOf(state, kept);
  const words = useRef<HTMLDivElement>(null);

  // On a small screen they begin below its end, under the action.
  useEffect(() => {
    if (state.phase !== 'idle') words.current?.scrollIntoView({ block: 'nearest' });
  }, [state.phase]);

  function onFile(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file) void choose(file);
  }

  return (
    <StepPage
      step={role === 'person' ? 2 : 3}
      title={t(`tryOn.${role}.title`)}
      lead={t(`tryOn.${role}.text`)}
      back={role === 'person' ? '/try-on' : '/try-on/person'}
    >
      <label className="group block cursor-pointer rounded-card has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-chalk">
        <input
          type="file"
          accept={acceptedByChooser()}
          className="sr-only"
          aria-label={t(`tryOn.${role}.label`)}
          aria-describedby="photo-state"
          aria-invalid={state.phase === 'refused' || state.phase === 'failed'}
          onChange={onFile}
        />
        <span className="card relative flex aspect-4/5 max-h-[52vh] w-full flex-col items-center justify-center overflow-hidden">
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
      </label>
      <div id="photo-state" ref={words} className="mt-4 min-h-16 scroll-mb-28">
        <PhotoState state={state} uploaded={kept !== undefined} onRetry={send} />
      </div>
      {(kept ?? isOnItsWay(state)) && (
        <MainAction
          label={t('common.continue')}
          onPress={() => void navigate(role === 'person' ? '/try-on/item' : '/try-on/confirm')}
          busy={isOnItsWay(state)}
        />
      )}
    </StepPage>
  );
}

function EmptyFrame({ of: role }: { of: PhotoRole }) {
  const { t } = useTexts();
  return (
    <span className="stitched flex size-full flex-col items-center justify-center gap-3 rounded-card px-8 text-center">
      <span className="inline-flex size-16 items-center justify-center rounded-full bg-chalk-soft text-chalk">
        <Icon name={role === 'person' ? 'person' : 'upper-body'} className="size-8" />
      </span>
      <span className="flex items-center gap-2 rounded-full bg-chalk px-5 py-2.5 font-semibold text-on-chalk">
        <Icon name="camera" className="size-5" />
        {t('upload.choose')}
      </span>
      <span className="text-sm text-muted">{t('upload.hint')}</span>
    </span>
  );
}

interface PhotoStateProps {
  state: UploadState;
  uploaded: boolean;
  onRetry: (photo: OutgoingPhoto) => Promise<void>;
}

function PhotoState({ state, uploaded, onRetry }: PhotoStateProps) {
  const { t } = useTexts();
  const earlierStays = uploaded && ` ${t('upload.kept')}`;
  switch (state.phase) {
    case 'refused':
      return (
        <Notice tone="danger">
          {t(`upload.error.${state.fault}`)}
          {earlierStays}
        </Notice>
      );
    case 'preparing':
      return (
        <p role="status" className="text-sm text-muted">
          {t('upload.preparing')}
        </p>
      );
    case 'uploading':
      return (
        <div className="space-y-2">
          <p role="status" className="text-sm text-muted">
            {t('upload.progress')}
          </p>
          <ProgressTape value={state.percent} label={t('upload.progress')} />
        </div>
      );
    case 'waiting':
      return <Waiting error={state.error} />;
    case 'failed':
      if (!canBeSentAgain(state.error)) {
        return (
          <Notice tone="danger">
            {problemText(state.error, t)}
            {earlierStays}
          </Notice>
        );
      }
      return (
        <div className="space-y-3">
          <Notice tone="danger">
            {t('upload.error.failed')} {problemText(state.error, t)}
            {earlierStays}
          </Notice>
          <Button look="quiet" className="w-full" onClick={() => void onRetry(state.photo)}>
            <Icon name="retry" className="size-5" />
            {t('common.retry')}
          </Button>
        </div>
      );
    case 'idle':
    case 'done':
      if (!uploaded) return null;
      return (
        <div role="status" className="space-y-2 text-sm">
          <p className="flex items-center gap-2 font-medium">
            <Icon name="check" className="size-5 text-chalk" />
            {t('upload.done')}
          </p>
          {state.phase === 'done' && state.photo.change && <Changed change={state.photo.change} />}
        </div>
      );
  }
}

/** That the photo is sent again by itself, and when. */
function Waiting({ error }: { error: unknown }) {
  const { t } = useTexts();
  const seconds = useRetryCountdown(error);
  return (
    <Notice tone="info">
      {seconds > 0 ? t('upload.waitingFor', { count: seconds }) : t('upload.waiting')}
    </Notice>
  );
}

/** What was sent in the place of the photo that was chosen. */
function Changed({ change }: { change: PhotoChange }) {
  const { t } = useTexts();
  return (
    <p className="text-muted" data-testid="photo-changed">
      {change.kind === 'smaller'
        ? t('upload.smaller', { width: String(change.size.width), height: String(change.size.height) })
        : t('upload.converted', { format: change.from.toUpperCase() })}
    </p>
  );
}

function isOnItsWay({ phase }: UploadState): boolean {
  return phase === 'preparing' || phase === 'uploading' || phase === 'waiting';
}

/** What counts as chosen: a photo that did not get through is shown only if it may still, and none is there already. */
function pictureOf(state: UploadState, kept: DraftPhoto | undefined): string | undefined {
  if (state.phase === 'failed')
    return kept?.url ?? (canBeSentAgain(state.error) ? state.photo.preview : undefined);
  return 'photo' in state ? state.photo.preview : kept?.url;
}
