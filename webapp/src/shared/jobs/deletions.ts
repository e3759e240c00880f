/** Jobs that are taken off every list and may still be brought back: what is read meanwhile leaves them out. */
const deleting = new Set<string>();

export function beginDeletion(jobIds: readonly string[]): void {
  jobIds.forEach((id) => deleting.add(id));
}

export function endDeletion(jobIds: readonly string[]): void {
  jobIds.forEach((id) => deleting.delete(id));
}

export function isBeingDeleted(jobId: string): boolean {
  return deleting.has(jobId);
}
