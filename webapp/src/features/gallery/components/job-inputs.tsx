import type { Job } from '@/shared/api/types';
import { Thumbnail, useThumbnail } from '@/shared/ui/thumbnail';

/** The photos that a job is made of, side by side. */
export function JobInputs({ job }: { job: Job }) {
  if (job.inputs.length === 0) return null;
  return (
    <div className="flex w-full justify-center gap-3" data-testid="job-inputs">
      {job.inputs.map(({ uploadId, url }) => (
        <Photo key={uploadId} url={url} />
      ))}
    </div>
  );
}

function Photo({ url }: { url: string }) {
  return (
    <span className="relative block aspect-3/4 w-28 overflow-hidden rounded-2xl">
      <Thumbnail picture={useThumbnail(url)} />
    </span>
  );
}
