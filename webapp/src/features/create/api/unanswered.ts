import type { BatchRequest, EditRequest, ModelRequest } from '@/shared/api/catalogue-types';
import { Submission } from '@/shared/api/submission';
import { unansweredRequest } from '@/shared/generation/unanswered';

export const createSubmission = new Submission('create');
export const editSubmission = new Submission('edit');

/** What was confirmed with a model and has no answer yet. */
export function unansweredCreate(): ModelRequest | BatchRequest | undefined {
  return unansweredRequest(createSubmission, ['model', 'batch']);
}

/** A change of a picture that was confirmed and has no answer yet. */
export function unansweredEdit(): EditRequest | undefined {
  return unansweredRequest(editSubmission, ['edit']);
}

/** The page on which a request that is on its way is sent again. */
export function unansweredPage(): string | undefined {
  const create = unansweredCreate();
  if (create) {
    const item = create.operation === 'batch' ? create.items[0] : create;
    return item?.operation === 'model' ? `/create/${item.modelId}` : undefined;
  }
  return unansweredEdit() && '/edit';
}
