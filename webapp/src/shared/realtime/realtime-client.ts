import { isRecord } from '@/shared/lib/storage';
import { createStore } from '@/shared/lib/store';

const PROTOCOL = 'atelier.v1';
const SILENCE_LIMIT_MILLIS = 45_000;
const FIRST_BACKOFF_MILLIS = 500;
const MAX_BACKOFF_MILLIS = 15_000;

/** One message of the server. Only frames with an id can be resumed from. */
export interface Frame {
  id: string | undefined;
  type: string;
  data: unknown;
}

interface RealtimeHandlers {
  /** A fresh ticket for one socket. */
  ticket: () => Promise<string>;
  /** The socket is open: from here on nothing is missed, so read the state now. */
  onOpen: () => void;
  onFrame: (frame: Frame) => void;
}

/**
 * Keeps one WebSocket to the gateway open while it is started. After a break it comes back, jittered and ever slower,
 * and asks for what followed the last frame it saw.
 */
export class RealtimeClient {
  /** Whether frames arrive now; while they do not, the app polls. */
  readonly live = createStore(false);
  readonly #handlers: RealtimeHandlers;
  #socket: WebSocket | undefined;
  #lastEventId: string | undefined;
  #failures = 0;
  #running = false;
  #connecting = false;
  #reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(handlers: RealtimeHandlers) {
    this.#handlers = handlers;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    window.addEventListener('online', this.#hurry);
    document.addEventListener('visibilitychange', this.#hurry);
    void this.#connect();
  }

  stop(): void {
    this.#running = false;
    window.removeEventListener('online', this.#hurry);
    document.removeEventListener('visibilitychange', this.#hurry);
    clearTimeout(this.#reconnectTimer);
    this.#drop();
  }

  /** The person is back, or the network is: do not wait for the timer. */
  readonly #hurry = (): void => {
    if (document.visibilityState === 'hidden' || this.#socket || this.#connecting) return;
    this.#failures = 0;
    clearTimeout(this.#reconnectTimer);
    void this.#connect();
  };

  async #connect(): Promise<void> {
    this.#connecting = true;
    try {
      const ticket = await this.#handlers.ticket();
      if (this.#running) this.#open(ticket);
    } catch {
      this.#reconnectLater();
    } finally {
      this.#connecting = false;
    }
  }

  #open(ticket: string): void {
    const socket = new WebSocket(this.#url(), [PROTOCOL, ticket]);
    this.#socket = socket;
    this.#expectFrames(socket);
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.live.set(true);
      this.#handlers.onOpen();
    };
    socket.onmessage = (message) => {
      if (socket === this.#socket) this.#receive(socket, message.data);
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#drop();
      this.#reconnectLater();
    };
  }

  #receive(socket: WebSocket, text: unknown): void {
    this.#expectFrames(socket);
    const frame = frameOf(text);
    if (!frame) return;
    this.#failures = 0;
    if (frame.type === 'resync') this.#lastEventId = undefined;
    if (frame.id) this.#lastEventId = frame.id;
    if (frame.type !== 'ping') this.#handlers.onFrame(frame);
  }

  /** A healthy server speaks every 20 s; a silent socket is dead even if it looks open. */
  #expectFrames(socket: WebSocket): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => {
      if (socket !== this.#socket) return;
      this.#drop();
      this.#reconnectLater();
    }, SILENCE_LIMIT_MILLIS);
  }

  #drop(): void {
    clearTimeout(this.#silenceTimer);
    const socket = this.#socket;
    this.#socket = undefined;
    this.live.set(false);
    socket?.close();
  }

  #reconnectLater(): void {
    if (!this.#running) return;
    const ceiling = Math.min(MAX_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS * 2 ** this.#failures);
    this.#failures += 1;
    clearTimeout(this.#reconnectTimer);
    this.#reconnectTimer = setTimeout(() => void this.#connect(), ceiling * (0.5 + Math.random() / 2));
  }

  #url(): string {
    const url = new URL('/api/v1/realtime', window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    if (this.#lastEventId) url.searchParams.set('lastEventId', this.#lastEventId);
    return url.href;
  }
}

function frameOf(text: unknown): Frame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || typeof value.type !== 'string') return undefined;
    return { id: typeof value.id === 'string' ? value.id : undefined, type: value.type, data: value.data };
  } catch {
    return undefined;
  }
}
