import type { Job, JobStatus } from '@/shared/api/types';
import type { MessageKey } from '@/shared/i18n/dictionary';
import type { Translate } from '@/shared/i18n/translate';

/** Whether the job rests in its last state. */
export function isEnded(status: JobStatus): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

const OPERATIONS = ['try-on', 'edit', 'model', 'batch', 'series'] as const;

export function operationKey(job: Pick<Job, 'operation'>): MessageKey & `operation.${string}` {
  const known = OPERATIONS.find((operation) => operation === job.operation);
  return known ? `operation.${known}` : 'operation.other';
}

/** What was asked for in words, if it was. */
export function promptOf({ request }: Pick<Job, 'request'>): string | undefined {
  switch (request?.operation) {
    case 'edit':
      return request.prompt;
    case 'model':
      return wordsIn(request.parameters);
    default:
      return undefined;
  }
}

/** The prompt, where a model calls it so; else the first of its texts that has several words. */
function wordsIn({ prompt, ...others }: Record<string, unknown>): string | undefined {
  if (typeof prompt === 'string') return prompt;
  return Object.values(others).find(
    (value): value is string => typeof value === 'string' && value.includes(' '),
  );
}

/** What a job is called: its words, else its kind. */
export function jobTitle(job: Pick<Job, 'operation' | 'request'>, t: Translate): string {
  return promptOf(job) ?? t(operationKey(job));
}

/** Where the same can be asked for again, or changed first; undefined if the request is not known. */
export function againPage({
  id,
  operation,
  request,
}: Pick<Job, 'id' | 'operation' | 'request'>): string | undefined {
  if (operation === 'try-on') return `/try-on?again=${id}`;
  if (request?.operation === 'model') return `/create/${request.modelId}?again=${id}`;
  return request?.operation === 'edit' ? `/edit?again=${id}` : undefined;
}
