import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { Page } from './operator-types';

interface PagesOptions<Item> {
  queryKey: QueryKey;
  load: (paging: { limit: number; cursor?: string }, signal: AbortSignal) => Promise<Page<Item>>;
  pageSize: number;
  pollMillis?: number;
}

/** A list that the server gives a page at a time. */
export function usePages<Item>({ queryKey, load, pageSize, pollMillis }: PagesOptions<Item>) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      load({ limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: pollMillis ?? false,
  });
}
