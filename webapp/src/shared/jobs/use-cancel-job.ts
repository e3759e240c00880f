import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { toast } from '@/shared/ui/toasts';
import { rereadBatchOf } from './batch';
import { mergeRead, updateCachedJob } from './job-cache';

/** Asks for the running job to stop; too late is an answer, not an error. */
export function useCancelJob() {
  const queryClient = useQueryClient();
  const { t } = useTexts();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/generations/{id}/cancel', { params: { path: { id } } })),
    onSuccess: ({ outcome, job }) => {
      updateCachedJob(queryClient, job.id, (known) => mergeRead(known, job));
      if (outcome === 'TOO_LATE') toast(t('job.cancel.tooLate'));
    },
    onError: (error) => toast(problemText(error, t)),
    onSettled: (_answer, _error, id) =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.jobs.one(id) }),
        rereadBatchOf(queryClient, id, undefined),
      ]),
  });
}
