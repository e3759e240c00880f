import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { isBeingDeleted } from './deletions';

const PAGE_SIZE = 24;

export type GalleryFilter = 'all' | 'favorites';

/** The user's pictures, the latest first, a page at a time. */
export function useGallery(filter: GalleryFilter) {
  return useInfiniteQuery({
    queryKey: queryKeys.images.list(filter),
    queryFn: async ({ pageParam, signal }) => {
      const page = await answerOf(
        api.GET('/api/v1/images', {
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
      return { ...page, items: page.items.filter(({ jobId }) => !isBeingDeleted(jobId)) };
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}
