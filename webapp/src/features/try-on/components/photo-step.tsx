import { type ChangeEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { isTransient, ProblemError } from '@/shared/api/problem';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { MainAction } from '@/shared/telegram/main-action';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { Notice } from '@/shared/ui/notice';
import { ProgressTape } from '@/shared/ui/progress-tape';
import { MAX_PHOTO_BYTES, PHOTO_TYPES } from '../check-photo';
import { type DraftPhoto, type PhotoRole, useDraft } from '../draft';
import { StepPage } from './step-page';
import { type UploadState, usePhotoUpload } from './use-photo-upload';

export function PhotoStep({ of: role }: { of: PhotoRole }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const draft = useDraft();
  const { state, choose, send } = usePhotoUpload(role);
  const [missing, setMissing] = useState(false);
  const kept = draft[role];
  const picture = pictureOf(state, kept);

  function goOn() {
    if (!kept) {
      haptics.error();
      setMissing(true);
      return;
    }
    void navigate(role === 'person' ? '/try-on/item' : '/try-on/confirm');
  }

  function onFile(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (!file) return;
    setMissing(false);
    void choose(file);
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
          accept={PHOTO_TYPES.join(',')}
          className="sr-only"
          aria-label={t(`tryOn.${role}.label`)}
          aria-describedby="photo-state"
          aria-invalid={missing || state.phase === 'refused' || state.phase === 'failed'}
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
      <div id="photo-state" className="mt-4 min-h-16">
        <PhotoState state={state} missing={missing} uploaded={kept !== undefined} onRetry={send} />
      </div>
      <MainAction label={t('common.continue')} onPress={goOn} busy={state.phase === 'uploading'} />
    </StepPage>
  );
}

function EmptyFrame({ of: role }: { of: PhotoRole }) {
  const { t, bytes } = useTexts();
  return (
    <span className="stitched flex size-full flex-col items-center justify-center gap-3 rounded-card px-8 text-center">
      <span className="inline-flex size-16 items-center justify-center rounded-full bg-chalk-soft text-chalk">
        <Icon name={role === 'person' ? 'person' : 'upper-body'} className="size-8" />
      </span>
      <span className="flex items-center gap-2 rounded-full bg-chalk px-5 py-2.5 font-semibold text-on-chalk">
        <Icon name="camera" className="size-5" />
        {t('upload.choose')}
      </span>
      <span className="text-sm text-muted">{t('upload.hint', { limit: bytes(MAX_PHOTO_BYTES) })}</span>
    </span>
  );
}

interface PhotoStateProps {
  state: UploadState;
  missing: boolean;
  uploaded: boolean;
  onRetry: (file: File, preview: string) => Promise<void>;
}

function PhotoState({ state, missing, uploaded, onRetry }: PhotoStateProps) {
  const { t, bytes } = useTexts();
  const earlierStays = uploaded && ` ${t('upload.kept')}`;
  switch (state.phase) {
    case 'refused':
      return (
        <Notice tone="danger">
          {state.fault === 'size'
            ? t('upload.error.size', { size: bytes(state.sizeBytes), limit: bytes(MAX_PHOTO_BYTES) })
            : t(`upload.error.${state.fault}`)}
          {earlierStays}
        </Notice>
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
          <Button look="quiet" className="w-full" onClick={() => void onRetry(state.file, state.preview)}>
            <Icon name="retry" className="size-5" />
            {t('common.retry')}
          </Button>
        </div>
      );
    case 'idle':
    case 'done':
      if (uploaded) {
        return (
          <p role="status" className="flex items-center gap-2 text-sm font-medium">
            <Icon name="check" className="size-5 text-chalk" />
            {t('upload.done')}
          </p>
        );
      }
      return missing ? <Notice tone="danger">{t('upload.required')}</Notice> : null;
  }
}

/** What counts as chosen: a photo that did not get through is shown only if it may still, and none is there already. */
function pictureOf(state: UploadState, kept: DraftPhoto | undefined): string | undefined {
  if (state.phase === 'failed') return kept?.url ?? (canBeSentAgain(state.error) ? state.preview : undefined);
  return 'preview' in state ? state.preview : kept?.url;
}

/** A photo that was refused for what it is would be refused again. */
function canBeSentAgain(error: unknown): boolean {
  return isTransient(error) || (error instanceof ProblemError && error.status === 408);
}
