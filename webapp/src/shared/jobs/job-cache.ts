import type { QueryClient } from '@tanstack/react-query';
import type { Batch } from '@/shared/api/catalogue-types';
import { patchCache } from '@/shared/api/patch-cache';
import { queryKeys } from '@/shared/api/query-keys';
import type { Job, JobPage } from '@/shared/api/types';
import { isEnded } from './job';
import { withHighestProgress } from './job-progress';

/** Changes a job wherever the cache holds it: on its own, in its batch and among the latest. */
export function updateCachedJob(queryClient: QueryClient, id: string, change: (job: Job) => Job): void {
  patchCache<Job>(queryClient, queryKeys.jobs.one(id), change);
  const changeIn = <List extends { items: Job[] }>(list: List): List => ({
    ...list,
    items: list.items.map((job) => (job.id === id ? change(job) : job)),
  });
  patchCache<JobPage>(queryClient, queryKeys.jobs.recent, changeIn);
  patchCache<Batch>(queryClient, queryKeys.jobs.batches, changeIn);
}

/** Takes a job out of the latest ones. */
export function removeCachedJob(queryClient: QueryClient, id: string): void {
  patchCache<JobPage>(queryClient, queryKeys.jobs.recent, (page) => ({
    ...page,
    items: page.items.filter((job) => job.id !== id),
  }));
}

/** What a read means next to what is known: an ended job stays ended, and progress does not fall. */
export function mergeRead(known: Job | undefined, read: Job): Job {
  if (known && isEnded(known.status) && !isEnded(read.status)) return known;
  return withHighestProgress(read);
}
