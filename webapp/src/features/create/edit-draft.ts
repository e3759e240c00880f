import type { EditRequest } from '@/shared/api/catalogue-types';
import { session } from '@/shared/api/session';
import type { Funding } from '@/shared/billing/funding-choice';
import { isRecord, readStored, writeStored } from '@/shared/lib/storage';
import { createStore, useStore } from '@/shared/lib/store';
import type { Picture } from '@/shared/upload/use-picture';

export const EDIT_MODES = ['prompt', 'variation'] as const;

export type EditMode = (typeof EDIT_MODES)[number];

/** A change of a picture that is being made up. It outlives a reload, not the tab. */
export interface EditDraft {
  ownerId: number;
  /** The picture's id, that of an upload or of a picture made here. */
  picture: string | undefined;
  mode: EditMode;
  prompt: string;
  funding: Funding;
}

const STORAGE_KEY = 'atelier.edit';

const draft = createStore<EditDraft>(freshDraft());

export function useEditDraft(): EditDraft {
  return useStore(draft);
}

/** Takes up what this user had begun before; call before {@link useEditDraft}. */
export function openEditDraft(): void {
  const stored = readStored(STORAGE_KEY, isEditDraft);
  draft.set(stored?.ownerId === session.ownerId ? stored : freshDraft());
}

export function startEditDraft(begun: Partial<Pick<EditDraft, 'picture' | 'mode' | 'prompt'>>): void {
  keep({ ...freshDraft(), ...begun });
}

export function changeEditDraft(change: Partial<Omit<EditDraft, 'ownerId'>>): void {
  keep({ ...draft.get(), ...change });
}

/** After the request is accepted, the next one begins anew. */
export function forgetEditDraft(): void {
  draft.set(freshDraft());
  writeStored(STORAGE_KEY, undefined);
}

/** The request that the draft stands for; undefined while something is missing. */
export function editRequestOf(
  { mode, prompt, funding }: EditDraft,
  picture: Picture | undefined,
): EditRequest | undefined {
  const words = prompt.trim();
  if (!picture || (mode === 'prompt' && words === '')) return undefined;
  return {
    operation: 'edit',
    ...(picture.isUpload ? { sourceUploadId: picture.id } : { sourceImageId: picture.id }),
    ...(mode === 'prompt' ? { prompt: words } : { variation: true }),
    funding,
  };
}

function keep(next: EditDraft): void {
  const owned = { ...next, ownerId: session.ownerId };
  draft.set(owned);
  writeStored(STORAGE_KEY, owned);
}

function freshDraft(): EditDraft {
  return { ownerId: session.ownerId, picture: undefined, mode: 'prompt', prompt: '', funding: 'auto' };
}

function isEditDraft(value: unknown): value is EditDraft {
  return (
    isRecord(value) &&
    typeof value.ownerId === 'number' &&
    (value.picture === undefined || typeof value.picture === 'string') &&
    EDIT_MODES.some((mode) => mode === value.mode) &&
    typeof value.prompt === 'string' &&
    (value.funding === 'auto' || value.funding === 'free')
  );
}
