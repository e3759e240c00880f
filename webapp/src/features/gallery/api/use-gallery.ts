import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { isEnded } from '@/shared/jobs/job';
import { withHighestProgress } from '@/shared/jobs/job-progress';
import { useLive } from '@/shared/realtime/realtime';

const PAGE_SIZE = 24;
const POLL_MILLIS = 5_000;

export type GalleryFilter = 'all' | 'favorites';

/** The user's jobs, the latest first, a page at a time. */
export function useGallery(filter: GalleryFilter) {
  const live = useLive();
  return useInfiniteQuery({
    queryKey: queryKeys.jobs.list(filter),
    queryFn: async ({ pageParam, signal }) => {
      const page = await answerOf(
        api.GET('/api/v1/generations', {
          params: {
            query: {
              limit: PAGE_SIZE,
              ...(pageParam ? { cursor: pageParam } : {}),
              ...(filter === 'favorites' ? { favorite: true } : {}),
            },
          },
          signal,
        }),
      );
      return { ...page, items: page.items.map(withHighestProgress) };
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: ({ state }) => {
      const running = state.data?.pages.some((page) => page.items.some((job) => !isEnded(job.status)));
      return !live && running ? POLL_MILLIS : false;
    },
  });
}
