import { useEffect, useState } from 'react';
import { ProblemError } from '@/shared/api/problem';

const LONGEST_WAIT_SECONDS = 120;

/** Seconds until the server will listen again (Retry-After); 0 once it will, or if it named no time. */
export function useRetryCountdown(error: unknown): number {
  const [left, setLeft] = useState({ error: undefined as unknown, seconds: 0 });
  const asked = error instanceof ProblemError ? (error.retryAfterSeconds ?? 0) : 0;
  const seconds = left.error === error ? left.seconds : Math.min(asked, LONGEST_WAIT_SECONDS);

  useEffect(() => {
    if (seconds <= 0) return;
    const timer = setTimeout(() => setLeft({ error, seconds: seconds - 1 }), 1000);
    return () => clearTimeout(timer);
  }, [error, seconds]);

  return seconds;
}
