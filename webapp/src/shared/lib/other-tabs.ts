const CHANNEL = 'atelier';

/** Calls `onChange` when another tab of this browser has changed the user's jobs, until the returned function is called. */
export function watchOtherTabs(onChange: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = onChange;
  return () => channel.close();
}

/** Tells the other tabs of this browser that the user's jobs have changed. */
export function tellOtherTabs(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('jobs-changed');
  channel.close();
}
