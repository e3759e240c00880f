import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import type { Job } from '@/shared/api/types';
import { useLive } from '@/shared/realtime/realtime';
import { isEnded } from './job';
import { mergeRead } from './job-cache';

const POLL_MILLIS = 3_000;
const LIVE_POLL_MILLIS = 30_000;

/** One job, followed to its end: by frames while the connection lives, by polling always (slowly, or faster without it). */
export function useJob(id: string) {
  const queryClient = useQueryClient();
  const live = useLive();
  return useQuery({
    queryKey: queryKeys.jobs.one(id),
    queryFn: async ({ signal }) => {
      const read = await answerOf(api.GET('/api/v1/generations/{id}', { params: { path: { id } }, signal }));
      return mergeRead(queryClient.getQueryData<Job>(queryKeys.jobs.one(id)), read);
    },
    refetchInterval: ({ state }) => {
      if (state.data && isEnded(state.data.status)) return false;
      return live ? LIVE_POLL_MILLIS : POLL_MILLIS;
    },
  });
}
