import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { useLive } from '@/shared/realtime/realtime';

const POLL_MILLIS = 20_000;

/** What the user can spend. Frames keep it fresh; without them it is polled. */
export function useBalance() {
  const live = useLive();
  return useQuery({
    queryKey: queryKeys.balance,
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/billing/balance', { signal })),
    refetchInterval: live ? false : POLL_MILLIS,
  });
}
