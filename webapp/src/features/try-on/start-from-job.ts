import { ProblemError } from '@/shared/api/problem';
import type { Job, Upload } from '@/shared/api/types';
import { CATEGORIES } from '@/shared/jobs/categories';
import { readUpload } from '@/shared/upload/read-upload';
import { type PhotoRole, startDraft } from './draft';

/** What a new try-on can take over from an earlier one. */
export type JobPart = 'category' | PhotoRole;

/** Begins a new draft with parts of an earlier try-on; a photo that is gone is left out. */
export async function startFromJob(job: Job, parts: readonly JobPart[]): Promise<void> {
  const [person, item] = await Promise.all(
    (['person', 'item'] as const).map((role) => (parts.includes(role) ? photoOf(job, role) : undefined)),
  );
  const category = CATEGORIES.find((known) => known === job.category);
  startDraft({ category: parts.includes('category') ? category : undefined, person, item });
}

async function photoOf({ inputs }: Job, role: PhotoRole): Promise<Upload | undefined> {
  const input = inputs[role === 'person' ? 0 : 1];
  return input && readUpload(input.uploadId).catch(undefinedIfGone);
}

function undefinedIfGone(error: unknown): undefined {
  if (!(error instanceof ProblemError) || error.status !== 404) throw error;
}
