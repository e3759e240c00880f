import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { operatorKeys } from './operator-keys';
import { usePages } from './use-pages';

const PAGE_SIZE = 20;

/** Users by Telegram id, username or name; without a query, all of them. */
export function useUsers(query: string) {
  return usePages({
    queryKey: operatorKeys.users(query),
    load: (paging, signal) =>
      answerOf(
        api.GET('/api/v1/admin/auth/users', {
          params: { query: { ...paging, ...(query ? { query } : {}) } },
          signal,
        }),
      ),
    pageSize: PAGE_SIZE,
  });
}

export function useUser(userId: string) {
  return useQuery({
    queryKey: operatorKeys.user(userId),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/admin/auth/users/{userId}', { params: { path: { userId } }, signal })),
  });
}

/** Blocks a user for the given reason, or unblocks them if there is none. */
export function useBlock(userId: string) {
  const queryClient = useQueryClient();
  const init = { params: { path: { userId } } };
  return useMutation({
    mutationFn: (reason: string | undefined) =>
      answerOf(
        reason === undefined
          ? api.DELETE('/api/v1/admin/auth/users/{userId}/block', init)
          : api.PUT('/api/v1/admin/auth/users/{userId}/block', { ...init, body: { reason } }),
      ),
    onSuccess: (user) => {
      queryClient.setQueryData(operatorKeys.user(userId), user);
      return queryClient.invalidateQueries({ queryKey: operatorKeys.userLists });
    },
  });
}
