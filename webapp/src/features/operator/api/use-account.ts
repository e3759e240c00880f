import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { operatorKeys } from './operator-keys';

const PAGE_SIZE = 10;

/** A user's balance, open holds and ledger; the ledger a page at a time. */
export function useAccount(userId: string) {
  return useInfiniteQuery({
    queryKey: operatorKeys.account(userId),
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/admin/billing/users/{userId}', {
          params: {
            path: { userId },
            query: { limit: PAGE_SIZE, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.ledger.nextCursor ?? undefined,
  });
}
