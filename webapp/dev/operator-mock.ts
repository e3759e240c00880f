import { createHash, randomUUID } from 'node:crypto';

/** What a call for operators is answered: a status and a body; undefined for a call that there is not. */
export type OperatorAnswer = { status: number; body?: unknown } | undefined;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ago = (millis: number) => new Date(Date.now() - millis).toISOString();
const idOf = (name: string) =>
  createHash('sha1')
    .update(name)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

interface MockUser {
  id: string;
  telegramId: number;
  firstName: string;
  lastName: string | null;
  username: string | null;
  blockedAt: string | null;
  blockedBecause: string | null;
  [field: string]: unknown;
}

interface MockAttempt {
  state: string;
  [field: string]: unknown;
}

interface MockJob {
  id: string;
  userId: string;
  status: string;
  holdId: string;
  attempts: MockAttempt[];
  [field: string]: unknown;
}

/** The operator's side of the stand-in: a few users, jobs of each kind, a paused queue, a dead letter. */
export class OperatorMock {
  readonly #users = users();
  readonly #jobs = this.#users.flatMap((user, index) => jobsOf(user, index));
  readonly #queues = queues();
  readonly #providers = providers();
  readonly #models = models();
  readonly #credits = new Map<string, number>();
  readonly #grants = new Map<string, object[]>();
  readonly #orders = new Map<string, object>();
  readonly #notices = notices();
  readonly #letters: Record<string, object[]> = { generation: deadLetters() };
  readonly #dueTasks = new Set<string>();

  answer(method: string, url: URL, body: string, idempotencyKey: string): OperatorAnswer {
    const [service = '', kind = '', id = '', action = ''] = url.pathname
      .replace('/api/v1/admin/', '')
      .split('/')
      .map(decodeURIComponent);
    // For looking at failures: whoever searches for "fail" meets one.
    if (url.searchParams.get('query') === 'fail') return problem(503, 'SERVICE_UNAVAILABLE');
    switch (`${service} ${kind}`) {
      case 'auth users':
        return this.#answerUsers(method, url, id, action, body);
      case 'billing users':
        return this.#answerAccount(method, url, id, action, body, idempotencyKey);
      case 'billing holds':
        return found(
          this.#jobs.find(({ holdId }) => holdId === id),
          holdOf,
        );
      case 'generation tasks':
        return this.#answerJobs(url, id);
      case 'generation queues':
        return this.#answerQueues(id, action);
      case 'generation providers':
        return this.#answerProviders(id, body);
      case 'generation models':
        return this.#answerModels(id, body);
      case 'generation failures':
        return ok(failures());
      case 'generation run-times':
        return ok(runTimes());
      case 'generation spending':
        return ok({ items: spending() });
      case 'chat notices':
        return ok(paged(this.#notices, url));
    }
    if (kind === 'scheduled-tasks') return this.#answerTasks(service, id);
    if (kind === 'dead-letters') return this.#answerLetters(service, id);
    return undefined;
  }

  #answerUsers(method: string, url: URL, id: string, action: string, body: string): OperatorAnswer {
    if (!id) {
      const query = (url.searchParams.get('query') ?? '').toLowerCase().replace('@', '');
      const matches = this.#users.filter((user) =>
        [user.telegramId, user.username, user.firstName, user.lastName].some((field) =>
          String(field ?? '')
            .toLowerCase()
            .includes(query),
        ),
      );
      return ok(paged(matches, url));
    }
    const user = this.#users.find((known) => known.id === id);
    if (!user) return problem(404, 'NOT_FOUND');
    if (!action) return ok({ ...user, sessions: user.blockedAt ? [] : sessions() });
    if (method === 'PUT') {
      user.blockedAt = ago(0);
      user.blockedBecause = (JSON.parse(body) as { reason: string }).reason;
    } else {
      user.blockedAt = null;
      user.blockedBecause = null;
    }
    return ok({ ...user, sessions: user.blockedAt ? [] : sessions() });
  }

