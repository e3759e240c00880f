import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** Changes what is cached without making it look freshly read: what was due to be read again still is. */
export function patchCache<T>(queryClient: QueryClient, prefix: QueryKey, change: (data: T) => T): void {
  for (const { queryKey, state } of queryClient.getQueryCache().findAll({ queryKey: prefix })) {
    if (state.data === undefined) continue;
    const updatedAt = state.isInvalidated ? 0 : state.dataUpdatedAt;
    queryClient.setQueryData<T>(queryKey, (data) => data && change(data), { updatedAt });
  }
}
