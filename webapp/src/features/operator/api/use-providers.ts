import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { operatorKeys } from './operator-keys';
import type { Providers } from './operator-types';

const POLL_MILLIS = 10_000;

/** How the providers did in the last hour, and what they cost today. */
export function useProviders() {
  return useQuery({
    queryKey: operatorKeys.providers,
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/admin/generation/providers', { signal })),
    refetchInterval: POLL_MILLIS,
  });
}

/** Switches a provider on or off. Which models are offered may change with it. */
export function useSwitchProvider(name: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (enabled: boolean) =>
      answerOf(
        api.PUT('/api/v1/admin/generation/providers/{name}', {
          params: { path: { name } },
          body: { enabled },
        }),
      ),
    // A list that was asked for before the change must not arrive after it.
    onMutate: () => queryClient.cancelQueries({ queryKey: operatorKeys.providers }),
    onSuccess: (providers: Providers) => {
      queryClient.setQueryData(operatorKeys.providers, providers);
      void queryClient.invalidateQueries({ queryKey: operatorKeys.models });
    },
  });
}
