import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { useLive } from '@/shared/realtime/realtime';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { ProgressTape } from '@/shared/ui/progress-tape';
import { useCancelJob } from '../api/use-cancel-job';
import { JobInputs } from './job-inputs';

export function JobRunning({ job }: { job: Job }) {
  const { t } = useTexts();
  const live = useLive();
  const cancel = useCancelJob();
  const isCancelling = cancel.isPending || cancel.data?.outcome === 'CANCELLING';
  /** Once it is being made it is paid for, and the provider cannot stop it. */
  const canCancel = job.status === 'PENDING' || isCancelling;
  return (
    <>
      <div className="card stitched flex aspect-4/5 max-h-[56vh] w-full flex-col items-center justify-center gap-6 px-9 text-center">
        {job.inputs.length > 0 ? (
          <JobInputs job={job} />
        ) : (
          <span className="inline-flex size-20 items-center justify-center rounded-full bg-chalk-soft text-chalk">
            <Icon name="needle" className="needle size-10" />
          </span>
        )}
        <div>
          <p className="font-display text-2xl font-semibold">
            {isCancelling ? t('job.cancelling') : t(`job.status.${job.status}`)}
          </p>
          <p className="mt-1 min-h-6 text-muted">{waitingText()}</p>
        </div>
        <div className="w-full">
          <ProgressTape value={job.progress} label={t('job.progress')} className="h-5" />
          <p className="mt-2 text-sm text-muted tabular-nums" data-testid="job-progress">
            {job.progress} %
          </p>
        </div>
      </div>
      <p className="mt-4 min-h-11 text-center text-sm text-muted">
        {live ? t('job.leave') : t('realtime.away')}
      </p>
      {canCancel && (
        <Button
          look="quiet"
          className="mt-2 w-full bg-surface"
          disabled={isCancelling}
          busy={isCancelling}
          onClick={() => cancel.mutate(job.id)}
        >
          {t('job.cancel')}
        </Button>
      )}
    </>
  );

  function waitingText(): string {
    if (job.status !== 'PENDING' || job.queuePosition === null) return '';
    const ahead = job.queuePosition - 1;
    return ahead > 0 ? t('job.queuePosition', { count: ahead }) : t('job.next');
  }
}
