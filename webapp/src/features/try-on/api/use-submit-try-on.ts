import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { ProblemError } from '@/shared/api/problem';
import { queryKeys } from '@/shared/api/query-keys';
import { Submission } from '@/shared/api/submission';
import { isBatch, type Job, type TryOnRequest } from '@/shared/api/types';
import { isRecord } from '@/shared/lib/storage';

const submission = new Submission('try-on');

/** A try-on that was confirmed and has no answer yet: the tab was reloaded while it was on its way. */
export function unansweredTryOn(): TryOnRequest | undefined {
  const pending = submission.pending();
  if (!pending) return undefined;
  const body: unknown = JSON.parse(pending.body);
  return isRecord(body) && body.operation === 'try-on' ? (body as TryOnRequest) : undefined;
}

/** Asks for the try-on. Until the server decides, sending the same again is the same request. */
export function useSubmitTryOn() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: TryOnRequest) =>
      submission.send(body, (idempotencyKey) =>
        answerOf(
          api.POST('/api/v1/generations', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body,
          }),
        ),
      ),
    onSuccess: (job) => {
      if (isBatch(job)) return;
      queryClient.setQueryData<Job>(queryKeys.jobs.one(job.id), job);
      void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.recent });
      void queryClient.invalidateQueries({ queryKey: queryKeys.balance });
    },
    onError: (error) => {
      if (!(error instanceof ProblemError)) return;
      if (error.code === 'QUOTE_CHANGED' || error.code === 'INSUFFICIENT_FUNDS') {
        void queryClient.invalidateQueries({ queryKey: queryKeys.quotes });
        void queryClient.invalidateQueries({ queryKey: queryKeys.balance });
      }
    },
  });
}
