import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import type { TryOnRequest } from '@/shared/api/types';

/** What the try-on would cost now, and from what it would be paid. A quote that is being accepted is not asked for anew. */
export function useQuote(request: TryOnRequest | undefined, isAccepted = false) {
  return useQuery({
    queryKey: queryKeys.quote(request),
    queryFn: ({ signal }) =>
      answerOf(api.POST('/api/v1/generations/quote', { body: request as TryOnRequest, signal })),
    enabled: request !== undefined && !isAccepted,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}
