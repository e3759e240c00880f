import { answerOf, api } from '@/shared/api/client';
import { operatorKeys } from './operator-keys';
import { usePages } from './use-pages';

const PAGE_SIZE = 5;
const POLL_MILLIS = 15_000;

/** What an operator should know of, the latest first. */
export function useNotices() {
  return usePages({
    queryKey: operatorKeys.notices,
    load: (query, signal) => answerOf(api.GET('/api/v1/admin/chat/notices', { params: { query }, signal })),
    pageSize: PAGE_SIZE,
    pollMillis: POLL_MILLIS,
  });
}
