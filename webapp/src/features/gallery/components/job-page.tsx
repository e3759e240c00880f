import { Link, Redirect, useParams } from 'wouter';
import { ProblemError } from '@/shared/api/problem';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { isEnded, operationKey, promptOf } from '@/shared/jobs/job';
import { useJob } from '@/shared/jobs/use-job';
import { EmptyState } from '@/shared/ui/empty-state';
import { Failure } from '@/shared/ui/failure';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { JobFailed } from './job-failed';
import { JobRunning } from './job-running';
import { JobCompleted } from './job-completed';

/** One picture from the queue to the rail. */
export default function JobPage() {
  const { t, moment } = useTexts();
  const { id = '' } = useParams();
  const { data: job, error, refetch } = useJob(id);
  // The history of the wallet knows a job by its hold.
  if (job && job.id !== id) return <Redirect to={`/jobs/${job.id}`} replace />;
  return (
    <Page
      key={id}
      title={job ? titleOf(job) : t('job.title')}
      lead={
        job ? (
          <>
            {t(operationKey(job))}, {moment(job.createdAt)}
            <Words job={job} />
          </>
        ) : (
          <Skeleton className="inline-block h-5 w-40" />
        )
      }
      back={job?.batchId ? `/batches/${job.batchId}` : '/gallery'}
    >
      {job ? (
        <div data-testid="job" data-status={job.status} data-job-id={job.id}>
          <Stage job={job} />
        </div>
      ) : error ? (
        <Unavailable error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="aspect-4/5 w-full rounded-card" />
      )}
      <p role="status" className="sr-only">
        {job && spoken(job)}
      </p>
    </Page>
  );

  function titleOf({ status }: Job): string {
    switch (status) {
      case 'COMPLETED':
        return t('job.completed.title');
      case 'FAILED':
        return t('job.failed.title');
      case 'CANCELLED':
        return t('job.cancelled.title');
      case 'PENDING':
      case 'PROCESSING':
        return t('job.title');
    }
  }

  /** Every quarter of the way is news enough for a screen reader. */
  function spoken({ status, progress }: Job): string {
    const stage = t(`job.status.${status}`);
    return isEnded(status) ? stage : `${stage} ${Math.floor(progress / 25) * 25} %`;
  }
}

/** What was asked for, as far as there is room. */
function Words({ job }: { job: Job }) {
  const words = promptOf(job);
  if (!words) return null;
  return (
    <span className="mt-1.5 line-clamp-4 text-ink" data-testid="job-words">
      {words}
    </span>
  );
}

function Stage({ job }: { job: Job }) {
  switch (job.status) {
    case 'COMPLETED':
      return <JobCompleted job={job} />;
    case 'FAILED':
    case 'CANCELLED':
      return <JobFailed job={job} />;
    case 'PENDING':
    case 'PROCESSING':
      return <JobRunning job={job} />;
  }
}

function Unavailable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTexts();
  if (!(error instanceof ProblemError) || error.status !== 404)
    return <Failure error={error} onRetry={onRetry} />;
  return (
    <EmptyState icon="gallery" title={t('job.missing.title')} text={t('job.missing.text')}>
      <Link to="/gallery" className="inline-flex min-h-11 items-center font-semibold text-chalk">
        {t('gallery.title')}
      </Link>
    </EmptyState>
  );
}
