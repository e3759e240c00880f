import { session } from '@/shared/api/session';
import type { TryOnCategory, Upload } from '@/shared/api/types';
import { CATEGORIES } from '@/shared/jobs/categories';
import { isRecord, readStored, writeStored } from '@/shared/lib/storage';
import { waitingChatPhoto } from './chat-photo';
import { createStore, useStore } from '@/shared/lib/store';

export type PhotoRole = 'person' | 'item';

/** An uploaded photo, as much of it as the quiz needs. */
export type DraftPhoto = Pick<Upload, 'id' | 'url' | 'width' | 'height'>;

/** A photo that is this many times as long as it is wide, or more, seldom gives a good picture. */
const EXTREME_RATIO = 3;

export function isExtreme({ width, height }: DraftPhoto): boolean {
  return Math.max(width, height) >= EXTREME_RATIO * Math.min(width, height);
}

/** What the person has chosen so far. It outlives a reload, not the tab. */
export interface Draft {
  ownerId: number;
  category?: TryOnCategory | undefined;
  person?: DraftPhoto | undefined;
  item?: DraftPhoto | undefined;
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

/** Another category begins with another item. */
export function chooseCategory(category: TryOnCategory): void {
  const isAnother = draft.get().category !== category;
  changeDraft({ category, ...(isAnother ? { item: undefined } : {}) });
}

/** Replaces what was chosen before. */
export function startDraft(begun: Pick<Draft, 'category' | 'person' | 'item'>): void {
  changeDraft({ category: undefined, person: undefined, item: undefined, funding: 'auto', ...begun });
}

/** Where the quiz goes on: the first step that is not done, or for which a photo waits. */
export function firstOpenStep(): string {
  const { category, person, item } = draft.get();
  const waiting = waitingChatPhoto()?.as;
  if (!category) return '/try-on';
  if (!person || waiting === 'person') return '/try-on/person';
  return item && waiting !== 'item' ? '/try-on/confirm' : '/try-on/item';
}

/** Where a photo leads on to. */
export const NEXT_STEP: Readonly<Record<PhotoRole, string>> = {
  person: '/try-on/item',
  item: '/try-on/confirm',
};

/** Takes a photo into the draft. */
export function takePhoto(role: PhotoRole, { id, url, width, height }: Upload): void {
  changeDraft({ [role]: { id, url, width, height } });
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
  return stored;
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
    typeof value.width === 'number' &&
    typeof value.height === 'number'
  );
}
