import { isTransient } from '@/shared/api/problem';
import { problemText } from '@/shared/i18n/problem-text';
import { type Translate, useTexts } from '@/shared/i18n/translate';
import { useRetryCountdown } from '@/shared/lib/use-retry-countdown';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { Notice } from '@/shared/ui/notice';
import { ProgressTape } from '@/shared/ui/progress-tape';
import type { PhotoChange } from './prepare-photo';
import { canBeSentAgain } from './upload-photo';
import type { OutgoingPhoto, UploadState } from './use-photo-upload';

interface PhotoStateProps {
  state: UploadState;
  uploaded: boolean;
  onRetry: (photo: OutgoingPhoto) => Promise<void>;
  onReadAgain: (read: () => Promise<File>) => Promise<void>;
}

/** How the photo stands, in words. */
export function PhotoState({ state, uploaded, onRetry, onReadAgain }: PhotoStateProps) {
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
    case 'unread':
      return (
        <div className="space-y-3">
          <Notice tone="danger">
            {t('upload.error.chat')} {problemText(state.error, t)}
          </Notice>
          {isTransient(state.error) && (
            <Button look="quiet" className="w-full" onClick={() => void onReadAgain(state.read)}>
              <Icon name="retry" className="size-5" />
              {t('common.retry')}
            </Button>
          )}
        </div>
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
          {state.phase === 'done' && state.photo.change && (
            <p className="text-muted">{changeText(state.photo.change, t)}</p>
          )}
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
export function changeText(change: PhotoChange, t: Translate): string {
  return change.kind === 'smaller'
    ? t('upload.smaller', { width: String(change.size.width), height: String(change.size.height) })
    : t('upload.converted', { format: change.from.toUpperCase() });
}

export function isOnItsWay({ phase }: UploadState): boolean {
  return phase === 'preparing' || phase === 'uploading' || phase === 'waiting';
}
