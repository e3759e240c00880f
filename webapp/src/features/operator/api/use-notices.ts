import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { useLive } from '@/shared/realtime/realtime';
import { usePages } from './use-pages';

const PAGE_SIZE = 5;
const POLL_MILLIS = 15_000;
const LIVE_POLL_MILLIS = 120_000;

/** What an operator should know of, the latest first. Frames tell of more; polling makes up for what they miss. */
export function useNotices() {
  const live = useLive();
  return usePages({
    queryKey: queryKeys.operatorNotices,
    load: (query, signal) => answerOf(api.GET('/api/v1/admin/chat/notices', { params: { query }, signal })),
    pageSize: PAGE_SIZE,
    pollMillis: live ? LIVE_POLL_MILLIS : POLL_MILLIS,
  });
}
