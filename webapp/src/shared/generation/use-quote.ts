import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { GenerationRequest } from '@/shared/api/catalogue-types';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';

/** What a request would cost now, and from what it would be paid. A quote that is being accepted is not asked for anew. */
export function useQuote(request: GenerationRequest | undefined, isAccepted = false) {
  return useQuery({
    queryKey: queryKeys.quote(request),
    queryFn: ({ signal }) =>
      answerOf(api.POST('/api/v1/generations/quote', { body: request as GenerationRequest, signal })),
    enabled: request !== undefined && !isAccepted,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}
