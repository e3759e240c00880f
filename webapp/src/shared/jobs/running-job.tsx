import { Link } from 'wouter';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { Icon } from '@/shared/ui/icon';
import { ProgressTape } from '@/shared/ui/progress-tape';
import { jobTitle } from './job';

/** A job under way, as one line with its tape. */
export function RunningJob({ job }: { job: Job }) {
  const { t } = useTexts();
  return (
    <RunningLine
      to={`/jobs/${job.id}`}
      title={jobTitle(job, t)}
      status={t(`job.status.${job.status}`)}
      progress={job.progress}
    />
  );
}

/** Jobs of one batch that are under way, as one line that leads to its page. */
export function RunningBatch({ id, jobs }: { id: string; jobs: readonly Job[] }) {
  const { t, number } = useTexts();
  const progress = jobs.reduce((sum, job) => sum + job.progress, 0) / jobs.length;
  const isWaiting = jobs.every(({ status }) => status === 'PENDING');
  return (
    <RunningLine
      to={`/batches/${id}`}
      title={`${t('operation.batch')} · ${number(jobs.length)}`}
      status={t(`job.status.${isWaiting ? 'PENDING' : 'PROCESSING'}`)}
      progress={Math.round(progress)}
    />
  );
}

interface RunningLineProps {
  to: string;
  title: string;
  status: string;
  progress: number;
}

function RunningLine({ to, title, status, progress }: RunningLineProps) {
  const { t } = useTexts();
  return (
    <Link to={to} className="card flex items-center gap-4 p-4" data-testid="running-job">
      <span className="inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-chalk-soft text-chalk">
        <Icon name="needle" className="needle size-6" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="mb-2 flex justify-between gap-3 text-sm">
          <span className="truncate font-medium">{title}</span>
          <span className="shrink-0 text-muted">{status}</span>
        </span>
        <ProgressTape value={progress} label={t('job.progress')} />
      </span>
      <Icon name="forward" className="size-5 text-muted" />
    </Link>
  );
}
