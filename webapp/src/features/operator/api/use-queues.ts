import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { operatorKeys } from './operator-keys';
import type { Queue, Queues } from './operator-types';

const POLL_MILLIS = 10_000;

/** How the queues and their workers stand. */
export function useQueues() {
  return useQuery({
    queryKey: operatorKeys.queues,
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/admin/generation/queues', { signal })),
    refetchInterval: POLL_MILLIS,
  });
}

export type QueueChange = 'pause' | 'resume';

/** Stops a queue, or lets it go on. */
export function useChangeQueue(name: string) {
  const queryClient = useQueryClient();
  const init = { params: { path: { name } } };
  return useMutation({
    mutationFn: (change: QueueChange) =>
      answerOf(
        change === 'pause'
          ? api.POST('/api/v1/admin/generation/queues/{name}/pause', init)
          : api.POST('/api/v1/admin/generation/queues/{name}/resume', init),
      ),
    onSuccess: (changed: Queue) =>
      queryClient.setQueryData<Queues>(
        operatorKeys.queues,
        (known) =>
          known && {
            ...known,
            queues: known.queues.map((queue) => (queue.name === changed.name ? changed : queue)),
          },
      ),
  });
}

/** Ends what waits in a queue; answers how many jobs that were. */
export function useClearQueue(name: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answerOf(api.DELETE('/api/v1/admin/generation/queues/{name}/waiting', { params: { path: { name } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: operatorKeys.queues }),
  });
}
