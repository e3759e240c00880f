import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';

/** A picture as its owner keeps it: whether it is a favourite, and where to download it. */
export function useImage(id: string) {
  return useQuery({
    queryKey: queryKeys.images.one(id),
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/images/{id}', { params: { path: { id } }, signal })),
  });
}
