import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plugin, PreviewServer, ViteDevServer } from 'vite';
import openApi from '../../docs/api/openapi.json' with { type: 'json' };
import { faultsOf, MODELS, priceOf } from './catalogue-mock.ts';
import { OperatorMock } from './operator-mock.ts';

/**
 * A stand-in for the gateway, for working on screens without the services: `npm run dev:mock`. It keeps everything in
 * memory, moves jobs along by itself, and pushes frames over a WebSocket. Production code never imports it.
 */
export function mockApi(): Plugin {
  const studio = new Studio();
  const attach = (server: ViteDevServer | PreviewServer) => {
    server.middlewares.use((request, response, next) => {
      if (request.url?.startsWith('/api/')) void studio.answer(request, response);
      else next();
    });
    server.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      if (request.url?.startsWith('/api/v1/realtime')) studio.accept(request, socket);
    });
  };
  return { name: 'atelier-mock-api', configureServer: attach, configurePreviewServer: attach };
}

interface MockRequest {
  operation: string;
  category?: string;
  personUploadId?: string;
  itemUploadId?: string;
  modelId?: string;
  sourceImageId?: string;
  sourceUploadId?: string;
  parameters?: Record<string, unknown>;
  items?: MockRequest[];
}

interface MockBatch {
  id: string;
  price: number;
  createdAt: string;
  jobs: MockJob[];
}

interface MockJob {
  id: string;
  status: string;
  progress: number;
  [field: string]: unknown;
}

const DAY_MILLIS = 86_400_000;
const STEP_MILLIS = 700;

/** Of every source that a balance names in the API's document. */
function noUnits(): Record<string, number> {
  const { HeldBalance } = openApi.components.schemas;
  return Object.fromEntries(
    HeldBalance.required.filter((name) => name !== 'actions').map((name) => [name, 0]),
  );
}

