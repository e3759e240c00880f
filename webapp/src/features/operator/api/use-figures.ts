import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { operatorKeys } from './operator-keys';

const HOURS = 24;
const DAYS = 14;

/** Why the jobs of the last day failed. */
export function useFailures() {
  return useQuery({
    queryKey: operatorKeys.failures,
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/admin/generation/failures', {
          params: { query: { hours: HOURS } },
          signal,
        }),
      ),
  });
}

/** How the jobs of the last day ended, and how long they ran. */
export function useRunTimes() {
  return useQuery({
    queryKey: operatorKeys.runTimes,
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/admin/generation/run-times', {
          params: { query: { hours: HOURS } },
          signal,
        }),
      ),
  });
}

/** What the providers cost on each of the last two weeks' days. */
export function useSpending() {
  return useQuery({
    queryKey: operatorKeys.spending,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/admin/generation/spending', { params: { query: { days: DAYS } }, signal })),
  });
}
