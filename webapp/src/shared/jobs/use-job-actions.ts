import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { problemOf } from '@/shared/api/problem';
import { queryKeys } from '@/shared/api/query-keys';
import { Submission } from '@/shared/api/submission';
import type { Job } from '@/shared/api/types';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { savePicture } from '@/shared/telegram/save-picture';
import { toast } from '@/shared/ui/toasts';
import { mergeRead, removeCachedJob, updateCachedJob } from './job-cache';

/** Marks or unmarks at once; a refusal puts the heart back. */
export function useFavorite() {
  const queryClient = useQueryClient();
  const { t } = useTexts();
  return useMutation({
    mutationFn: ({ id, favorite }: { id: string; favorite: boolean }) => {
      const request = { params: { path: { id } } };
      const path = '/api/v1/generations/{id}/favorite';
      return answerOf<unknown>(favorite ? api.PUT(path, request) : api.DELETE(path, request));
    },
    onMutate: async ({ id, favorite }) => {
      await queryClient.cancelQueries({ queryKey: queryKeys.jobs.all });
      updateCachedJob(queryClient, id, (job) => ({ ...job, favorite }));
      haptics.select();
    },
    onError: (_error, { id, favorite }) => {
      updateCachedJob(queryClient, id, (job) => ({ ...job, favorite: !favorite }));
      toast(t('gallery.favorite.failed'));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.jobs.list('favorites') }),
  });
}

/** Takes the job off the rail at once; a refusal hangs it back. */
export function useDeleteJob() {
  const queryClient = useQueryClient();
  const { t } = useTexts();
  return useMutation({
    mutationFn: async (id: string) => {
      const { error, response } = await api.DELETE('/api/v1/generations/{id}', { params: { path: { id } } });
      if (!response.ok && response.status !== 404) {
        throw problemOf(response.status, error, response.headers.get('Retry-After'));
      }
    },
    onMutate: async (id) => {
      await queryClient.cancelQueries({ queryKey: queryKeys.jobs.all });
      const before = queryClient.getQueriesData({ queryKey: queryKeys.jobs.all });
      removeCachedJob(queryClient, id);
      return { before };
    },
    onSuccess: (_answer, id) => {
      queryClient.removeQueries({ queryKey: queryKeys.jobs.one(id) });
      toast(t('gallery.deleted'));
    },
    onError: (_error, _id, kept) => {
      kept?.before.forEach(([key, data]) => queryClient.setQueryData(key, data));
      haptics.error();
      toast(t('gallery.delete.failed'));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.jobs.lists }),
  });
}

/** Asks for the running job to stop; too late is an answer, not an error. */
export function useCancelJob() {
  const queryClient = useQueryClient();
  const { t } = useTexts();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/generations/{id}/cancel', { params: { path: { id } } })),
    onSuccess: ({ outcome, job }) => {
      updateCachedJob(queryClient, job.id, (known) => mergeRead(known, job));
      if (outcome === 'TOO_LATE') toast(t('job.cancel.tooLate'));
    },
    onError: (error) => toast(problemText(error, t)),
    onSettled: (_answer, _error, id) => queryClient.invalidateQueries({ queryKey: queryKeys.jobs.one(id) }),
  });
}

/** Starts a failed job again, as a new one. Its key lasts until the answer, like that of any paid request. */
export function useRetryJob() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      new Submission(`retry.${id}`).send({ retry: id }, (idempotencyKey) =>
        answerOf(
          api.POST('/api/v1/generations/{id}/retry', {
            params: { path: { id }, header: { 'Idempotency-Key': idempotencyKey } },
          }),
        ),
      ),
    onSuccess: (job) => {
      queryClient.setQueryData<Job>(queryKeys.jobs.one(job.id), job);
      void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.lists });
      void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.recent });
      void queryClient.invalidateQueries({ queryKey: queryKeys.balance });
    },
  });
}

/** Saves the job's picture to the device. */
export function useDownload() {
  const { t } = useTexts();
  return useMutation({
    mutationFn: async (job: Job) => {
      const image = job.images[0];
      if (!image) return;
      const extension = image.contentType.split('/')[1]?.replace('jpeg', 'jpg') ?? 'jpg';
      await savePicture(image.url, `atelier-${job.id.slice(0, 8)}.${extension}`);
    },
    onError: () => {
      toast(t('gallery.download.failed'));
    },
  });
}
