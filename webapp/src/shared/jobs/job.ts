import type { Job, JobStatus } from '@/shared/api/types';
import type { MessageKey } from '@/shared/i18n/dictionary';

/** Whether the job rests in its last state. */
export function isEnded(status: JobStatus): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

const OPERATIONS = ['try-on', 'edit', 'model', 'batch', 'series'] as const;

export function operationKey(job: Pick<Job, 'operation'>): MessageKey & `operation.${string}` {
  const known = OPERATIONS.find((operation) => operation === job.operation);
  return known ? `operation.${known}` : 'operation.other';
}
