import { authorizedFetch } from '@/shared/api/client';
import { problemOf } from '@/shared/api/problem';
import { isRecord, readStored, writeStored } from '@/shared/lib/storage';
import type { PhotoRole } from './draft';

/** A photo that the person sent to the bot, and what it is of. */
export interface ChatPhoto {
  id: string;
  as: PhotoRole;
}

/** Telegram gives bots up to 20 MB, and the studio passes them on for a minute. */
const PHOTO_MILLIS = 60_000;

const STORAGE_KEY = 'atelier.chat-photo';

/**
 * Remembers the photo that the bot's button names in the address (`?photo=…&as=person`), until it is taken. The address
 * keeps it no longer: a reload is not another photo.
 */
export function rememberChatPhoto(): void {
  const { pathname, search, hash } = window.location;
  const address = new URLSearchParams(search);
  const [id, as] = [address.get('photo'), address.get('as')];
  if (!id || (as !== 'person' && as !== 'item')) return;
  writeStored(STORAGE_KEY, { id, as } satisfies ChatPhoto);
  window.history.replaceState(null, '', `${pathname}${hash}`);
}

export function waitingChatPhoto(): ChatPhoto | undefined {
  return readStored(STORAGE_KEY, isChatPhoto);
}

function forgetChatPhoto(): void {
  writeStored(STORAGE_KEY, undefined);
}

/**
 * Reads the photo from the chat, which waits no longer once it is read or gone.
 *
 * @throws ProblemError such as one with status 404 or 410 once it is gone
 */
export async function readChatPhoto({ id }: ChatPhoto): Promise<File> {
  const address = new URL(`/api/v1/chat/photos/${encodeURIComponent(id)}`, window.location.origin);
  const response = await authorizedFetch(new Request(address), PHOTO_MILLIS);
  if (response.ok || response.status === 404 || response.status === 410) forgetChatPhoto();
  if (!response.ok) {
    const problem: unknown = await response.json().catch(() => undefined);
    throw problemOf(response.status, problem, response.headers.get('Retry-After'));
  }
  const type = response.headers.get('Content-Type') ?? '';
  return new File([await response.arrayBuffer()], 'photo', { type });
}

function isChatPhoto(value: unknown): value is ChatPhoto {
  return isRecord(value) && typeof value.id === 'string' && (value.as === 'person' || value.as === 'item');
}
