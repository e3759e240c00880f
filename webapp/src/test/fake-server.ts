import { vi } from 'vitest';
import { aBalance, aJob, aPicture, aQuote, someTokens } from './fixtures';

export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

type Answer = Response | Promise<Response>;

type Handler = (request: SeenRequest) => Answer;

/** Stands where the network is: answers by method and path, and keeps what it was asked. */
export class FakeServer {
  readonly seen: SeenRequest[] = [];
  /** Whether uploads stop half-way. */
  uploadsStall = false;
  readonly #handlers = new Map<string, Handler>();

  constructor() {
    this.on('POST /auth/telegram', () => json(200, someTokens()));
    this.on('POST /auth/refresh', () => json(200, someTokens()));
    this.on('GET /billing/balance', () => json(200, aBalance()));
    this.on('GET /billing/history', () => json(200, { items: [], nextCursor: null }));
    this.on('GET /billing/packs', () => json(200, { items: [], nextCursor: null }));
    this.on('GET /billing/plans', () => json(200, { items: [], nextCursor: null }));
    this.on('GET /generations', () => json(200, { items: [], nextCursor: null }));
    this.on('GET /images', () => json(200, { items: [], nextCursor: null }));
    this.on('GET /images/*', () => json(200, aPicture()));
    this.on('POST /generations/quote', () => json(200, aQuote()));
    this.on('POST /generations', () => json(202, aJob()));
    this.on('POST /realtime/tickets', () => json(200, { ticket: 'a-ticket', expiresIn: 60 }));
    vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => this.#answer(input, init));
    vi.stubGlobal('XMLHttpRequest', fakeUploadRequest(this));
  }

  /** Answers requests like `GET /generations/…` from now on; a path may end in `*`. */
  on(route: string, handler: Handler): this {
    this.#handlers.set(route, handler);
    return this;
  }

  requests(route: string): SeenRequest[] {
    return this.seen.filter((request) => `${request.method} ${request.path}` === route);
  }

  async answerTo(request: SeenRequest): Promise<Response> {
    this.seen.push(request);
    const handler = this.#handlerOf(`${request.method} ${request.path}`);
    return handler ? handler(request) : problem(404, 'NOT_FOUND');
  }

  #handlerOf(route: string): Handler | undefined {
    const exact = this.#handlers.get(route);
    if (exact) return exact;
    const wild = [...this.#handlers].find(
      ([known]) => known.endsWith('*') && route.startsWith(known.slice(0, -1)),
    );
    return wild?.[1];
  }

  async #answer(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request =
      input instanceof Request
        ? input
        : new Request(new URL(String(input), location.origin), { ...init, signal: null });
    const url = new URL(request.url);
    const text = await request.text();
    const answer = this.answerTo({
      method: request.method,
      path: url.pathname.replace('/api/v1', ''),
      query: url.searchParams,
      headers: request.headers,
      body: text ? JSON.parse(text) : undefined,
    });
    return Promise.race([answer, aborted(init?.signal)]);
  }
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

export function json(status: number, body: unknown): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });
}

export function problem(status: number, code: string, extra: object = {}, retryAfter?: string): Response {
  return new Response(JSON.stringify({ status, code, title: code, ...extra }), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(retryAfter ? { 'Retry-After': retryAfter } : {}),
    },
  });
}

export function noNetwork(): Promise<Response> {
  return Promise.reject(new TypeError('Failed to fetch'));
}

/** Just enough XMLHttpRequest for an upload: it reports half-way, then all of it, and asks the fake server. */
function fakeUploadRequest(server: FakeServer) {
  return class {
    upload: { onprogress?: (event: object) => void; onload?: () => void } = {};
    status = 0;
    response: unknown;
    responseType = '';
    onload?: () => void;
    onerror?: () => void;
    onabort?: () => void;
    onloadend?: () => void;
    #isAborted = false;
    readonly #headers = new Headers();
    #method = '';
    #path = '';
    #answered: Response | undefined;

    open(method: string, path: string): void {
      this.#method = method;
      this.#path = path.replace('/api/v1', '');
    }

    setRequestHeader(name: string, value: string): void {
      this.#headers.set(name, value);
    }

    getResponseHeader(name: string): string | null {
      return this.#answered?.headers.get(name) ?? null;
    }

    abort(): void {
      this.#isAborted = true;
      this.onabort?.();
      this.onloadend?.();
    }

    send(body: unknown): void {
      this.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 2 });
      if (server.uploadsStall) return;
      this.upload.onprogress?.({ lengthComputable: true, loaded: 2, total: 2 });
      this.upload.onload?.();
      const request = { method: this.#method, path: this.#path, query: new URLSearchParams(), body };
      server.answerTo({ ...request, headers: this.#headers }).then(
        async (answer) => {
          this.#answered = answer;
          this.status = answer.status;
          this.response = await answer.json().catch(() => null);
          this.#end(this.onload);
        },
        () => this.#end(this.onerror),
      );
    }

    #end(how: (() => void) | undefined): void {
      if (this.#isAborted) return;
      how?.();
      this.onloadend?.();
    }
  };
}
