import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { session } from '@/shared/api/session';
import type { Session } from '@/shared/api/types';

/** Where the user is logged in. */
export function useSessions() {
  return useQuery({
    queryKey: queryKeys.sessions,
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/auth/sessions', { signal })),
  });
}

/** Ends a session elsewhere: off the list at once, back on it if the server refuses. */
export function useEndSession() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf<unknown>(api.DELETE('/api/v1/auth/sessions/{id}', { params: { path: { id } } })),
    onMutate: async (id) => {
      await queryClient.cancelQueries({ queryKey: queryKeys.sessions });
      queryClient.setQueryData<{ items: Session[]; nextCursor: string | null }>(
        queryKeys.sessions,
        (list) => list && { ...list, items: list.items.filter((one) => one.id !== id) },
      );
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.sessions }),
  });
}

/** Ends every session, this one too. */
export function useLogOutEverywhere() {
  return useMutation({
    mutationFn: async () => {
      await session.untilLoggedIn();
      return answerOf<unknown>(
        api.POST('/api/v1/auth/logout-all', { body: { refreshToken: session.refreshToken ?? '' } }),
      );
    },
    onSuccess: () => void session.logOut(),
  });
}
