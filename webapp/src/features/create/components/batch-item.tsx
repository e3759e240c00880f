import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { Job } from '@/shared/api/types';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { isEnded } from '@/shared/jobs/job';
import { useCancelJob } from '@/shared/jobs/use-cancel-job';
import { useRetryJob } from '@/shared/jobs/use-retry-job';
import { isRecord, readStored, writeStored } from '@/shared/lib/storage';
import { haptics } from '@/shared/telegram/haptics';
import { Icon, type IconName } from '@/shared/ui/icon';
import { ProgressTape } from '@/shared/ui/progress-tape';
import { Thumbnail, ThumbnailRetry, useThumbnail } from '@/shared/ui/thumbnail';
import { toast } from '@/shared/ui/toasts';
import { useCreateTexts } from '../texts/create-texts';

const ICONS: Readonly<Record<Job['status'], IconName>> = {
  PENDING: 'clock',
  PROCESSING: 'needle',
  COMPLETED: 'check',
  FAILED: 'alert',
  CANCELLED: 'close',
};

/** One picture of a batch: it, or how far it is and what can be done about that. */
export function BatchItem({ job, number }: { job: Job; number: number }) {
  const { t } = useCreateTexts();
  const { t: shared } = useTexts();
  const image = job.images[0];
  const picture = useThumbnail(image?.thumbnailUrl ?? '');
  const status = shared(`job.status.${job.status}`);
  const { isCancelling, canCancel, cancel } = useCancelJob(job);
  return (
    <div
      className="card flex flex-1 flex-col overflow-hidden"
      data-testid="batch-item"
      data-status={job.status}
    >
      <div className="relative flex flex-1">
        <Link
          to={`/jobs/${job.id}`}
          aria-label={t('batch.item', { number, status })}
          className="relative flex min-h-44 flex-1 flex-col items-center justify-center gap-2.5 p-3 text-center transition active:scale-[0.98]"
        >
          {image ? (
            <Thumbnail picture={picture} />
          ) : (
            <>
              <span
                className={`inline-flex size-11 items-center justify-center rounded-full ${job.status === 'FAILED' ? 'bg-danger-soft text-danger' : 'bg-chalk-soft text-chalk'}`}
              >
                <Icon name={ICONS[job.status]} />
              </span>
              <span className="text-sm font-medium">{isCancelling ? shared('job.cancelling') : status}</span>
              {job.status === 'FAILED' && (
                <span className="text-xs text-danger" data-testid="item-error">
                  {job.error?.message ?? shared('error.unexpected')}
                </span>
              )}
              {!isEnded(job.status) && (
                <ProgressTape
                  value={job.progress}
                  label={t('batch.item.progress', { number })}
                  className="h-2"
                />
              )}
            </>
          )}
        </Link>
        <ThumbnailRetry picture={picture} />
      </div>
      {canCancel && (
        <ItemButton label={t('batch.item.cancel', { number })} disabled={isCancelling} onPress={cancel}>
          {shared('job.cancel')}
        </ItemButton>
      )}
      {job.status === 'FAILED' && <FailedItem job={job} number={number} />}
    </div>
  );
}

/** Another try of what failed, which is a job of its own. */
function FailedItem({ job, number }: { job: Job; number: number }) {
  const { t } = useCreateTexts();
  const { t: shared } = useTexts();
  const retry = useRetryJob();
  const [retriedAs, setRetriedAs] = useState(() => retries()[job.id]);
  return (
    <>
      {retriedAs ? (
        <Link
          to={`/jobs/${retriedAs}`}
          aria-label={t('batch.item.retried', { number })}
          className={`${ITEM_BUTTON} text-chalk`}
        >
          {t('batch.item.retried.short')}
          <Icon name="forward" className="size-4" />
        </Link>
      ) : (
        <ItemButton
          label={t('batch.item.retry', { number })}
          disabled={retry.isPending}
          onPress={() =>
            retry.mutate(job.id, {
              onSuccess: ({ id }) => {
                haptics.success();
                writeStored(RETRIES, { ...retries(), [job.id]: id });
                setRetriedAs(id);
              },
              onError: (error) => {
                haptics.error();
                toast(problemText(error, shared));
              },
            })
          }
        >
          {shared('job.retry')}
        </ItemButton>
      )}
    </>
  );
}

const ITEM_BUTTON =
  'flex min-h-11 w-full items-center justify-center gap-1.5 border-t border-line px-2 text-sm font-semibold';

function ItemButton({
  label,
  disabled,
  onPress,
  children,
}: {
  label: string;
  disabled: boolean;
  onPress: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      className={`${ITEM_BUTTON} disabled:opacity-50`}
      onClick={() => {
        haptics.tap();
        onPress();
      }}
    >
      {children}
    </button>
  );
}

/** Failed jobs with their new tries, so that a reload does not offer a second one. */
const RETRIES = 'atelier.retries';

function retries(): Record<string, string> {
  return readStored(RETRIES, areRetries) ?? {};
}

function areRetries(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((id) => typeof id === 'string');
}
