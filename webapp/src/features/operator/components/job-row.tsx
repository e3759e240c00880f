import { Link } from 'wouter';
import { useTexts } from '@/shared/i18n/translate';
import { operationKey } from '@/shared/jobs/job';
import { Icon } from '@/shared/ui/icon';
import type { JobStatus, OperatorJob } from '../api/operator-types';
import { useOperatorTexts } from '../texts/operator-texts';
import { useLinkBack } from './operator-page';
import { Chip, type Tone } from './pieces';

const TONES: Readonly<Record<JobStatus, Tone>> = {
  PENDING: 'plain',
  PROCESSING: 'plain',
  COMPLETED: 'good',
  FAILED: 'bad',
  CANCELLED: 'plain',
};

export function JobRow({ job }: { job: OperatorJob }) {
  const { moment, nameOf } = useOperatorTexts();
  const { t } = useTexts();
  return (
    <li>
      <Link to={`/operator/jobs/${job.id}`} state={useLinkBack()} className="flex items-center gap-3 py-3">
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium">{t(operationKey(job))}</span>
            <JobStatusChip status={job.status} />
          </span>
          {job.error && (
            <span className="mt-0.5 block text-sm break-words">{nameOf('error', job.error.code)}</span>
          )}
          <span className="mt-0.5 block text-sm break-words text-muted">
            {moment(job.createdAt)}
            {job.provider && ` · ${job.provider}`}
            {job.model && ` · ${job.model}`}
          </span>
        </span>
        <Icon name="forward" className="size-5 shrink-0 text-muted" />
      </Link>
    </li>
  );
}

export function JobStatusChip({ status }: { status: JobStatus }) {
  const { t } = useOperatorTexts();
  return <Chip tone={TONES[status]}>{t(`status.${status}`)}</Chip>;
}
