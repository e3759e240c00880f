import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Batch, GenerationRequest } from '@/shared/api/catalogue-types';
import { answerOf, api } from '@/shared/api/client';
import { ProblemError } from '@/shared/api/problem';
import { queryKeys } from '@/shared/api/query-keys';
import type { Submission } from '@/shared/api/submission';
import type { Job } from '@/shared/api/types';

/** Asks for a picture, or for several at once. Until the server decides, sending the same again is the same request. */
export function useSubmitGeneration<Request extends GenerationRequest>(submission: Submission) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Request) =>
      submission.send(body, (idempotencyKey) =>
        answerOf(
          api.POST('/api/v1/generations', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body,
          }),
        ),
      ),
    onSuccess: (answer) => {
      if (isBatch(answer)) queryClient.setQueryData<Batch>(queryKeys.jobs.batch(answer.id), answer);
      else queryClient.setQueryData<Job>(queryKeys.jobs.one(answer.id), answer);
      void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.recent });
      void queryClient.invalidateQueries({ queryKey: queryKeys.balance });
    },
    onError: (error) => {
      if (!(error instanceof ProblemError)) return;
      if (error.code === 'QUOTE_CHANGED' || error.code === 'INSUFFICIENT_FUNDS') {
        void queryClient.invalidateQueries({ queryKey: queryKeys.quotes });
        void queryClient.invalidateQueries({ queryKey: queryKeys.balance });
      }
      // The catalogue says what it costs, and what there is.
      if (error.code === 'QUOTE_CHANGED' || error.code === 'MODEL_NOT_FOUND')
        void queryClient.invalidateQueries({ queryKey: queryKeys.models.any });
    },
  });
}

/** The page of what was asked for. */
export function pageOf(answer: Job | Batch): string {
  return isBatch(answer) ? `/batches/${answer.id}` : `/jobs/${answer.id}`;
}

function isBatch(answer: Job | Batch): answer is Batch {
  return answer.operation === 'batch' && 'items' in answer;
}
