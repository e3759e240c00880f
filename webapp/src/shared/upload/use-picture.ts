import { type QueryClient, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { ProblemError } from '@/shared/api/problem';
import { queryKeys } from '@/shared/api/query-keys';
import { readUpload } from './read-upload';

/** Something that a request can be made of: an upload, or a picture that was made here. */
export interface Picture {
  id: string;
  url: string;
  isUpload: boolean;
}

/** A picture by its id alone, whichever of both it is. Fails with 404 once it is gone. */
export function usePicture(id: string | undefined) {
  return useQuery({
    queryKey: queryKeys.picture(id),
    queryFn: () => readPicture(id ?? ''),
    enabled: id !== undefined,
    retry: (failures, error) => failures < 3 && !isGone(error),
    staleTime: 60_000,
  });
}

/** Remembers what is known of a picture, so that it is shown at once. */
export function notePicture(queryClient: QueryClient, picture: Picture): void {
  queryClient.setQueryData<Picture>(queryKeys.picture(picture.id), picture);
}

export async function readPicture(id: string): Promise<Picture> {
  try {
    const { url } = await readUpload(id);
    return { id, url, isUpload: true };
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  const { url } = await answerOf(api.GET('/api/v1/images/{id}', { params: { path: { id } } }));
  return { id, url, isUpload: false };
}

export function isGone(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 404 || error.status === 410);
}
