import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { useLive } from '@/shared/realtime/realtime';
import { isBeingDeleted } from './deletions';
import { isEnded } from './job';
import { withHighestProgress } from './job-progress';

const RECENT = 12;
const POLL_MILLIS = 4_000;

/** The latest few jobs: what is under way, what failed, what came out. */
export function useRecentJobs() {
  const live = useLive();
  return useQuery({
    queryKey: queryKeys.jobs.recent,
    queryFn: async ({ signal }) => {
      const page = await answerOf(
        api.GET('/api/v1/generations', { params: { query: { limit: RECENT } }, signal }),
      );
      const items = page.items.filter(({ id }) => !isBeingDeleted(id)).map(withHighestProgress);
      return { ...page, items };
    },
    refetchInterval: ({ state }) =>
      !live && state.data?.items.some((job) => !isEnded(job.status)) ? POLL_MILLIS : false,
  });
}
