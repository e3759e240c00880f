import { useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { session } from '@/shared/api/session';

/** Where the user is logged in. */
export function useSessions() {
  return useQuery({
    queryKey: queryKeys.sessions,
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/auth/sessions', { signal })),
  });
}

/** Ends every session, this one too. */
export function useLogOutEverywhere() {
  return useMutation({
    mutationFn: () =>
      answerOf<unknown>(
        api.POST('/api/v1/auth/logout-all', { body: { refreshToken: session.refreshToken ?? '' } }),
      ),
    onSuccess: () => session.end(),
  });
}
