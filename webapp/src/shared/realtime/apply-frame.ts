import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { queryKeys } from '@/shared/api/query-keys';
import type { BatchCounts } from '@/shared/api/catalogue-types';
import type { Balance } from '@/shared/api/types';
import { applyBatchProgress, type BatchStatus, rereadBatchOf } from '@/shared/jobs/batch';
import { noteProgress } from '@/shared/jobs/job-progress';
import { updateCachedJob } from '@/shared/jobs/job-cache';
import { isRecord } from '@/shared/lib/storage';
import type { Frame } from './realtime-client';

const NOTICE_LISTED_WITHIN_MILLIS = 3_000;

/** Brings the query cache up to what a frame tells. Types this version does not know are passed over. */
export async function applyFrame(queryClient: QueryClient, frame: Frame): Promise<void> {
  switch (frame.type) {
    case 'job.progress':
      applyProgress(queryClient, frame.data);
      return;
    case 'batch.progress':
      await applyBatch(queryClient, frame.data);
      return;
    case 'job.queued':
      await rereadJob(queryClient, frame.data, []);
      return;
    case 'job.completed':
    case 'job.failed':
    case 'job.cancelled':
      await rereadJob(queryClient, frame.data, [queryKeys.images.lists, queryKeys.history]);
      return;
    case 'balance.changed':
      await applyBalance(queryClient, frame.data);
      return;
    case 'hello':
      await queryClient.invalidateQueries({ queryKey: queryKeys.operatorNotices });
      return;
    case 'operator.notice':
      await rereadNotices(queryClient);
      return;
    case 'resync':
      await queryClient.invalidateQueries();
      return;
    default:
  }
}

/** The frame comes as soon as the notice is told, and chat may put it on its list a moment later. */
async function rereadNotices(queryClient: QueryClient): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: queryKeys.operatorNotices });
  await new Promise((resolve) => setTimeout(resolve, NOTICE_LISTED_WITHIN_MILLIS));
  await queryClient.invalidateQueries({ queryKey: queryKeys.operatorNotices });
}

function applyProgress(queryClient: QueryClient, data: unknown): void {
  if (!isRecord(data) || typeof data.jobId !== 'string' || typeof data.progress !== 'number') return;
  const noted = noteProgress({
    jobId: data.jobId,
    progress: data.progress,
    sequence: typeof data.sequence === 'number' ? data.sequence : undefined,
  });
  if (!noted) return;
  const queuePosition = typeof data.queuePosition === 'number' ? data.queuePosition : null;
  const started = data.status === 'PROCESSING';
  updateCachedJob(queryClient, data.jobId, (job) => {
    if (job.status !== 'PENDING' && job.status !== 'PROCESSING') return job;
    return { ...job, status: started ? 'PROCESSING' : job.status, queuePosition, progress: noted.progress };
  });
}

const BATCH_STATUSES: readonly BatchStatus[] = [
  'PENDING',
  'PROCESSING',
  'COMPLETED',
  'PARTIAL',
  'FAILED',
  'CANCELLED',
];

async function applyBatch(queryClient: QueryClient, data: unknown): Promise<void> {
  if (!isRecord(data) || typeof data.batchId !== 'string' || typeof data.progress !== 'number') return;
  const status = BATCH_STATUSES.find((known) => known === data.status);
  if (!status) return;
  const { batchId, progress } = data;
  await applyBatchProgress(queryClient, { batchId, status, progress, counts: readCounts(data) });
}

function readCounts({
  completed,
  failed,
  cancelled,
  total,
}: Record<string, unknown>): BatchCounts | undefined {
  const isKnown =
    typeof completed === 'number' &&
    typeof failed === 'number' &&
    typeof cancelled === 'number' &&
    typeof total === 'number';
  return isKnown ? { completed, failed, cancelled, total } : undefined;
}

async function rereadJob(
  queryClient: QueryClient,
  data: unknown,
  alsoChanged: readonly QueryKey[],
): Promise<void> {
  if (!isRecord(data) || typeof data.jobId !== 'string') return;
  const batchId = typeof data.batchId === 'string' || data.batchId === null ? data.batchId : undefined;
  const changed = [queryKeys.jobs.one(data.jobId), queryKeys.jobs.recent, ...alsoChanged];
  await Promise.all([
    ...changed.map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    rereadBatchOf(queryClient, data.jobId, batchId),
  ]);
}

/** A frame tells the balance but not its zone, which never changes. */
async function applyBalance(queryClient: QueryClient, data: unknown): Promise<void> {
  if (!isRecord(data) || !isRecord(data.free) || !isRecord(data.held)) return;
  await queryClient.cancelQueries({ queryKey: queryKeys.balance });
  const known = queryClient.getQueryData<Balance>(queryKeys.balance);
  if (known) {
    queryClient.setQueryData(queryKeys.balance, { ...(data as unknown as Balance), zone: known.zone });
  } else {
    await queryClient.invalidateQueries({ queryKey: queryKeys.balance });
  }
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: queryKeys.history }),
    queryClient.invalidateQueries({ queryKey: queryKeys.quotes }),
  ]);
}
