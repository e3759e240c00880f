import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { operatorKeys } from './operator-keys';

/** The services that have scheduled tasks and consume events. */
export const SERVICES = ['auth', 'billing', 'generation', 'chat'] as const;

export type Service = (typeof SERVICES)[number];

const POLL_MILLIS = 10_000;

export function useScheduledTasks(service: Service) {
  return useQuery({
    queryKey: operatorKeys.scheduledTasks(service),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/admin/{service}/scheduled-tasks', { params: { path: { service } }, signal })),
    refetchInterval: POLL_MILLIS,
  });
}

/** Makes a scheduled task due at once. */
export function useRunTask(service: Service) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      answerOf<unknown>(
        api.POST('/api/v1/admin/{service}/scheduled-tasks/{name}/run', {
          params: { path: { service, name } },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: operatorKeys.scheduledTasks(service) }),
  });
}

export function useDeadLetters(service: Service) {
  return useQuery({
    queryKey: operatorKeys.deadLetters(service),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/admin/{service}/dead-letters', { params: { path: { service } }, signal })),
  });
}

/** Gives a group's dead letters to it once more; answers how that went. */
export function useReplay(service: Service) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (group: string) =>
      answerOf(
        api.POST('/api/v1/admin/{service}/dead-letters/{group}/replay', {
          params: { path: { service, group } },
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: operatorKeys.deadLetters(service) }),
  });
}
