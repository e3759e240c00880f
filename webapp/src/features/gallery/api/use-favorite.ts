import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { toast } from '@/shared/ui/toasts';
import { updateCachedImage } from './image-cache';

/** Marks or unmarks a picture at once; a refusal puts the heart back. */
export function useFavorite() {
  const queryClient = useQueryClient();
  const { t } = useTexts();
  return useMutation({
    mutationFn: ({ id, favorite }: { id: string; favorite: boolean }) => {
      const path = '/api/v1/images/{id}/favorite';
      const request = { params: { path: { id } } };
      return answerOf<unknown>(favorite ? api.PUT(path, request) : api.DELETE(path, request));
    },
    onMutate: async ({ id, favorite }) => {
      haptics.select();
      await queryClient.cancelQueries({ queryKey: queryKeys.images.all });
      updateCachedImage(queryClient, id, (image) => ({ ...image, favorite }));
    },
    onError: (_error, { id, favorite }) => {
      updateCachedImage(queryClient, id, (image) => ({ ...image, favorite: !favorite }));
      toast(t('gallery.favorite.failed'));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.images.list('favorites') }),
  });
}
