import { session } from '@/shared/api/session';
import type { TryOnCategory, Upload } from '@/shared/api/types';
import { isRecord, readStored, writeStored } from '@/shared/lib/storage';
import { createStore, useStore } from '@/shared/lib/store';

export const CATEGORIES = [
  'upper-body',
  'lower-body',
  'dress',
  'shoes',
  'headwear',
  'glasses',
  'bag',
  'jewellery',
  'watch',
] as const satisfies readonly TryOnCategory[];

export type PhotoRole = 'person' | 'item';

/** An uploaded photo, as much of it as the quiz needs. */
export type DraftPhoto = Pick<Upload, 'id' | 'url' | 'width' | 'height' | 'expiresAt'>;

/** What the person has chosen so far. It outlives a reload, not the tab. */
export interface Draft {
  ownerId: number;
  category?: TryOnCategory;
  person?: DraftPhoto;
  item?: DraftPhoto;
  funding: 'auto' | 'free';
}

const STORAGE_KEY = 'atelier.try-on';

const draft = createStore<Draft>({ ownerId: 0, funding: 'auto' });

/** Takes up what this user had chosen before leaving the quiz or reloading; call before {@link useDraft}. */
export function openDraft(): void {
  draft.set(restore());
}

export function useDraft(): Draft {
  return useStore(draft);
}

export function changeDraft(change: Partial<Omit<Draft, 'ownerId'>>): void {
  const next = { ...draft.get(), ownerId: session.ownerId, ...change };
  draft.set(next);
  writeStored(STORAGE_KEY, next);
}

/** After a job is under way: the next try-on starts with the same person and a new item. */
export function startNextDraft(): void {
  const { person } = draft.get();
  const next: Draft = { ownerId: session.ownerId, funding: 'auto', ...(person ? { person } : {}) };
  draft.set(next);
  writeStored(STORAGE_KEY, next);
}

function restore(): Draft {
  const fresh: Draft = { ownerId: session.ownerId, funding: 'auto' };
  const stored = readStored(STORAGE_KEY, isDraft);
  if (!stored || stored.ownerId !== session.ownerId) return fresh;
  const { person, item, ...rest } = stored;
  return {
    ...rest,
    ...(person && isFresh(person) ? { person } : {}),
    ...(item && isFresh(item) ? { item } : {}),
  };
}

function isFresh(photo: DraftPhoto): boolean {
  return Date.parse(photo.expiresAt) > Date.now();
}

function isDraft(value: unknown): value is Draft {
  return (
    isRecord(value) &&
    typeof value.ownerId === 'number' &&
    (value.funding === 'auto' || value.funding === 'free') &&
    (value.category === undefined || CATEGORIES.some((category) => category === value.category)) &&
    (value.person === undefined || isDraftPhoto(value.person)) &&
    (value.item === undefined || isDraftPhoto(value.item))
  );
}

function isDraftPhoto(value: unknown): value is DraftPhoto {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    typeof value.url === 'string' &&
    typeof value.expiresAt === 'string'
  );
}
