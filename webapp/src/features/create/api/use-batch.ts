import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Batch } from '@/shared/api/catalogue-types';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { isBatchEnded, mergeBatch } from '@/shared/jobs/batch';
import { useLive } from '@/shared/realtime/realtime';
import { toast } from '@/shared/ui/toasts';

const POLL_MILLIS = 3_000;
const LIVE_POLL_MILLIS = 30_000;

/** A batch with its jobs, followed to its end by frames; each puts off the poll that makes up for frames that do not come. */
export function useBatch(id: string) {
  const queryClient = useQueryClient();
  const live = useLive();
  return useQuery({
    queryKey: queryKeys.jobs.batch(id),
    queryFn: async ({ signal }) => {
      const read = await answerOf(api.GET('/api/v1/batches/{id}', { params: { path: { id } }, signal }));
      return mergeBatch(queryClient.getQueryData<Batch>(queryKeys.jobs.batch(id)), read);
    },
    refetchInterval: ({ state }) => {
      if (state.data && isBatchEnded(state.data.status)) return false;
      return live ? LIVE_POLL_MILLIS : POLL_MILLIS;
    },
  });
}

/** Asks for everything to stop that can still be stopped. */
export function useCancelBatch(id: string) {
  const queryClient = useQueryClient();
  const { t } = useTexts();
  return useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/batches/{id}/cancel', { params: { path: { id } } })),
    onError: (error) => toast(problemText(error, t)),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.jobs.batch(id) }),
        queryClient.invalidateQueries({ queryKey: queryKeys.jobs.recent }),
      ]),
  });
}