  #answerAccount(
    method: string,
    url: URL,
    userId: string,
    action: string,
    body: string,
    key: string,
  ): OperatorAnswer {
    const grants = this.#grants.get(userId) ?? [];
    if (method === 'POST') {
      const known = this.#orders.get(key);
      if (known) return { status: 201, body: known };
      const { unit, amount, reason } = JSON.parse(body) as { unit: string; amount: number; reason: string };
      const change = action === 'grants' ? amount : -amount;
      const credits = this.#credits.get(userId) ?? 44;
      if (credits + change < 0) return problem(409, 'NOT_ENOUGH_UNITS');
      this.#credits.set(userId, credits + change);
      this.#grants.set(userId, [movement('operator', unit, change, { reason }), ...grants]);
      const answer = { id: String(grants.length), userId, unit, amount: change, reason };
      this.#orders.set(key, answer);
      return { status: 201, body: answer };
    }
    const holds = this.#jobs.filter((job) => job.userId === userId && job.holdState === 'PLACED');
    const captured = this.#jobs.find((job) => job.userId === userId && job.holdState === 'CAPTURED');
    return ok({
      userId,
      status: 'open',
      openedAt: ago(40 * DAY),
      version: 7,
      pots: [
        { source: 'free', units: 10, held: 2 * holds.length },
        { source: 'credits', units: this.#credits.get(userId) ?? 44, held: 0 },
        { source: 'energy', units: 50, held: 0 },
      ],
      holds: holds.map((job) => ({
        id: job.holdId,
        groupId: null,
        purpose: 'try-on',
        source: 'free',
        amount: 2,
        createdAt: job.createdAt,
        expiresAt: ago(-HOUR),
      })),
      ledger: paged(
        [
          ...grants,
          movement('capture', 'free', -2, { holdId: captured?.holdId ?? null, at: ago(3 * HOUR) }),
          movement('sales', 'credits', 100, { product: 'credits-100', at: ago(2 * DAY) }),
          ...Array.from({ length: 14 }, (_, index) =>
            movement(index % 3 === 0 ? 'free-quota' : 'promo', 'free', 10, { at: ago((index + 3) * DAY) }),
          ),
        ],
        url,
      ),
    });
  }

  #answerJobs(url: URL, id: string): OperatorAnswer {
    if (id)
      return found(
        this.#jobs.find((job) => job.id === id || job.holdId === id),
        (job) => job,
      );
    const status = url.searchParams.get('status');
    const userId = url.searchParams.get('userId');
    const wanted = this.#jobs.filter(
      (job) => (!status || job.status === status) && (!userId || job.userId === userId),
    );
    return ok(paged(wanted, url));
  }

  #answerQueues(name: string, action: string): OperatorAnswer {
    if (!name) return ok({ queues: this.#queues, workers: workers() });
    const queue = this.#queues.find((known) => known.name === name);
    if (!queue) return problem(404, 'NOT_FOUND');
    if (action === 'waiting') {
      const cleared = queue.waiting;
      Object.assign(queue, { waiting: 0, firstWaitsSeconds: null });
      return ok({ cleared });
    }
    const paused = action === 'pause';
    Object.assign(queue, { paused, pauseReason: paused ? 'OPERATOR' : null, pausedUntil: null });
    return ok(queue);
  }

  #answerProviders(name: string, body: string): OperatorAnswer {
    if (!name) return ok({ items: this.#providers });
    const provider = this.#providers.find((known) => known.name === name);
    if (!provider) return problem(404, 'NOT_FOUND');
    Object.assign(provider, JSON.parse(body));
    return ok({ items: this.#providers });
  }

  #answerModels(id: string, body: string): OperatorAnswer {
    const isOff = (name: string) => this.#providers.some((known) => known.name === name && !known.enabled);
    const shown = (model: MockModel) => ({
      ...model,
      offered: model.enabled && model.route.some(({ provider, available }) => available && !isOff(provider)),
    });
    if (!id) return ok({ items: this.#models.map(shown) });
    const model = this.#models.find((known) => known.id === id);
    if (!model) return problem(404, 'NOT_FOUND');
    const change = JSON.parse(body) as { price?: number; route?: Omit<MockRoute, 'available'>[] };
    if (change.price === 666) return problem(400, 'VALIDATION_FAILED');
    Object.assign(model, change, {
      ...(change.price === null && { price: model.defaultPrice }),
      ...(change.route === null && { route: model.defaultRoute }),
      ...(change.route && {
        route: change.route.map((step) => ({ ...step, available: step.provider !== 'venice' })),
      }),
    });
    return ok(shown(model));
  }

  #answerTasks(service: string, name: string): OperatorAnswer {
    if (!name) return ok({ items: tasksOf(service, this.#dueTasks) });
    this.#dueTasks.add(name);
    setTimeout(() => this.#dueTasks.delete(name), 8_000).unref();
    return { status: 202 };
  }

  #answerLetters(service: string, group: string): OperatorAnswer {
    const letters = this.#letters[service] ?? [];
    if (!group) return ok({ items: letters });
    this.#letters[service] = letters.slice(0, 1);
    return ok({ handled: letters.length - 1, failed: 1 });
  }
}

function ok(body: unknown): OperatorAnswer {
  return { status: 200, body };
}

function problem(status: number, code: string): OperatorAnswer {
  return { status, body: { status, code, title: code } };
}

function found<T>(one: T | undefined, shown: (one: T) => unknown): OperatorAnswer {
  return one ? ok(shown(one)) : problem(404, 'NOT_FOUND');
}

function paged(items: object[], url: URL): object {
  const limit = Number(url.searchParams.get('limit') ?? 20);
  const from = Number(url.searchParams.get('cursor') ?? 0);
  return {
    items: items.slice(from, from + limit),
    nextCursor: from + limit < items.length ? String(from + limit) : null,
  };
}

function users(): MockUser[] {
  const names: [string, string | null, string | null][] = [
    ['Alina', null, 'alina'],
    ['Богдан', 'Ковальчук-Задунайський', 'bohdan_kovalchuk_official_account'],
    ['Maximiliana', 'Featherstonehaugh', null],
    ['Оля', null, 'olia'],
    ['Дмитрий', 'Соколов', 'dsokolov'],
    ...Array.from({ length: 24 }, (_, index) => [`Guest ${index + 1}`, null, null] as [string, null, null]),
  ];
  return names.map(([firstName, lastName, username], index) => ({
    id: idOf(`user ${index}`),
    telegramId: 279058397 + index * 7919,
    firstName,
    lastName,
    username,
    language: ['en', 'uk', 'en', 'uk', 'ru'][index] ?? 'ru',
    premium: index === 1,
    roles: index === 0 ? ['USER', 'ADMIN'] : ['USER'],
    firstSeenAt: ago(40 * DAY),
    lastSeenAt: ago(index * 5 * HOUR),
    blockedAt: index === 4 ? ago(2 * DAY) : null,
    blockedBecause: index === 4 ? 'Chargebacks on three payments' : null,
  }));
}

function jobsOf(user: MockUser, index: number): MockJob[] {
  const statuses =
    index < 5 ? ['PROCESSING', 'FAILED', 'COMPLETED', 'PENDING', 'FAILED', 'CANCELLED'] : ['FAILED'];
  const errors = ['PROVIDER_REFUSED', 'DEADLINE_EXCEEDED', 'PROVIDER_FAILED', 'PROVIDER_UNAVAILABLE'];
  return statuses.map((status, number) => {
    const created = (index * 6 + number) * 17 * MINUTE + 90_000;
    const isOpen = status === 'PENDING' || status === 'PROCESSING';
    const code = errors[(index + number) % errors.length] ?? '';
    return {
      id: idOf(`job ${index} ${number}`),
      userId: user.id,
      operation: 'try-on',
      status,
      provider: status === 'PENDING' ? null : 'kie',
      model: 'nano-banana-2',
      source: 'free',
      price: 2,
      error:
        status === 'FAILED'
          ? { code, message: 'The studio could not see the wrist. Try another photo.' }
          : null,
      batchId: null,
      refused: false,
      createdAt: ago(created),
      startedAt: status === 'PENDING' ? null : ago(created - 4_000),
      finishedAt: isOpen ? null : ago(created - 41_000),
      attemptCount: status === 'PENDING' ? 0 : 2,
      holdId: idOf(`hold ${index} ${number}`),
      holdState: isOpen ? 'PLACED' : status === 'COMPLETED' ? 'CAPTURED' : 'RELEASED',
      watermark: true,
      cancelRequested: status === 'CANCELLED',
      deadlineAt: ago(created - 15 * MINUTE),
      queue: isOpen
        ? {
            name: 'kie',
            position: status === 'PENDING' ? 3 : null,
            leasedBy: status === 'PENDING' ? null : idOf('worker'),
            leaseUntil: status === 'PENDING' ? null : ago(-40_000),
          }
        : null,
      costMicroUsd: status === 'COMPLETED' ? 40_000 : 0,
      traceId: idOf(`trace ${index} ${number}`).replaceAll('-', ''),
      logQuery: idOf(`trace ${index} ${number}`).replaceAll('-', ''),
      attempts: status === 'PENDING' ? [] : attemptsOf(status, created, index * 10 + number),
    };
  });
}

function attemptsOf(status: string, created: number, seed: number): MockAttempt[] {
  const last = { COMPLETED: 'SUCCEEDED', PROCESSING: 'ACCEPTED', CANCELLED: 'UNKNOWN' }[status] ?? 'FAILED';
  const isAnswered = last !== 'UNKNOWN';
  return [
    {
      number: 1,
      provider: 'kie',
      model: 'nano-banana-2',
      state: 'REJECTED',
      providerTaskId: null,
      errorCode: 'RATE_LIMITED',
      costMicroUsd: 0,
      createdAt: ago(created - 4_000),
      acceptedAt: null,
      callbackAt: null,
      finishedAt: ago(created - 4_400),
    },
    {
      number: 2,
      provider: 'kie',
      model: 'nano-banana-2',
      state: last,
      providerTaskId: isAnswered ? `task_${idOf(String(seed)).replaceAll('-', '')}` : null,
      errorCode: { FAILED: 'CONTENT_POLICY', UNKNOWN: 'no_answer' }[last] ?? null,
      costMicroUsd: last === 'SUCCEEDED' ? 40_000 : 0,
      createdAt: ago(created - 6_000),
      acceptedAt: isAnswered ? ago(created - 6_800) : null,
      callbackAt: last === 'ACCEPTED' || !isAnswered ? null : ago(created - 40_000),
      finishedAt: last === 'ACCEPTED' ? null : ago(created - 41_000),
    },
  ];
}

function holdOf(job: MockJob): object {
  return {
    id: job.holdId,
    userId: job.userId,
    state: { PLACED: 'held', CAPTURED: 'captured' }[String(job.holdState)] ?? 'released',
    source: job.source,
    amount: job.price,
    captured: job.holdState === 'CAPTURED' ? job.price : 0,
    groupId: null,
    purpose: 'try-on',
    declineReason: null,
    endReason: job.holdState === 'RELEASED' ? 'job-failed' : null,
    late: false,
    placedAt: job.createdAt,
    expiresAt: ago(-HOUR),
    settledAt: job.finishedAt,
  };
}

function movement(kind: string, source: string, amount: number, more: object): object {
  const id = randomUUID();
  return {
    id,
    key: id,
    kind,
    source,
    amount,
    holdId: null,
    product: null,
    reason: null,
    actorId: null,
    at: ago(0),
    ...more,
  };
}

function queues() {
  return [
    {
      name: 'kie',
      waiting: 12,
      running: 0,
      slots: 10,
      firstWaitsSeconds: 754 as number | null,
      paused: true,
      pauseReason: 'ACCOUNT_TROUBLE' as string | null,
      pausedUntil: ago(-4 * MINUTE) as string | null,
      breakerOpen: true,
      spentTodayMicroUsd: 1_840_000,
    },
    {
      name: 'pollinations',
      waiting: 0,
      running: 3,
      slots: 10,
      firstWaitsSeconds: null,
      paused: false,
      pauseReason: null,
      pausedUntil: null,
      breakerOpen: false,
      spentTodayMicroUsd: 0,
    },
  ];
}

function providers() {
  const provider = (name: string, calls: number, change: object = {}) => ({
    name,
    enabled: true,
    breaker: 'closed',
    calls,
    errorRatePercent: 0,
    meanMillis: calls ? 21_400 : null,
    p95Millis: calls ? 48_000 : null,
    spentTodayMicroUsd: 0,
    dailyCapMicroUsd: 100_000_000,
    queuePaused: false,
    credit: null,
    ...change,
  });
  const credit = (amount: number, unit: string, low: boolean) => ({ amount, unit, low, readAt: ago(MINUTE) });
  return [
    provider('kie', 1204, {
      breaker: 'open',
      errorRatePercent: 42,
      spentTodayMicroUsd: 94_200_000,
      queuePaused: true,
      credit: credit(312.5, 'credits', true),
    }),
    provider('openai', 63, { breaker: 'half-open', errorRatePercent: 8, spentTodayMicroUsd: 3_340_000 }),
    provider('pollinations', 311, { meanMillis: 412, p95Millis: 980, spentTodayMicroUsd: 622_000 }),
    provider('replicate', 0, { enabled: false, credit: credit(18.2, 'USD', false) }),
  ];
}

interface MockRoute {
  provider: string;
  model: string;
  costMicroUsd: number;
  available: boolean;
}

interface MockModel {
  id: string;
  price: number;
  defaultPrice: number;
  enabled: boolean;
  route: MockRoute[];
  defaultRoute: MockRoute[];
  [field: string]: unknown;
}

function models(): MockModel[] {
  const step = (provider: string, model: string, costMicroUsd: number): MockRoute => ({
    provider,
    model,
    costMicroUsd,
    available: provider !== 'venice',
  });
  const model = (
    id: string,
    name: string,
    defaultPrice: number,
    route: MockRoute[],
    change: object = {},
  ) => ({
    id,
    name,
    kind: 'text-to-image',
    price: defaultPrice,
    priceUnit: 'actions',
    defaultPrice,
    enabled: true,
    route,
    defaultRoute: route,
    typicalSeconds: 25,
    ...change,
  });
  return [
    model(
      'nano-banana-2-edit',
      'Nano Banana 2: правка',
      2,
      [
        step('kie', 'nano-banana-2', 40_000),
        step('openai', 'gpt-image-2', 53_000),
        step('venice', 'nano-banana-2-edit', 100_000),
      ],
      { kind: 'edit', price: 3 },
    ),
    model('flux-schnell', 'FLUX.1 schnell', 1, [
      step('replicate', 'black-forest-labs/flux-schnell', 3_000),
      step('pollinations', 'flux', 2_000),
    ]),
    model('flux-dev', 'FLUX.1 dev', 1, [step('replicate', 'black-forest-labs/flux-dev', 25_000)]),
    model('gpt-image-2', 'GPT Image 2', 40, [step('openai', 'gpt-image-2', 53_000)], {
      enabled: false,
      priceUnit: 'diamonds',
    }),
    model('venice-sd35', 'Stable Diffusion 3.5', 1, [step('venice', 'venice-sd35', 10_000)]),
  ];
}

function workers(): object[] {
  return ['studio-1', 'studio-2'].map((host, index) => ({
    id: idOf(host),
    host,
    queues: ['kie', 'pollinations'],
    slotsPerQueue: 5,
    inUse: index + 1,
    startedAt: ago(26 * HOUR),
    seenAt: ago(2_000),
  }));
}

function failures(): object {
  const reason = (code: string, count: number, minutes: number) => ({
    code,
    provider: 'kie',
    count,
    share: count / 412,
    lastAt: ago(minutes * MINUTE),
  });
  return {
    hours: 24,
    ended: 412,
    failed: 28,
    reasons: [
      reason('PROVIDER_UNAVAILABLE', 17, 9),
      reason('PROVIDER_REFUSED', 8, 47),
      { ...reason('WAITED_TOO_LONG', 2, 61), provider: null },
      reason('PROVIDER_MOOD', 1, 300),
    ],
  };
}

function runTimes(): object {
  const ended = (operation: string, model: string, completed: number, failed: number, mean: number) => ({
    operation,
    model,
    completed,
    failed,
    cancelled: failed % 4,
    meanMillis: completed ? mean : null,
    p95Millis: completed ? Math.round(mean * 2.3) : null,
  });
  return {
    hours: 24,
    items: [
      ended('try-on', 'nano-banana-2', 311, 17, 21_400),
      ended('model', 'flux-schnell', 54, 8, 2_100),
      ended('edit', 'nano-banana-2-edit', 19, 2, 108_000),
      ended('model', 'venice-sd35', 0, 1, 0),
    ],
  };
}

function spending(): object[] {
  return Array.from({ length: 14 }, (_, index) => index).flatMap((index) => {
    const day = ago(index * DAY).slice(0, 10);
    const cost = 1_840_000 + ((index * 7) % 5) * 610_000;
    return [
      { day, budget: 'kie', costMicroUsd: cost, attempts: Math.round(cost / 40_000) },
      { day, budget: 'free', costMicroUsd: Math.round(cost / 3), attempts: Math.round(cost / 120_000) },
    ];
  });
}

function notices(): object[] {
  const notice = (kind: string, subject: string, text: string, minutes: number) => ({
    id: randomUUID(),
    kind,
    subject,
    text,
    at: ago(minutes * MINUTE),
  });
  return [
    notice(
      'QUEUE_PAUSED',
      'kie',
      'The queue is paused: the provider refuses our account (no credit, or a wrong key).',
      3,
    ),
    notice(
      'DEAD_LETTERS',
      'generation-service',
      'generation-service could not handle an event. It is in the dead letters of group generation-billing-events (does not read as HoldPlaced); there may be more.',
      22,
    ),
    notice(
      'PROCESS_RESTARTED',
      'generation-service',
      'The process ended with code 70 (heap) and was started anew.',
      95,
    ),
    notice('BUDGET_SPENT', 'free', 'The budget for free pictures is spent until midnight UTC.', 300),
    ...Array.from({ length: 9 }, (_, index) =>
      notice('PROCESS_RESTARTED', 'chat-service', 'The process was started anew.', 500 + index * 90),
    ),
  ];
}

function sessions(): object[] {
  return ['Telegram, iPhone', 'Chromium, Linux'].map((device, index) => ({
    id: randomUUID(),
    device,
    createdAt: ago((index + 2) * DAY),
    lastUsedAt: ago(index * 9 * HOUR),
  }));
}

const TASKS: Record<string, [string, string, string][]> = {
  auth: [
    ['expired-sessions', 'Removes sessions that ended long ago', '214 sessions removed'],
    ['key-rotation', 'Makes a new signing key in time', 'nothing to do'],
  ],
  billing: [
    ['expired-holds', 'Gives units back whose hold nobody settled in time', 'nothing to do'],
    ['ledger-check', 'Adds the ledger up', 'IllegalStateException'],
    ['free-quota-renewal', 'Renews the free quota on the 1st', '1204 accounts'],
  ],
  generation: [
    ['temporary-files', 'Removes temporary files', '17 files'],
    ['old-results', 'Removes results past their retention', 'nothing to do'],
  ],
  chat: [],
};

function tasksOf(service: string, due: ReadonlySet<string>): object[] {
  return (TASKS[service] ?? []).map(([name, description, outcome], index) => ({
    name,
    description,
    running: due.has(name),
    nextRunAt: ago(-(index + 1) * 3 * HOUR),
    lastStartedAt: index === 2 ? null : ago((index + 1) * 5 * HOUR),
    lastDuration: index === 2 ? null : 'PT0.412S',
    lastSucceeded: index === 2 ? null : outcome !== 'IllegalStateException',
    lastOutcome: index === 2 ? null : outcome,
  }));
}

function deadLetters(): object[] {
  return [17, 18].map((offset) => ({
    group: 'generation-billing-events',
    offset,
    eventId: idOf(`event ${offset}`),
    type: 'studio.atelier.billing.hold-placed.v1',
    origin: `billing.events.v1-3 at ${offset * 31}`,
    reason: 'IllegalStateException: the job is not known',
    at: ago(offset * MINUTE),
  }));
}
