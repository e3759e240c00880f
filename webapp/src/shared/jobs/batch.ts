import type { QueryClient } from '@tanstack/react-query';
import type { Batch, BatchCounts } from '@/shared/api/catalogue-types';
import { patchCache } from '@/shared/api/patch-cache';
import { queryKeys } from '@/shared/api/query-keys';
import type { Job } from '@/shared/api/types';
import { mergeRead } from './job-cache';

export type BatchStatus = Batch['status'];

/** Whether nothing of the batch is under way any more. */
export function isBatchEnded(status: BatchStatus): boolean {
  return status !== 'PENDING' && status !== 'PROCESSING';
}

/** How many ended in which way: as frames told, or as its jobs are, if these are further. */
export function countsOf({ items, counts }: Pick<Batch, 'items' | 'counts'>): BatchCounts {
  const count = (status: Job['status']) => items.filter((job) => job.status === status).length;
  return furthest(counts, {
    completed: count('COMPLETED'),
    failed: count('FAILED'),
    cancelled: count('CANCELLED'),
    total: items.length,
  });
}

/** What has ended stays ended: of two counts the higher one is the later one. */
function furthest(known: BatchCounts | undefined, told: BatchCounts): BatchCounts {
  return {
    completed: Math.max(known?.completed ?? 0, told.completed),
    failed: Math.max(known?.failed ?? 0, told.failed),
    cancelled: Math.max(known?.cancelled ?? 0, told.cancelled),
    total: told.total,
  };
}

/** What a read means next to what is known: what has ended stays ended, and progress does not fall. */
export function mergeBatch(known: Batch | undefined, read: Batch): Batch {
  const knownItems = new Map<string, Job>(known?.items.map((job) => [job.id, job]));
  const items = read.items.map((job) => mergeRead(knownItems.get(job.id), job));
  if (known && isBatchEnded(known.status) && !isBatchEnded(read.status)) return { ...known, items };
  return {
    ...read,
    items,
    progress: Math.max(known?.progress ?? 0, read.progress),
    ...(known?.counts && { counts: known.counts }),
  };
}

/** Takes a frame about a batch in; an ended one is to be read again. */
export async function applyBatchProgress(
  queryClient: QueryClient,
  report: { batchId: string; status: BatchStatus; progress: number; counts: BatchCounts | undefined },
): Promise<void> {
  const queryKey = queryKeys.jobs.batch(report.batchId);
  patchCache<Batch>(queryClient, queryKey, (batch) => {
    if (isBatchEnded(batch.status)) return batch;
    return {
      ...batch,
      status: report.status,
      progress: Math.max(batch.progress, report.progress),
      ...(report.counts && { counts: furthest(batch.counts, report.counts) }),
    };
  });
  if (isBatchEnded(report.status)) await queryClient.invalidateQueries({ queryKey });
}

/** Reads the batch again that a job belongs to; null for none, undefined if that was not told. */
export async function rereadBatchOf(
  queryClient: QueryClient,
  jobId: string,
  batchId: string | null | undefined,
): Promise<void> {
  if (batchId === null) return;
  if (batchId !== undefined) {
    await queryClient.invalidateQueries({ queryKey: queryKeys.jobs.batch(batchId) });
    return;
  }
  await queryClient.invalidateQueries({
    queryKey: queryKeys.jobs.batches,
    predicate: ({ state }) =>
      (state.data as Batch | undefined)?.items.some(({ id }) => id === jobId) ?? false,
  });
}
