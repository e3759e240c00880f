import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/shared/api/client';
import { problemOf } from '@/shared/api/problem';
import { queryKeys } from '@/shared/api/query-keys';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { removeCachedJob } from '@/shared/jobs/job-cache';
import { haptics } from '@/shared/telegram/haptics';
import { toast } from '@/shared/ui/toasts';
import { removeCachedImages } from './image-cache';

/**
 * Deletes a job's pictures for good, and the job with them. They are off the rail at once; a refusal hangs them back.
 */
export function useDeleteJob() {
  const queryClient = useQueryClient();
  const { t } = useTexts();
  return useMutation({
    mutationFn: async ({ id, images }: Job) => {
      await Promise.all(images.map((image) => unlessGone(deleteImage(image.id))));
      await unlessGone(deleteJob(id));
    },
    onMutate: async ({ id }) => {
      const touched = [queryKeys.jobs.all, queryKeys.images.all] as const;
      await Promise.all(touched.map((queryKey) => queryClient.cancelQueries({ queryKey })));
      const before = touched.flatMap((queryKey) => queryClient.getQueriesData({ queryKey }));
      removeCachedJob(queryClient, id);
      removeCachedImages(queryClient, id);
      return { before };
    },
    onSuccess: (_answer, { id }) => {
      queryClient.removeQueries({ queryKey: queryKeys.jobs.one(id) });
      toast(t('gallery.deleted'));
    },
    onError: (_error, _job, kept) => {
      kept?.before.forEach(([key, data]) => queryClient.setQueryData(key, data));
      haptics.error();
      toast(t('gallery.delete.failed'));
    },
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.images.lists });
      await queryClient.invalidateQueries({ queryKey: queryKeys.jobs.recent });
    },
  });
}

const deleteImage = (id: string) => api.DELETE('/api/v1/images/{id}', { params: { path: { id } } });

const deleteJob = (id: string) => api.DELETE('/api/v1/generations/{id}', { params: { path: { id } } });

/** What is not there any more is deleted already. */
async function unlessGone(call: Promise<{ error?: unknown; response: Response }>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok && response.status !== 404) {
    throw problemOf(response.status, error, response.headers.get('Retry-After'));
  }
}
