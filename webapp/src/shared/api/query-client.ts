import { QueryClient } from '@tanstack/react-query';
import { isTransient, ProblemError } from './problem';

const MAX_RETRIES = 3;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => failures < MAX_RETRIES && isTransient(error),
        retryDelay: (attempt, error) => retryDelay(attempt, error, Math.random()),
      },
      mutations: { retry: false },
    },
  });
}

/** What the server asked for, else doubling from half a second to 15 s with jitter. */
export function retryDelay(attempt: number, error: unknown, random: number): number {
  if (error instanceof ProblemError && error.retryAfterSeconds !== undefined) {
    return Math.min(error.retryAfterSeconds, 60) * 1000;
  }
  return Math.min(15_000, 500 * 2 ** attempt) * (0.5 + random / 2);
}
