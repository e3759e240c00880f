import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { operatorKeys } from './operator-keys';
import type { ModelChange, Models, OperatorModel } from './operator-types';

const POLL_MILLIS = 10_000;

/** All models of the catalogue, offered or not. */
export function useModels() {
  return useQuery({
    queryKey: operatorKeys.models,
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/admin/generation/models', { signal })),
    refetchInterval: POLL_MILLIS,
  });
}

/** Changes a model. What the change leaves out stays; null is what the release says. */
export function useChangeModel(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: ModelChange) =>
      answerOf(api.PUT('/api/v1/admin/generation/models/{id}', { params: { path: { id } }, body: change })),
    // A list that was asked for before the change must not arrive after it.
    onMutate: () => queryClient.cancelQueries({ queryKey: operatorKeys.models }),
    onSuccess: (changed: OperatorModel) =>
      queryClient.setQueryData<Models>(
        operatorKeys.models,
        (known) =>
          known && { items: known.items.map((model) => (model.id === changed.id ? changed : model)) },
      ),
  });
}
