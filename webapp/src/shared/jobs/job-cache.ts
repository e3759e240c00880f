import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { queryKeys } from '@/shared/api/query-keys';
import type { Job, JobPage } from '@/shared/api/types';
import { isEnded } from './job';
import { withHighestProgress } from './job-progress';

type Pages = InfiniteData<JobPage>;

/** Changes a job wherever the cache holds it: on its own, in the gallery's pages, among the latest. */
export function updateCachedJob(queryClient: QueryClient, id: string, change: (job: Job) => Job): void {
  const changeIn = (page: JobPage): JobPage => ({
    ...page,
    items: page.items.map((job) => (job.id === id ? change(job) : job)),
  });
  patch<Job>(queryClient, queryKeys.jobs.one(id), change);
  patch<JobPage>(queryClient, queryKeys.jobs.recent, changeIn);
  patch<Pages>(queryClient, queryKeys.jobs.lists, (data) => ({ ...data, pages: data.pages.map(changeIn) }));
}

/** Changes what is cached without making it look freshly read: what was due to be read again still is. */
function patch<T>(queryClient: QueryClient, prefix: QueryKey, change: (data: T) => T): void {
  for (const { queryKey, state } of queryClient.getQueryCache().findAll({ queryKey: prefix })) {
    if (state.data === undefined) continue;
    const updatedAt = state.isInvalidated ? 0 : state.dataUpdatedAt;
    queryClient.setQueryData<T>(queryKey, (data) => data && change(data), { updatedAt });
  }
}

/** Takes a job out of every list the cache holds. */
export function removeCachedJob(queryClient: QueryClient, id: string): void {
  const without = (page: JobPage): JobPage => ({
    ...page,
    items: page.items.filter((job) => job.id !== id),
  });
  patch<JobPage>(queryClient, queryKeys.jobs.recent, without);
  patch<Pages>(queryClient, queryKeys.jobs.lists, (data) => ({ ...data, pages: data.pages.map(without) }));
}

/** What a read means next to what is known: an ended job stays ended, and progress does not fall. */
export function mergeRead(known: Job | undefined, read: Job): Job {
  if (known && isEnded(known.status) && !isEnded(read.status)) return known;
  return withHighestProgress(read);
}
