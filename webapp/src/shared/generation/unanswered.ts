import type { GenerationRequest } from '@/shared/api/catalogue-types';
import type { Submission } from '@/shared/api/submission';
import { isRecord } from '@/shared/lib/storage';

type Operation = GenerationRequest['operation'];

/** A request that was confirmed and has no answer yet: the tab was reloaded while it was on its way. */
export function unansweredRequest<Wanted extends Operation>(
  submission: Submission,
  operations: readonly Wanted[],
): Extract<GenerationRequest, { operation: Wanted }> | undefined {
  const pending = submission.pending();
  if (!pending) return undefined;
  const body: unknown = JSON.parse(pending.body);
  const isWanted = isRecord(body) && operations.some((operation) => operation === body.operation);
  return isWanted ? (body as unknown as Extract<GenerationRequest, { operation: Wanted }>) : undefined;
}
