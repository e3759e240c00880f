import { pause } from '@/shared/lib/pause';
import { isTransient, ProblemError } from './problem';
import { retryDelay } from './query-client';

/** A server that asks for a longer pause is not waited for. */
const LONGEST_PAUSE_SECONDS = 60;

interface Repetition {
  /** How often it is tried at most, the first time included. */
  tries: number;
  signal: AbortSignal;
  /** Told why the last try failed before each pause. */
  onPause: (error: unknown) => void;
  mayRepeat?: (error: unknown) => boolean;
}

/**
 * Tries until it works, fails for good, or has been tried often enough. Pauses as long as the server asks (Retry-After),
 * else longer each time.
 */
export async function tryRepeatedly<T>(
  attempt: () => Promise<T>,
  { tries, signal, onPause, mayRepeat = isTransient }: Repetition,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (failures + 1 >= tries || !mayRepeat(error) || asksForLongerPause(error)) throw error;
      onPause(error);
      await pause(retryDelay(failures, error, Math.random()), signal);
    }
  }
}

function asksForLongerPause(error: unknown): boolean {
  return error instanceof ProblemError && (error.retryAfterSeconds ?? 0) > LONGEST_PAUSE_SECONDS;
}
