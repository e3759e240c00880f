import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Model } from '@/shared/api/catalogue-types';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { currentLanguage } from '@/shared/i18n/language';

const FRESH_MILLIS = 5 * 60_000;

/** The models that are offered. Their words are in the language that is spoken. */
export function useModels() {
  const language = currentLanguage();
  return useQuery({
    queryKey: queryKeys.models.all(language),
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/models', { signal })),
    staleTime: FRESH_MILLIS,
  });
}

export function useModel(id: string) {
  const queryClient = useQueryClient();
  const language = currentLanguage();
  return useQuery({
    queryKey: queryKeys.models.one(language, id),
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/models/{id}', { params: { path: { id } }, signal })),
    initialData: () =>
      queryClient
        .getQueryData<{ items: Model[] }>(queryKeys.models.all(language))
        ?.items.find((model) => model.id === id),
    initialDataUpdatedAt: () => queryClient.getQueryState(queryKeys.models.all(language))?.dataUpdatedAt,
    staleTime: FRESH_MILLIS,
  });
}
