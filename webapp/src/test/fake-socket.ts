import { vi } from 'vitest';

/** The server's end of every WebSocket that a test opens. */
export class FakeSocket {
  static opened: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  isClosed = false;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.opened.push(this);
  }

  static install(): void {
    FakeSocket.opened = [];
    vi.stubGlobal('WebSocket', FakeSocket);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.opened.at(-1);
    if (!socket) throw new Error('No socket was opened');
    return socket;
  }

  accept(): void {
    this.onopen?.();
  }

  push(frame: { id?: string; type: string; data?: unknown }): void {
    this.onmessage?.({ data: JSON.stringify({ at: '2026-11-20T10:00:00Z', ...frame }) });
  }

  breakOff(): void {
    this.isClosed = true;
    this.onclose?.();
  }

  close(): void {
    this.isClosed = true;
  }
}
