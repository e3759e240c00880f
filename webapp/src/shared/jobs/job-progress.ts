import type { Job } from '@/shared/api/types';

interface Noted {
  progress: number;
  sequence: number;
}

/** A job is watched for minutes and seldom more than a few at once; the oldest are forgotten. */
const REMEMBERED_JOBS = 200;

const noted = new Map<string, Noted>();

/** Takes a progress report in. An older or lower one is answered with undefined and changes nothing. */
export function noteProgress(report: {
  jobId: string;
  progress: number;
  sequence: number | undefined;
}): Noted | undefined {
  const known = noted.get(report.jobId);
  if (known && report.sequence !== undefined && report.sequence <= known.sequence) return undefined;
  const next = {
    progress: Math.max(known?.progress ?? 0, clamp(report.progress)),
    sequence: report.sequence ?? known?.sequence ?? 0,
  };
  remember(report.jobId, next);
  return next;
}

/** The job as read, with a progress that is never below one that was shown before. */
export function withHighestProgress(job: Job): Job {
  if (job.status === 'COMPLETED') return { ...job, progress: 100 };
  const known = noted.get(job.id);
  const progress = Math.max(known?.progress ?? 0, clamp(job.progress));
  remember(job.id, { progress, sequence: known?.sequence ?? -1 });
  return { ...job, progress };
}

function remember(jobId: string, next: Noted): void {
  noted.delete(jobId);
  noted.set(jobId, next);
  const oldest = noted.keys().next();
  if (noted.size > REMEMBERED_JOBS && !oldest.done) noted.delete(oldest.value);
}

function clamp(progress: number): number {
  return Math.min(100, Math.max(0, Math.round(progress)));
}
