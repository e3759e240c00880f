import { Submission } from '@/shared/api/submission';
import type { TryOnRequest } from '@/shared/api/types';
import { unansweredRequest } from '@/shared/generation/unanswered';

export const tryOnSubmission = new Submission('try-on');

/** A try-on that was confirmed and has no answer yet: the tab was reloaded while it was on its way. */
export function unansweredTryOn(): TryOnRequest | undefined {
  return unansweredRequest(tryOnSubmission, ['try-on']);
}
