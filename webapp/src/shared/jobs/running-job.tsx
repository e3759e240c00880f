import { Link } from 'wouter';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { Icon } from '@/shared/ui/icon';
import { ProgressTape } from '@/shared/ui/progress-tape';
import { operationKey } from './job';

/** A job under way, as one line with its tape. */
export function RunningJob({ job }: { job: Job }) {
  const { t } = useTexts();
  return (
    <Link to={`/jobs/${job.id}`} className="card flex items-center gap-4 p-4" data-testid="running-job">
      <span className="inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-chalk-soft text-chalk">
        <Icon name="needle" className="needle size-6" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="mb-2 flex justify-between gap-3 text-sm">
          <span className="font-medium">{t(operationKey(job))}</span>
          <span className="text-muted">{t(`job.status.${job.status}`)}</span>
        </span>
        <ProgressTape value={job.progress} label={t('job.progress')} />
      </span>
      <Icon name="forward" className="size-5 text-muted" />
    </Link>
  );
}
