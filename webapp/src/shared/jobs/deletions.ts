import { session } from '@/shared/api/session';
import { isRecord } from '@/shared/lib/storage';

/** A job and the pictures that go with it. */
export interface Deletion {
  jobId: string;
  imageIds: readonly string[];
}

/**
 * Deletions that have begun and have not ended: lists leave their jobs out. They are kept on the device, so that one which
 * the app is closed over is not lost.
 */
export function beginDeletion(begun: readonly Deletion[]): void {
  write([...unsentDeletions(), ...begun]);
}

export function endDeletion(ended: readonly Deletion[]): void {
  write(unsentDeletions().filter(({ jobId }) => !ended.some((one) => one.jobId === jobId)));
}

export function isBeingDeleted(jobId: string): boolean {
  return unsentDeletions().some((one) => one.jobId === jobId);
}

/** A device can have several people. */
const storageKey = () => `atelier.deletions.${session.ownerId}`;

/** For a device without storage: then they last as long as the app is open. */
let inMemory: { key: string; deletions: readonly Deletion[] } | undefined;

export function unsentDeletions(): readonly Deletion[] {
  const key = storageKey();
  if (inMemory?.key === key) return inMemory.deletions;
  inMemory = { key, deletions: read(key) };
  return inMemory.deletions;
}

/** Reads them from the device again, as when the app is opened. */
export function forgetReadDeletions(): void {
  inMemory = undefined;
}

function read(key: string): readonly Deletion[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isDeletion) : [];
  } catch {
    return [];
  }
}

function write(deletions: readonly Deletion[]): void {
  inMemory = { key: storageKey(), deletions };
  try {
    if (deletions.length === 0) localStorage.removeItem(storageKey());
    else localStorage.setItem(storageKey(), JSON.stringify(deletions));
  } catch {
    // Kept in memory alone.
  }
}

function isDeletion(value: unknown): value is Deletion {
  return (
    isRecord(value) &&
    typeof value.jobId === 'string' &&
    Array.isArray(value.imageIds) &&
    value.imageIds.every((id) => typeof id === 'string')
  );
}
