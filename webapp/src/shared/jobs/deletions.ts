import { session } from '@/shared/api/session';
import { isRecord, readStored, writeStored } from '@/shared/lib/storage';

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

export function unsentDeletions(): readonly Deletion[] {
  return readStored(storageKey(), areDeletions, 'device') ?? [];
}

function write(deletions: readonly Deletion[]): void {
  writeStored(storageKey(), deletions.length > 0 ? deletions : undefined, 'device');
}

function areDeletions(value: unknown): value is readonly Deletion[] {
  return Array.isArray(value) && value.every(isDeletion);
}

function isDeletion(value: unknown): value is Deletion {
  return (
    isRecord(value) &&
    typeof value.jobId === 'string' &&
    Array.isArray(value.imageIds) &&
    value.imageIds.every((id) => typeof id === 'string')
  );
}
