import { useQuery } from '@tanstack/react-query';
import { queryKeys } from '@/shared/api/query-keys';
import type { Job, Upload } from '@/shared/api/types';
import { useRecentJobs } from '@/shared/jobs/use-recent-jobs';
import { readUpload } from '@/shared/upload/read-upload';
import type { PhotoRole } from '../draft';

/** More would hide the way to another photo. */
const SHOWN = 8;

export type RecentPhoto = Job['inputs'][number];

/** The photos of the latest try-ons in this role, the latest first, each once. Some may be gone. */
export function useRecentPhotos(role: PhotoRole): RecentPhoto[] {
  const { data } = useRecentJobs();
  const photos = (data?.items ?? [])
    .filter(({ operation }) => operation === 'try-on')
    .flatMap(({ inputs }) => inputs[role === 'person' ? 0 : 1] ?? []);
  return photos
    .filter(({ uploadId }, index) => photos.findIndex((photo) => photo.uploadId === uploadId) === index)
    .slice(0, SHOWN);
}

/** The person's photo of the latest try-on that came out, if it is still there, and whether that is still being read. */
export function useLastPerson(isWanted: boolean): { photo: Upload | undefined; isPending: boolean } {
  const recent = useRecentJobs();
  const latest = recent.data?.items.find(
    ({ operation, status }) => operation === 'try-on' && status === 'COMPLETED',
  );
  const id = latest?.inputs[0]?.uploadId;
  const upload = useQuery({
    queryKey: queryKeys.upload(id),
    queryFn: () => readUpload(id ?? ''),
    enabled: isWanted && id !== undefined,
    retry: false,
  });
  return { photo: upload.data, isPending: recent.isPending || upload.isLoading };
}
