import type { QueryClient } from '@tanstack/react-query';
import type { Batch } from '@/shared/api/catalogue-types';
import { patchCache } from '@/shared/api/patch-cache';
import { queryKeys } from '@/shared/api/query-keys';
import type { Job } from '@/shared/api/types';
import { mergeRead } from './job-cache';

export type BatchStatus = Batch['status'];

/** Whether nothing of the batch is under way any more. */
export function isBatchEnded(status: BatchStatus): boolean {
  return status !== 'PENDING' && status !== 'PROCESSING';
}

/** What a read means next to what is known: what has ended stays ended, and progress does not fall. */
export function mergeBatch(known: Batch | undefined, read: Batch): Batch {
  const knownItems = new Map<string, Job>(known?.items.map((job) => [job.id, job]));
  const items = read.items.map((job) => mergeRead(knownItems.get(job.id), job));
  if (known && isBatchEnded(known.status) && !isBatchEnded(read.status)) return { ...known, items };
  return { ...read, items, progress: Math.max(known?.progress ?? 0, read.progress) };
}

/** Takes a frame about a batch in; an ended one is to be read again. */
export async function applyBatchProgress(
  queryClient: QueryClient,
  report: { batchId: string; status: BatchStatus; progress: number },
): Promise<void> {
  const queryKey = queryKeys.jobs.batch(report.batchId);
  patchCache<Batch>(queryClient, queryKey, (batch) => {
    if (isBatchEnded(batch.status)) return batch;
    return { ...batch, status: report.status, progress: Math.max(batch.progress, report.progress) };
  });
  if (isBatchEnded(report.status)) await queryClient.invalidateQueries({ queryKey });
}

/** Reads the batches again that a job belongs to. */
export async function rereadBatchesOf(queryClient: QueryClient, jobId: string): Promise<void> {
  await queryClient.invalidateQueries({
    queryKey: queryKeys.jobs.batches,
    predicate: ({ state }) =>
      (state.data as Batch | undefined)?.items.some(({ id }) => id === jobId) ?? false,
  });
}
