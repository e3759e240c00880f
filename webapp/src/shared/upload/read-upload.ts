import { answerOf, api } from '@/shared/api/client';
import type { Upload } from '@/shared/api/types';

/** Reads an upload with a fresh link. Fails with 404 once it is gone. */
export function readUpload(id: string): Promise<Upload> {
  return answerOf(api.GET('/api/v1/uploads/{id}', { params: { path: { id } } }));
}
