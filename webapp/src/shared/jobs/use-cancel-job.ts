import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import type { Job } from '@/shared/api/types';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { toast } from '@/shared/ui/toasts';
import { rereadBatchOf } from './batch';
import { isEnded } from './job';
import { mergeRead, updateCachedJob } from './job-cache';

/**
 * Asks for a job to stop, once; too late is an answer, not an error. Whether its provider can stop a running one is only
 * told when it is asked, and the job runs on if not.
 */
export function useCancelJob(job: Job) {
  const queryClient = useQueryClient();
  const { t } = useTexts();
  const { mutate, isPending, data } = useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/generations/{id}/cancel', { params: { path: { id } } })),
    onSuccess: ({ outcome, job: read }) => {
      updateCachedJob(queryClient, read.id, (known) => mergeRead(known, read));
      if (outcome === 'TOO_LATE') toast(t('job.cancel.tooLate'));
    },
    onError: (error) => toast(problemText(error, t)),
    onSettled: (_answer, _error, id) =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.jobs.one(id) }),
        rereadBatchOf(queryClient, id, undefined),
      ]),
  });
  const isCancelling = !isEnded(job.status) && (isPending || data?.outcome === 'CANCELLING');
  return {
    isCancelling,
    canCancel: isCancelling || !(isEnded(job.status) || job.cancelRequested),
    cancel: () => mutate(job.id),
  };
}
