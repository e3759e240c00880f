import { type QueryKey, useQueryClient } from '@tanstack/react-query';

/** Why a load has nothing to show: it failed, or it fails so far and is tried again by itself. */
export function loadFailure(load: { error: Error | null; failureReason: Error | null }): Error | undefined {
  return load.error ?? load.failureReason ?? undefined;
}

/** Loads afresh, and at once, what of this fails, also while it waits for its next try. */
export function useLoadAfresh(): (...queryKeys: QueryKey[]) => void {
  const queryClient = useQueryClient();
  return (...queryKeys) => {
    for (const queryKey of queryKeys) {
      const state = queryClient.getQueryState(queryKey);
      const fails = state && loadFailure({ error: state.error, failureReason: state.fetchFailureReason });
      if (fails) void queryClient.resetQueries({ queryKey, exact: true });
    }
  };
}
