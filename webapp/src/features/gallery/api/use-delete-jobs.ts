import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '@/shared/api/client';
import { problemOf } from '@/shared/api/problem';
import { queryKeys } from '@/shared/api/query-keys';
import { useTexts } from '@/shared/i18n/translate';
import { beginDeletion, type Deletion, endDeletion, unsentDeletions } from '@/shared/jobs/deletions';
import { removeCachedJob } from '@/shared/jobs/job-cache';
import { tellOtherTabs } from '@/shared/lib/other-tabs';
import { haptics } from '@/shared/telegram/haptics';
import { toast } from '@/shared/ui/toasts';
import { removeCachedImages } from './image-cache';

/** How long a deletion can be undone before it is sent. */
const UNDO_MILLIS = 6_000;

/** The gateway lets one user make some dozens of calls at a time. */
const AT_ONCE = 8;

/**
 * Deletes jobs and their pictures for good. They are off every list at once; for a few seconds that can be undone. Only
 * then is the deletion sent; one that the app was closed over is sent when it is opened again. What is refused is back
 * in its place.
 */
export function useDeleteJobs(): (deletions: readonly Deletion[]) => void {
  const queryClient = useQueryClient();
  const { t } = useTexts();
  return (deletions) => {
    beginDeletion(deletions);
    takeOff(queryClient, deletions);
    const timer = setTimeout(() => void sendDeletions(queryClient, deletions).then(tellOutcome), UNDO_MILLIS);
    toast(t('gallery.deleted', { count: deletions.length }), {
      action: {
        label: t('gallery.undo'),
        onPress: () => {
          clearTimeout(timer);
          endDeletion(deletions);
          readLists(queryClient);
        },
      },
      millis: UNDO_MILLIS,
    });
  };

  function tellOutcome(areAllDeleted: boolean): void {
    if (areAllDeleted) return;
    haptics.error();
    toast(t('gallery.delete.failed'));
  }
}

/** Sends what the app was closed over. */
export function useUnsentDeletions(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const deletions = unsentDeletions();
    if (deletions.length > 0) void sendDeletions(queryClient, deletions);
  }, [queryClient]);
}

function takeOff(queryClient: QueryClient, deletions: readonly Deletion[]): void {
  for (const queryKey of [queryKeys.jobs.recent, queryKeys.images.lists])
    void queryClient.cancelQueries({ queryKey });
  deletions.forEach(({ jobId }) => {
    removeCachedJob(queryClient, jobId);
    removeCachedImages(queryClient, jobId);
  });
}

/** Whether all of them are deleted. Those that are not are shown again. */
async function sendDeletions(queryClient: QueryClient, deletions: readonly Deletion[]): Promise<boolean> {
  let areAllDeleted = true;
  for (let first = 0; first < deletions.length; first += AT_ONCE) {
    const chunk = deletions.slice(first, first + AT_ONCE);
    const outcomes = await Promise.allSettled(chunk.map(deleteOne));
    areAllDeleted &&= outcomes.every(({ status }) => status === 'fulfilled');
  }
  endDeletion(deletions);
  deletions.forEach(({ jobId }) => queryClient.removeQueries({ queryKey: queryKeys.jobs.one(jobId) }));
  readLists(queryClient);
  tellOtherTabs();
  return areAllDeleted;
}

function readLists(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: queryKeys.images.lists });
  void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.recent });
}

/** The pictures first: without its job none would be found again. */
async function deleteOne({ jobId, imageIds }: Deletion): Promise<void> {
  await Promise.all(imageIds.map((id) => unlessGone(deleteImage(id))));
  await unlessGone(deleteJob(jobId));
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