class Studio {
  readonly #jobs: MockJob[] = [];
  readonly #batches = new Map<string, MockBatch>();
  readonly #favorites = new Set<string>();
  readonly #deleted = new Set<string>();
  readonly #uploads = new Map<string, { type: string; bytes: Buffer }>();
  readonly #sockets = new Set<Duplex>();
  readonly #balance = {
    ...noUnits(),
    energy: 42,
    diamonds: 15,
    plan: null,
    free: { actionsLeft: 40, renewsAt: new Date(Date.now() + 11 * DAY_MILLIS).toISOString() },
    held: { ...noUnits(), actions: 0 },
    zone: 'Europe/Moscow',
  };
  readonly #history: object[] = [];
  readonly #operator = new OperatorMock();
  #eventId = 0;
  #language = 'en';

  constructor() {
    this.#note('grant', 40);
    setInterval(() => this.#broadcast({ type: 'ping', data: {} }), 20_000).unref();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await bodyOf(request);
    const route = `${request.method} ${url.pathname.replace('/api/v1', '')}`;
    const [, id = '', action = ''] = /^\/api\/v1\/generations\/([^/]+)\/?(\w*)$/.exec(url.pathname) ?? [];
    const json = (status: number, answer?: unknown) => {
      response.writeHead(status, {
        'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json',
      });
      response.end(answer === undefined ? '' : JSON.stringify(answer));
    };

    if (url.pathname.startsWith('/api/v1/admin/')) {
      const key = String(request.headers['idempotency-key'] ?? '');
      const answer = this.#operator.answer(request.method ?? '', url, body.toString(), key);
      return answer ? json(answer.status, answer.body) : json(404, { status: 404, code: 'NOT_FOUND' });
    }
    if (url.pathname.startsWith('/api/v1/pictures/')) return this.#picture(url, response);
    if (route === 'POST /auth/telegram') this.#language = languageOf(body.toString());
    if (route === 'PATCH /auth/me') this.#language = String(JSON.parse(body.toString()).language);
    if (route === 'POST /auth/telegram' || route === 'POST /auth/refresh')
      return json(200, tokens(this.#language));
    if (route === 'POST /auth/logout-all' || route === 'POST /auth/logout') return json(204);
    if (route === 'PATCH /auth/me' || route === 'GET /auth/me') return json(200, tokens(this.#language).user);
    if (route === 'GET /auth/sessions') return json(200, { items: sessions(), nextCursor: null });
    if (route === 'GET /billing/balance') return json(200, this.#balance);
    if (route === 'GET /billing/plans') return json(200, { items: this.#offers('plan'), nextCursor: null });
    if (route === 'GET /billing/packs') return json(200, { items: this.#offers('pack'), nextCursor: null });
    if (route === 'GET /billing/history') return json(200, { items: this.#history, nextCursor: null });
    if (route === 'POST /realtime/tickets') return json(200, { ticket: randomUUID(), expiresIn: 60 });
    const upload = /^\/api\/v1\/uploads\/([^/]+)$/.exec(url.pathname)?.[1];
    if (upload && this.#uploads.has(upload)) return json(200, uploadOf(upload, 1000));
    if (route === 'POST /uploads') return json(201, this.#upload(request, body));
    if (route === 'GET /models') return json(200, { items: MODELS, nextCursor: null });
    const model = /^\/api\/v1\/models\/(.+)$/.exec(url.pathname)?.[1];
    if (model) {
      const known = MODELS.find((one) => one.id === decodeURIComponent(model));
      return known
        ? json(200, known)
        : json(404, { status: 404, code: 'MODEL_NOT_FOUND', title: 'Not found' });
    }
    const [, batchId = '', batchAction = ''] =
      /^\/api\/v1\/batches\/([^/]+)\/?(\w*)$/.exec(url.pathname) ?? [];
    const batch = this.#batches.get(batchId);
    if (batch) {
      if (batchAction === 'cancel') batch.jobs.forEach((one) => (one.cancelRequested = true));
      return json(200, shownBatch(batch));
    }
    if (route === 'POST /generations/quote') return this.#quote(json, JSON.parse(body.toString()));
    if (route === 'POST /generations') return this.#generate(json, JSON.parse(body.toString()));
    if (route === 'GET /generations') return json(200, paged(this.#jobs, url));
    if (url.pathname.startsWith('/api/v1/images')) return this.#images(request.method ?? '', url, json);
    const job = this.#jobs.find((known) => known.id === id);
    if (!job) return json(404, { status: 404, code: 'NOT_FOUND', title: 'Not found' });
    return this.#act(job, `${request.method} ${action}`, json);
  }

  #act(job: MockJob, action: string, json: Json): void {
    switch (action) {
      case 'GET ':
        return json(200, job);
      case 'DELETE ':
        this.#jobs.splice(this.#jobs.indexOf(job), 1);
        return json(204);
      case 'POST cancel':
        job.cancelRequested = true;
        return json(200, { outcome: 'CANCELLING', job });
      case 'POST retry':
        return this.#generate(
          json,
          (job.request ?? { operation: 'try-on', category: 'dress' }) as MockRequest,
        );
      default:
        return json(405, { status: 405, code: 'METHOD_NOT_ALLOWED', title: 'No' });
    }
  }

  #quote(json: Json, body: MockRequest): void {
    const { price, unit } = priceOf(body);
    const left = unit === 'diamonds' ? this.#balance.diamonds : this.#balance.free.actionsLeft;
    if (left < price)
      return json(200, {
        price,
        source: null,
        balanceAfter: null,
        watermark: false,
        shortfall: price - left,
      });
    const source = unit === 'diamonds' ? 'diamonds' : 'free';
    json(200, { price, source, balanceAfter: left - price, watermark: source === 'free', shortfall: 0 });
  }

  #shortage(required: number): object {
    return {
      status: 402,
      code: 'INSUFFICIENT_FUNDS',
      title: 'Insufficient funds',
      required,
      available: this.#balance.free.actionsLeft,
      offers: [...this.#offers('pack'), ...this.#offers('plan')],
    };
  }

  #offers(kind: 'pack' | 'plan'): object[] {
    const priced = (amount: string) => ({ kind, price: { amount, currency: 'RUB' } });
    return kind === 'pack'
      ? [{ code: 'credits-100', unit: 'credits', units: 100, ...priced('199.00') }]
      : [{ code: 'start', unit: 'actions', units: 50, ...priced('299.00') }];
  }

  #generate(json: Json, body: MockRequest): void {
    const errors = faultsOf(body);
    if (errors.length > 0)
      return json(422, { status: 422, code: 'INVALID_PARAMETERS', title: 'Invalid parameters', errors });
    const { price } = priceOf(body);
    if (this.#balance.free.actionsLeft < price) return json(402, this.#shortage(price));
    this.#hold(price);
    if (!body.items) return json(202, this.#begin(body, null));
    const id = randomUUID();
    const jobs = body.items.map((item) => this.#begin(item, id));
    const batch = { id, price, createdAt: new Date().toISOString(), jobs };
    this.#batches.set(id, batch);
    json(202, shownBatch(batch));
  }

  #begin(body: MockRequest, batchId: string | null): MockJob {
    const { price } = priceOf(body);
    const inputs = [body.personUploadId, body.itemUploadId, body.sourceImageId, body.sourceUploadId];
    const job: MockJob = {
      id: randomUUID(),
      operation: body.operation,
      ...(body.category ? { category: body.category } : {}),
      status: 'PENDING',
      cancelRequested: false,
      progress: 0,
      queuePosition: 2,
      usualSeconds: 8,
      price,
      source: 'free',
      watermark: true,
      createdAt: new Date().toISOString(),
      startedAt: null,
      finishedAt: null,
      provider: 'kie',
      model: body.modelId ?? 'nano-banana-2',
      inputs: inputs
        .filter((input) => input !== undefined)
        .map((uploadId) => ({ uploadId, url: `/api/v1/pictures/${uploadId}` })),
      images: [],
      error: null,
      request: body,
      batchId,
    };
    this.#jobs.unshift(job);
    // A watch never fits here, and nothing with "fail" in its words works out: so that failures can be looked at.
    const fails = body.category === 'watch' || JSON.stringify(body).includes('fail');
    setTimeout(() => this.#run(job, fails), batchId ? Math.random() * 6 * STEP_MILLIS : 0);
    return job;
  }

  #run(job: MockJob, fails: boolean): void {
    let sequence = 0;
    const step = () => {
      if (job.cancelRequested) return this.#end(job, 'CANCELLED');
      sequence += 1;
      job.status = sequence < 3 ? 'PENDING' : 'PROCESSING';
      if (sequence === 3) job.startedAt = new Date().toISOString();
      job.queuePosition = sequence < 3 ? 3 - sequence : null;
      job.progress = Math.min(98, Math.max(0, (sequence - 2) * 11));
      const { id: jobId, status, progress, queuePosition } = job;
      this.#broadcast({ type: 'job.progress', data: { jobId, status, progress, queuePosition, sequence } });
      this.#tellBatch(job);
      if (sequence === 6 && fails) return this.#end(job, 'FAILED');
      if (sequence === 12) return this.#end(job, 'COMPLETED');
      setTimeout(step, STEP_MILLIS);
    };
    setTimeout(step, STEP_MILLIS);
  }

  #end(job: MockJob, status: 'COMPLETED' | 'FAILED' | 'CANCELLED'): void {
    Object.assign(job, { status, finishedAt: new Date().toISOString(), queuePosition: null });
    if (status === 'COMPLETED') Object.assign(job, { progress: 100, images: [imageOf(job.id)] });
    if (status === 'FAILED') {
      job.error = {
        code: 'PROVIDER_REFUSED',
        message: 'The studio does not make this picture.',
      };
    }
    this.#settle(Number(job.price), status === 'COMPLETED');
    this.#broadcast({
      type: `job.${status.toLowerCase()}`,
      data: { jobId: job.id, batchId: job.batchId, operation: job.operation, status },
    });
    this.#tellBatch(job);
  }

  #tellBatch({ batchId }: MockJob): void {
    const batch = this.#batches.get(String(batchId));
    if (!batch) return;
    const { status, progress } = shownBatch(batch);
    const count = (ending: string) => batch.jobs.filter((made) => made.status === ending).length;
    this.#broadcast({
      type: 'batch.progress',
      data: {
        batchId,
        status,
        progress,
        completed: count('COMPLETED'),
        failed: count('FAILED'),
        cancelled: count('CANCELLED'),
        total: batch.jobs.length,
      },
    });
  }

  #hold(units: number): void {
    this.#balance.free.actionsLeft -= units;
    this.#balance.held.actions += units;
    this.#broadcast({ type: 'balance.changed', data: this.#balance });
  }

  #settle(units: number, captured: boolean): void {
    this.#balance.held.actions -= units;
    if (captured) this.#note('charge', -units);
    else this.#balance.free.actionsLeft += units;
    this.#broadcast({ type: 'balance.changed', data: this.#balance });
  }

  #note(kind: string, amount: number): void {
    const [status, note] =
      kind === 'grant' ? ['granted', 'Free actions of the month'] : ['charged', 'Virtual try-on'];
    const at = new Date().toISOString();
    this.#history.unshift({
      id: randomUUID(),
      at,
      kind,
      status,
      source: 'free',
      amount,
      note,
      product: null,
    });
  }

  #images(method: string, url: URL, json: Json): void {
    const [id, action] = url.pathname.replace('/api/v1/images', '').split('/').slice(1);
    const all = this.#jobs.filter((job) => job.status === 'COMPLETED' && !this.#deleted.has(job.id));
    const shown = (job: MockJob) => ({
      ...imageOf(job.id),
      jobId: job.id,
      downloadUrl: `/api/v1/pictures/${job.id}`,
      favorite: this.#favorites.has(job.id),
      watermark: true,
      createdAt: job.createdAt,
    });
    const job = all.find((one) => one.id === id);
    if (!id) {
      const wanted = url.searchParams.has('favorite')
        ? all.filter((one) => this.#favorites.has(one.id))
        : all;
      return json(200, paged(wanted.map(shown), url));
    }
    if (!job) return json(404, { status: 404, code: 'NOT_FOUND', title: 'Not found' });
    if (method === 'GET') return json(200, shown(job));
    if (action === 'favorite' && method === 'PUT') this.#favorites.add(job.id);
    else if (action === 'favorite') this.#favorites.delete(job.id);
    else this.#deleted.add(job.id);
    return json(204);
  }

  #upload(request: IncomingMessage, body: Buffer): object {
    const id = randomUUID();
    const start = body.indexOf('\r\n\r\n') + 4;
    const type = /Content-Type: (\S+)/.exec(body.subarray(0, start).toString())?.[1] ?? 'image/png';
    const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
    this.#uploads.set(id, { type, bytes: body.subarray(start, body.lastIndexOf(`\r\n--${boundary}`)) });
    return uploadOf(id, body.length);
  }

  #picture(url: URL, response: ServerResponse): void {
    const id = url.pathname.split('/').at(-1) ?? '';
    const upload = this.#uploads.get(id);
    response.writeHead(200, { 'Content-Type': upload?.type ?? 'image/svg+xml' });
    response.end(upload?.bytes ?? drawing(id));
  }

  accept(request: IncomingMessage, socket: Duplex): void {
    const key = request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: atelier.v1\r\n\r\n`,
    );
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => this.#sockets.delete(socket));
    socket.on('data', (data: Buffer) => {
      const isClose = ((data[0] ?? 0) & 0x0f) === 8;
      if (isClose) socket.end();
    });
  }

  #broadcast(frame: { type: string; data: unknown }): void {
    this.#eventId += 1;
    const text = JSON.stringify({ id: String(this.#eventId), at: new Date().toISOString(), ...frame });
    const payload = Buffer.from(text);
    const head =
      payload.length < 126
        ? Buffer.from([0x81, payload.length])
        : Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff]);
    this.#sockets.forEach((socket) => socket.write(Buffer.concat([head, payload])));
  }
}

/** A batch as it stands by its jobs. */
function shownBatch({ jobs, ...batch }: MockBatch) {
  const count = (status: string) => jobs.filter((job) => job.status === status).length;
  const ended = count('COMPLETED') + count('FAILED') + count('CANCELLED');
  const progress = jobs.reduce((sum, job) => sum + (isOver(job) ? 100 : job.progress), 0) / jobs.length;
  return { ...batch, operation: 'batch', status: status(), progress: Math.round(progress), items: jobs };

  function status(): string {
    if (ended < jobs.length) return jobs.every((job) => job.status === 'PENDING') ? 'PENDING' : 'PROCESSING';
    if (count('COMPLETED') === jobs.length) return 'COMPLETED';
    if (count('COMPLETED') > 0) return 'PARTIAL';
    return count('FAILED') > 0 ? 'FAILED' : 'CANCELLED';
  }
}

function isOver({ status }: MockJob): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

function paged(items: object[], url: URL): object {
  const limit = Number(url.searchParams.get('limit') ?? 20);
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const next = from + limit < items.length ? String(from + limit) : null;
  return { items: items.slice(from, from + limit), nextCursor: next };
}

type Json = (status: number, answer?: unknown) => void;

function languageOf(loginRequest: string): string {
  const { initData } = JSON.parse(loginRequest) as { initData: string };
  const user = new URLSearchParams(initData).get('user') ?? '{}';
  return (JSON.parse(user) as { language_code?: string }).language_code ?? 'en';
}

function tokens(language: string) {
  const user = {
    id: randomUUID(),
    telegramId: 279058397,
    firstName: 'Alina',
    username: 'alina',
    language,
    roles: ['USER', 'ADMIN'],
  };
  return { accessToken: randomUUID(), refreshToken: randomUUID(), expiresIn: 900, user };
}

function sessions(): object[] {
  const at = (days: number) => new Date(Date.now() - days * DAY_MILLIS).toISOString();
  return [
    {
      id: randomUUID(),
      createdAt: at(3),
      lastUsedAt: at(0),
      device: 'Telegram, iPhone',
      expiresAt: at(-7),
      current: true,
    },
    {
      id: randomUUID(),
      createdAt: at(20),
      lastUsedAt: at(2),
      device: 'Chromium, Linux',
      expiresAt: at(-5),
      current: false,
    },
  ];
}

function uploadOf(id: string, sizeBytes: number): object {
  return {
    id,
    contentType: 'image/png',
    width: 900,
    height: 1200,
    sizeBytes,
    url: `/api/v1/pictures/${id}`,
    expiresAt: new Date(Date.now() + DAY_MILLIS).toISOString(),
  };
}

function imageOf(id: string): object {
  const url = `/api/v1/pictures/${id}`;
  return { id, url, thumbnailUrl: url, width: 900, height: 1200, sizeBytes: 1, contentType: 'image/svg+xml' };
}

/** A figure in a coat, its colours taken from the id. */
function drawing(id: string): string {
  const hue = Number.parseInt(id.slice(0, 4), 16) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 1200" width="900" height="1200">
  <rect width="900" height="1200" fill="hsl(${hue} 24% 84%)"/><rect y="930" width="900" height="270" fill="hsl(${hue} 18% 74%)"/>
  <ellipse cx="450" cy="1110" rx="230" ry="26" fill="#0002"/>
  <path d="M390 860v240m120-240v240" stroke="#3b3236" stroke-width="76" stroke-linecap="round"/>
  <circle cx="450" cy="250" r="98" fill="#e9c3a4"/><path d="M352 250c-8-140 204-140 196 0-30-60-160-70-196 0z" fill="#4a3127"/>
  <path d="M405 330h90v60h-90z" fill="#e0b593"/>
  <path d="M390 370 250 430 190 770l76 14 50-210-16 340h300l-16-340 50 210 76-14-60-340-140-60c-20 44-100 44-120 0z" fill="hsl(${(hue + 190) % 360} 46% 46%)"/>
  <path d="M450 400v514" stroke="#fff8" stroke-width="5" stroke-dasharray="16 14"/>
  <text x="450" y="1172" text-anchor="middle" font-family="serif" font-size="34" fill="#0006">atelier</text></svg>`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
