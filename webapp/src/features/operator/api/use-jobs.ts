import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { operatorKeys } from './operator-keys';
import type { JobStatus } from './operator-types';
import { usePages } from './use-pages';

const POLL_MILLIS = 10_000;

/** Jobs of everybody or of one user, the latest first. */
export function useJobs(filter: { status?: JobStatus; userId?: string }, pageSize: number) {
  return usePages({
    queryKey: operatorKeys.jobs(filter),
    load: (paging, signal) =>
      answerOf(
        api.GET('/api/v1/admin/generation/tasks', {
          params: { query: { ...filter, ...paging } },
          signal,
        }),
      ),
    pageSize,
  });
}

/** One job by its id or the id of its hold, followed until it ends. */
export function useJobDetails(id: string) {
  return useQuery({
    queryKey: operatorKeys.job(id),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/admin/generation/tasks/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => (data && data.finishedAt === null ? POLL_MILLIS : false),
  });
}

/** What billing knows of a hold. */
export function useHold(holdId: string) {
  return useQuery({
    queryKey: operatorKeys.hold(holdId),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/admin/billing/holds/{holdId}', { params: { path: { holdId } }, signal })),
  });
}
