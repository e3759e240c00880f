import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { Submission } from '@/shared/api/submission';
import type { Job } from '@/shared/api/types';

/** Starts a failed job again, as a new one. Its key lasts until the answer, like that of any paid request. */
export function useRetryJob() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      new Submission(`retry.${id}`).send({ retry: id }, (idempotencyKey) =>
        answerOf(
          api.POST('/api/v1/generations/{id}/retry', {
            params: { path: { id }, header: { 'Idempotency-Key': idempotencyKey } },
          }),
        ),
      ),
    onSuccess: (job) => {
      queryClient.setQueryData<Job>(queryKeys.jobs.one(job.id), job);
      void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.recent });
      void queryClient.invalidateQueries({ queryKey: queryKeys.balance });
    },
  });
}
