import type { BatchRequest, EditRequest, ModelRequest } from '@/shared/api/catalogue-types';
import { Submission } from '@/shared/api/submission';
import { unansweredRequest } from '@/shared/generation/unanswered';

export const createSubmission = new Submission('create');
export const editSubmission = new Submission('edit');

/** What was confirmed with this model, or with any, and has no answer yet. */
export function unansweredCreate(modelId?: string): ModelRequest | BatchRequest | undefined {
  const request = unansweredRequest(createSubmission, ['model', 'batch']);
  return modelId === undefined || (request && modelOf(request) === modelId) ? request : undefined;
}

function modelOf(request: ModelRequest | BatchRequest): string | undefined {
  const item = request.operation === 'batch' ? request.items[0] : request;
  return item?.operation === 'model' ? item.modelId : undefined;
}

/** A change of a picture that was confirmed and has no answer yet. */
export function unansweredEdit(): EditRequest | undefined {
  return unansweredRequest(editSubmission, ['edit']);
}

/** The page on which a request that is on its way is sent again. */
export function unansweredPage(): string | undefined {
  const create = unansweredCreate();
  if (create) return `/create/${modelOf(create)}`;
  return unansweredEdit() && '/edit';
}
