import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { api } from '@/shared/api/client';
import { problemOf } from '@/shared/api/problem';
import { queryKeys } from '@/shared/api/query-keys';
import { type Texts, useTexts } from '@/shared/i18n/translate';
import { beginDeletion, endDeletion } from '@/shared/jobs/deletions';
import { removeCachedJob } from '@/shared/jobs/job-cache';
import { tellOtherTabs } from '@/shared/lib/other-tabs';
import { haptics } from '@/shared/telegram/haptics';
import { toast } from '@/shared/ui/toasts';
import { removeCachedImages } from './image-cache';

/** How long a deletion can be undone before it is sent. */
const UNDO_MILLIS = 6_000;

/** The gateway lets one user make some dozens of calls at a time. */
const AT_ONCE = 8;

/** A job and the pictures that go with it. */
export interface Deletion {
  jobId: string;
  imageIds: readonly string[];
}

/**
 * Deletes jobs and their pictures for good. They are off every list at once; for a few seconds that can be undone. Only
 * then is the deletion sent, or at once when the app is closed; what is refused is back in its place.
 */
export function useDeleteJobs(): (deletions: readonly Deletion[]) => void {
  const queryClient = useQueryClient();
  const texts = useTexts();
  return (deletions) => {
    const jobIds = deletions.map(({ jobId }) => jobId);
    const bringBack = takeOff(queryClient, jobIds);
    let isPending = true;
    const settle = () => {
      const wasPending = isPending;
      isPending = false;
      clearTimeout(timer);
      window.removeEventListener('pagehide', send);
      return wasPending;
    };
    const send = () => {
      if (settle()) void sendDeletions(queryClient, deletions, bringBack, texts);
    };
    const timer = setTimeout(send, UNDO_MILLIS);
    window.addEventListener('pagehide', send);
    toast(texts.t('gallery.deleted', { count: deletions.length }), {
      action: { label: texts.t('gallery.undo'), onPress: () => settle() && bringBack() },
      millis: UNDO_MILLIS,
    });
  };
}

/** Takes the jobs off every list, and gives what brings them back. */
function takeOff(queryClient: QueryClient, jobIds: readonly string[]): () => void {
  const touched = [queryKeys.jobs.recent, queryKeys.images.lists] as const;
  touched.forEach((queryKey) => void queryClient.cancelQueries({ queryKey }));
  const before = touched.flatMap((queryKey) => queryClient.getQueriesData({ queryKey }));
  beginDeletion(jobIds);
  jobIds.forEach((jobId) => {
    removeCachedJob(queryClient, jobId);
    removeCachedImages(queryClient, jobId);
  });
  return () => {
    endDeletion(jobIds);
    before.forEach(([key, data]) => queryClient.setQueryData(key, data));
    readLists(queryClient);
  };
}

async function sendDeletions(
  queryClient: QueryClient,
  deletions: readonly Deletion[],
  bringBack: () => void,
  { t }: Texts,
): Promise<void> {
  const isDone = await deleteAll(deletions).then(
    () => true,
    () => false,
  );
  if (isDone) {
    endDeletion(deletions.map(({ jobId }) => jobId));
    deletions.forEach(({ jobId }) => queryClient.removeQueries({ queryKey: queryKeys.jobs.one(jobId) }));
    readLists(queryClient);
  } else {
    haptics.error();
    toast(t('gallery.delete.failed'));
    bringBack();
  }
  tellOtherTabs();
}

function readLists(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: queryKeys.images.lists });
  void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.recent });
}

async function deleteAll(deletions: readonly Deletion[]): Promise<void> {
  for (let first = 0; first < deletions.length; first += AT_ONCE) {
    await Promise.all(deletions.slice(first, first + AT_ONCE).map(deleteOne));
  }
}

function deleteOne({ jobId, imageIds }: Deletion): Promise<unknown> {
  const calls = [...imageIds.map(deleteImage), deleteJob(jobId)];
  return Promise.all(calls.map(unlessGone));
}

const deleteImage = (id: string) =>
  api.DELETE('/api/v1/images/{id}', { params: { path: { id } }, keepalive: true });

const deleteJob = (id: string) =>
  api.DELETE('/api/v1/generations/{id}', { params: { path: { id } }, keepalive: true });

/** What is not there any more is deleted already. */
async function unlessGone(call: Promise<{ error?: unknown; response: Response }>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok && response.status !== 404) {
    throw problemOf(response.status, error, response.headers.get('Retry-After'));
  }
}
