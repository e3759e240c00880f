import { Link } from 'wouter';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { Icon, type IconName } from '@/shared/ui/icon';
import { ProgressTape } from '@/shared/ui/progress-tape';
import { Thumbnail, ThumbnailRetry, useThumbnail } from '@/shared/ui/thumbnail';
import { isEnded, jobTitle } from './job';

/** A job on the rail: its picture, or how it stands. It leads to its page. */
export function JobTile({ job }: { job: Job }) {
  const label = useJobLabel(job);
  const image = job.images[0];
  const picture = useThumbnail(image?.thumbnailUrl ?? '');
  return (
    <div className="relative">
      <Link
        to={`/jobs/${job.id}`}
        data-testid="job-tile"
        data-status={job.status}
        aria-label={label}
        className="card relative block aspect-4/5 overflow-hidden transition active:scale-[0.98]"
      >
        {image ? <Thumbnail picture={picture} /> : <Pictureless job={job} />}
      </Link>
      <ThumbnailRetry picture={picture} />
    </div>
  );
}

/** What a tile of a job is called. */
export function useJobLabel(job: Job): string {
  const { t, moment } = useTexts();
  return t('gallery.open', {
    operation: jobTitle(job, t),
    date: moment(job.createdAt),
    status: t(`job.status.${job.status}`),
  });
}

const STATUS_ICONS: Readonly<Record<Job['status'], IconName>> = {
  PENDING: 'clock',
  PROCESSING: 'needle',
  COMPLETED: 'check',
  FAILED: 'alert',
  CANCELLED: 'close',
};

/** How a job stands that has no picture; fills its tile. */
export function Pictureless({ job }: { job: Job }) {
  const { t } = useTexts();
  return (
    <span className="flex size-full flex-col items-center justify-center gap-3 p-4 text-center">
      <span
        className={`inline-flex size-12 items-center justify-center rounded-full ${job.status === 'FAILED' ? 'bg-danger-soft text-danger' : 'bg-chalk-soft text-chalk'}`}
      >
        <Icon name={STATUS_ICONS[job.status]} />
      </span>
      <span className="text-sm font-medium">{t(`job.status.${job.status}`)}</span>
      {!isEnded(job.status) && (
        <ProgressTape value={job.progress} label={t('job.progress')} className="h-2" />
      )}
    </span>
  );
}
