import { act, cleanup, screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer, json, noNetwork, problem, type SeenRequest } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { chooseLanguage } from '@/shared/i18n/language';
import { someTokens, TELEGRAM_ID } from '@/test/fixtures';
import { openApp } from '@/test/open-app';
import type {
  Account,
  DeadLetter,
  Failures,
  Hold,
  OperatorJobDetails,
  OperatorNotice,
  OperatorUserDetails,
  Queue,
  RunTimes,
  ScheduledTask,
} from './api/operator-types';

const AT = '2026-11-20T10:00:00Z';
const NOTICES = 'GET /admin/chat/notices';
const QUEUES = 'GET /admin/generation/queues';
const RUN_TIMES = 'GET /admin/generation/run-times';

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer();
  const tokens = someTokens();
  const asOperator = () => json(200, { ...tokens, user: { ...tokens.user, roles: ['USER', 'ADMIN'] } });
  server
    .on('POST /auth/telegram', asOperator)
    .on('POST /auth/refresh', asOperator)
    .on('GET /auth/sessions', () => page([]))
    .on(NOTICES, () => page([]))
    .on(QUEUES, () => json(200, { queues: [aQueue()], workers: [] }))
    .on('GET /admin/generation/failures', () => json(200, noFailures()))
    .on('GET /admin/generation/spending', () => json(200, { items: [] }))
    .on(RUN_TIMES, () => json(200, { hours: 24, items: [] } satisfies RunTimes))
    .on('GET /admin/generation/tasks', () => page([]));
  for (const service of ['auth', 'billing', 'generation', 'chat']) {
    server
      .on(`GET /admin/${service}/scheduled-tasks`, () => json(200, { items: [] }))
      .on(`GET /admin/${service}/dead-letters`, () => json(200, { items: [] }));
  }
});

describe('the way in', () => {
  it('is in the settings of an operator', async () => {
    openApp('/settings');
    await userEvent.click(await screen.findByRole('link', { name: 'Operator’s pages' }));
    expect(await screen.findByRole('heading', { name: 'Operator' })).toBeVisible();
  });

  it('is shown to nobody else, and leads them home', async () => {
    for (const login of ['POST /auth/telegram', 'POST /auth/refresh']) {
      server.on(login, () => json(200, someTokens()));
    }
    const settings = openApp('/settings');
    await screen.findByRole('heading', { name: 'Settings' });
    expect(screen.queryByRole('link', { name: 'Operator’s pages' })).toBeNull();
    settings.unmount();
    openApp('/operator/users');
    expect(await screen.findByRole('heading', { name: 'Hello, Alina' })).toBeVisible();
    expect(window.location.hash).toBe('#/');
    expect(server.seen.some(({ path }) => path.startsWith('/admin'))).toBe(false);
  });

  it('speaks the language of the app', async () => {
    openApp('/settings');
    server.on('PATCH /auth/me', () => json(200, someTokens().user));
    await userEvent.click(await screen.findByRole('radio', { name: 'Українська' }));
    await userEvent.click(await screen.findByRole('link', { name: 'Сторінки оператора' }));
    expect(await screen.findByRole('heading', { name: 'Останні події' })).toBeVisible();
  });
});

describe('the overview', () => {
  it('says what happened, why jobs fail and what was spent', async () => {
    server
      .on(NOTICES, () => page([aNotice('An event waits.')]))
      .on('GET /admin/generation/failures', () =>
        json(200, {
          hours: 24,
          ended: 200,
          failed: 10,
          reasons: [{ code: 'PROVIDER_REFUSED', provider: 'kie', count: 10, share: 0.05, lastAt: AT }],
        } satisfies Failures),
      )
      .on('GET /admin/generation/spending', () =>
        json(200, {
          items: [
            { day: '2026-11-20', budget: 'kie', costMicroUsd: 2_000_000, attempts: 50 },
            { day: '2026-11-20', budget: 'free-quota', costMicroUsd: 500_000, attempts: 12 },
          ],
        }),
      );
    openApp('/operator');
    expect(await screen.findByText('An event waits.')).toBeVisible();
    expect(screen.getByText('Budget spent')).toBeVisible();
    expect(await screen.findByText('10 of 200 (5%)')).toBeVisible();
    expect(screen.getByText('The provider refuses this picture')).toBeVisible();
    expect(await screen.findByText('$2.00 in total')).toBeVisible();
    expect(
      screen.getByText('kie $2.00, calls: 50 · of it for the free quota $0.50, calls: 12'),
    ).toBeVisible();
  });

  it('says why a queue is paused, and until when', async () => {
    const paused = aQueue({ paused: true, pauseReason: 'ACCOUNT_TROUBLE', pausedUntil: AT });
    server.on(QUEUES, () => json(200, { queues: [paused], workers: [] }));
    openApp('/operator');
    expect(
      await screen.findByText(/The provider refuses our account · continues by itself on/),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Resume: kie' })).toBeVisible();
  });

  it('follows the queues and events while it is looked at', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    openApp('/operator');
    expect(await screen.findByText('13 min')).toBeVisible();
    server.on(QUEUES, () => json(200, { queues: [aQueue({ firstWaitsSeconds: 41 })], workers: [] }));
    await act(async () => {
      await vi.advanceTimersByTimeAsync(15_000);
    });
    expect(await screen.findByText('41 sec')).toBeVisible();
    expect(server.requests(NOTICES).length).toBeGreaterThan(1);
  });

  it('reads the events when the connection begins and when a frame tells of one, and else seldom', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    openApp('/operator');
    expect(await screen.findByText('Nothing happened in the last 30 days.')).toBeVisible();
    FakeSocket.last.accept();
    FakeSocket.last.push({ id: '1', type: 'hello' });
    await waitFor(() => expect(server.requests(NOTICES)).toHaveLength(2));
    await act(async () => void (await vi.advanceTimersByTimeAsync(40_000)));
    expect(server.requests(NOTICES)).toHaveLength(2);
    server.on(NOTICES, () => page([aNotice('An event waits.')]));
    FakeSocket.last.push({ type: 'operator.notice' });
    expect(await screen.findByText('An event waits.')).toBeVisible();
  });

  it('shows an event also if its frame is faster than the list', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    openApp('/operator');
    expect(await screen.findByText('Nothing happened in the last 30 days.')).toBeVisible();
    FakeSocket.last.accept();
    FakeSocket.last.push({ type: 'operator.notice' });
    await waitFor(() => expect(server.requests(NOTICES)).toHaveLength(2));
    server.on(NOTICES, () => page([aNotice('An event waits.')]));
    await act(async () => void (await vi.advanceTimersByTimeAsync(3_000)));
    expect(await screen.findByText('An event waits.')).toBeVisible();
  });

  it('pauses a queue after a question that says what happens', async () => {
    server.on('POST /admin/generation/queues/kie/pause', () =>
      json(200, aQueue({ paused: true, pauseReason: 'OPERATOR' })),
    );
    openApp('/operator');
    await userEvent.click(await screen.findByRole('button', { name: 'Pause: kie' }));
    const dialog = await screen.findByRole('dialog', { name: 'Pause the queue kie?' });
    expect(dialog).toHaveTextContent('3 waiting jobs stay in the queue until you resume it.');
    expect(server.requests('POST /admin/generation/queues/kie/pause')).toHaveLength(0);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Pause' }));
    expect(await screen.findByText(/Paused by an operator/)).toBeVisible();
    expect(server.requests('POST /admin/generation/queues/kie/pause')).toHaveLength(1);
  });

  it('clears a queue only once that was confirmed', async () => {
    server.on('DELETE /admin/generation/queues/kie/waiting', () => json(200, { cleared: 3 }));
    openApp('/operator');
    await userEvent.click(await screen.findByRole('button', { name: 'Clear: kie' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('3 waiting jobs end as failed and nothing is charged for them.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(server.requests('DELETE /admin/generation/queues/kie/waiting')).toHaveLength(0);
    await userEvent.click(screen.getByRole('button', { name: 'Clear: kie' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Clear' }));
    expect(await screen.findByText('3 jobs ended')).toBeVisible();
  });

  it('shows the rest while a part of it cannot be read, and reads that again on request', async () => {
    server.on(QUEUES, () => problem(403, 'FORBIDDEN', { detail: 'Only operators may do that.' }));
    openApp('/operator');
    expect(await screen.findByRole('alert')).toHaveTextContent('Only operators may do that.');
    expect(await screen.findByText('Nothing happened in the last 30 days.')).toBeVisible();
    server.on(QUEUES, () => json(200, { queues: [aQueue()], workers: [] }));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'kie' })).toBeVisible();
  });
});

describe('a user', () => {
  it('is found by what is typed, and shown with balance, holds, jobs and sessions', async () => {
    const user = aUser();
    const hold = anOpenHold();
    knowUser(user, anAccount({ holds: [hold] }));
    server.on('GET /admin/auth/users', ({ query }) => page(query.get('query') === 'bohdan' ? [user] : []));
    server.on('GET /admin/generation/tasks', () => page([aJob({ userId: user.id })]));
    openApp('/operator/users');
    await userEvent.type(await screen.findByRole('searchbox'), 'bohdan');
    await userEvent.click(await screen.findByRole('link', { name: /Bohdan/ }));
    expect(await screen.findByRole('heading', { name: 'Bohdan K.' })).toBeVisible();
    expect(await screen.findByTestId('pots')).toHaveTextContent('Credits44');
    expect(screen.getByTestId('pots')).toHaveTextContent('Free actions8held: 2');
    expect(screen.getByRole('link', { name: /^try-on/ })).toHaveAttribute(
      'href',
      `#/operator/jobs/${hold.id}`,
    );
    expect(await screen.findByText('The provider refuses this picture')).toBeVisible();
    expect(screen.getByText('Telegram, iPhone')).toBeVisible();
    const searches = server.requests('GET /admin/auth/users').map(({ query }) => query.get('query'));
    expect(searches).toEqual([null, 'bohdan']);
    const [jobs] = server.requests('GET /admin/generation/tasks');
    expect(jobs?.query.get('userId')).toBe(user.id);
  });

  it('is searched for as typed, whatever signs that has', async () => {
    const user = aUser();
    server.on('GET /admin/auth/users', ({ query }) => page(query.get('query') === '%41?b&c' ? [user] : []));
    openApp('/operator/users');
    await userEvent.type(await screen.findByRole('searchbox'), '%41?b&c');
    expect(await screen.findByRole('link', { name: /Bohdan/ })).toBeVisible();
    expect(screen.getByRole('searchbox')).toHaveValue('%41?b&c');
  });

  it('is led back from to what was searched for, also by way of a job', async () => {
    const user = aUser();
    const job = aJob({ userId: user.id });
    knowUser(user);
    knowJob(job);
    server.on('GET /admin/auth/users', () => page([user]));
    server.on('GET /admin/generation/tasks', () => page([job]));
    openApp('/operator/users?query=boh');
    await userEvent.click(await screen.findByRole('link', { name: /Bohdan/ }));
    await userEvent.click(await screen.findByRole('link', { name: /^Try-on/ }));
    await screen.findByRole('heading', { name: 'Attempts' });
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    await screen.findByRole('heading', { name: 'Bohdan K.' });
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(await screen.findByRole('searchbox')).toHaveValue('boh');
  });

  it('who is not found is said to be none', async () => {
    server.on('GET /admin/auth/users', () => page([]));
    openApp('/operator/users?query=nobody');
    expect(await screen.findByText('Nobody is found for “nobody”.')).toBeVisible();
  });

  it('without an account is shown without a balance', async () => {
    const user = aUser();
    knowUser(user);
    server.on(`GET /admin/billing/users/${user.id}`, () => problem(404, 'NOT_FOUND'));
    openApp(`/operator/users/${user.id}`);
    expect(await screen.findByText('This user has no account yet.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Give or take units' })).toBeNull();
  });

  it('is given units after a question that repeats who gets what, by one request with a key', async () => {
    const user = aUser();
    knowUser(user);
    const grants = `POST /admin/billing/users/${user.id}/grants`;
    server.on(grants, () => json(201, {}));
    openApp(`/operator/users/${user.id}`);
    const form = await openGrantForm();
    expect(within(form).getByRole('button', { name: 'Continue' })).toBeDisabled();
    await userEvent.type(within(form).getByLabelText('How many'), '25');
    expect(within(form).getByRole('button', { name: 'Continue' })).toBeDisabled();
    await userEvent.type(within(form).getByLabelText(/Reason/), 'Lost picture');
    await userEvent.click(within(form).getByRole('button', { name: 'Continue' }));
    const dialog = await screen.findByRole('dialog', { name: 'Give 25 credits?' });
    expect(dialog).toHaveTextContent(
      `Bohdan K. (@bohdan, ${user.telegramId}) gets them at once. Reason: Lost picture`,
    );
    expect(server.requests(grants)).toHaveLength(0);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Give' }));
    expect(await screen.findByText('Done. The balance is up to date.')).toBeVisible();
    const [sent, ...more] = server.requests(grants);
    expect(more).toEqual([]);
    expect(sent?.body).toEqual({ unit: 'credits', amount: 25, reason: 'Lost picture' });
    expect(keyOf(sent)).toMatch(/^[0-9a-f-]{36}$/);
    await waitFor(() => expect(server.requests(`GET /admin/billing/users/${user.id}`)).toHaveLength(2));
  });

  it('is given units once when the answer is lost, also after a reload', async () => {
    const user = aUser();
    knowUser(user);
    const corrections = `POST /admin/billing/users/${user.id}/corrections`;
    server.on(corrections, noNetwork);
    const first = openApp(`/operator/users/${user.id}`);
    const form = await openGrantForm();
    await userEvent.click(within(form).getByRole('radio', { name: 'Take' }));
    await userEvent.click(within(form).getByRole('radio', { name: 'Energy' }));
    await userEvent.type(within(form).getByLabelText('How many'), '7');
    await userEvent.type(within(form).getByLabelText(/Reason/), 'By mistake');
    await confirmGrant('Take 7 energy?', 'Take');
    expect(await screen.findByText(/This order was sent, but no answer arrived/)).toBeVisible();
    first.unmount();

    server.on(corrections, () => json(201, {}));
    openApp(`/operator/users/${user.id}`);
    expect(await screen.findByText(/This order was sent, but no answer arrived/)).toBeVisible();
    await confirmGrant('Take 7 energy?', 'Take');
    expect(await screen.findByText('Done. The balance is up to date.')).toBeVisible();
    const [lost, repeated] = server.requests(corrections);
    expect(repeated?.body).toEqual(lost?.body);
    expect(keyOf(repeated)).toBe(keyOf(lost));
  });

  it('keeps what was typed when units are refused', async () => {
    const user = aUser();
    knowUser(user);
    server.on(`POST /admin/billing/users/${user.id}/grants`, () =>
      problem(409, 'ACCOUNT_CLOSED', { detail: 'The account is closed.' }),
    );
    openApp(`/operator/users/${user.id}`);
    const form = await openGrantForm();
    await userEvent.type(within(form).getByLabelText('How many'), '1');
    await userEvent.type(within(form).getByLabelText(/Reason/), 'Sorry');
    await confirmGrant('Give 1 credit?', 'Give');
    expect(await screen.findByRole('alert')).toHaveTextContent('The account is closed.');
    expect(screen.queryByText(/no answer arrived/)).toBeNull();
    expect(within(form).getByLabelText('How many')).toHaveValue('1');
  });

  it('is blocked for a reason, and unblocked', async () => {
    const user = aUser();
    knowUser(user);
    const block = `PUT /admin/auth/users/${user.id}/block`;
    const blocked = { ...user, blockedAt: AT, blockedBecause: 'Stolen cards', sessions: [] };
    server
      .on(block, () => json(200, blocked))
      .on(`DELETE /admin/auth/users/${user.id}/block`, () => json(200, user));
    openApp(`/operator/users/${user.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Block' }));
    const dialog = await screen.findByRole('dialog', { name: 'Block this user?' });
    expect(dialog).toHaveTextContent('is logged out everywhere and cannot log in');
    expect(within(dialog).getByRole('button', { name: 'Block' })).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText('Reason'), ' Stolen cards ');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Block' }));
    expect(await screen.findByText('Stolen cards')).toBeVisible();
    expect(screen.getByText('Not logged in anywhere.')).toBeVisible();
    expect(server.requests(block).map(({ body }) => body)).toEqual([{ reason: 'Stolen cards' }]);
    await userEvent.click(screen.getByRole('button', { name: 'Unblock' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Unblock' }));
    expect(await screen.findByRole('button', { name: 'Block' })).toBeVisible();
  });

  it('who is an operator cannot be blocked', async () => {
    const user = aUser({ roles: ['USER', 'ADMIN'] });
    knowUser(user);
    openApp(`/operator/users/${user.id}`);
    expect(await screen.findByText('Operators cannot be blocked.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Block' })).toBeNull();
  });
});

describe('a job', () => {
  it('is found by the id of its hold, with attempts, money, user and traces', async () => {
    const user = aUser();
    const job = aJob({ userId: user.id });
    knowUser(user);
    knowJob(job);
    openApp('/operator/jobs');
    await userEvent.type(await screen.findByRole('searchbox'), ` ${job.holdId.toUpperCase()} `);
    await userEvent.click(screen.getByRole('button', { name: 'Find' }));
    expect(await screen.findByTestId('job-error')).toHaveTextContent('PROVIDER_REFUSED');
    expect(window.location.hash).toBe(`#/operator/jobs/${job.holdId}`);
    expect(screen.getByRole('heading', { name: '1. kie' })).toBeVisible();
    expect(screen.getByText('task-4711')).toBeVisible();
    expect(await screen.findByText('Open')).toBeVisible();
    expect(await screen.findByRole('link', { name: /Bohdan K\./ })).toHaveAttribute(
      'href',
      `#/operator/users/${user.id}`,
    );
    await userEvent.setup().click(screen.getByRole('button', { name: 'Copy: Trace id' }));
    expect(await screen.findByText('Copied: Trace id')).toBeVisible();
    expect(await navigator.clipboard.readText()).toBe(job.traceId);
  });

  it('is not looked for by what is no id', async () => {
    openApp('/operator/jobs');
    await userEvent.type(await screen.findByRole('searchbox'), 'kie-4711');
    await userEvent.click(screen.getByRole('button', { name: 'Find' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('An id looks like this');
    expect(window.location.hash).toBe('#/operator/jobs');
  });

  it('that does not exist is said to be none, and its hold is shown if billing knows one', async () => {
    const hold = aHold({ state: 'barred', source: null, amount: null, userId: null });
    server
      .on('GET /admin/generation/tasks/*', () => problem(404, 'NOT_FOUND'))
      .on(`GET /admin/billing/holds/${hold.id}`, () => json(200, hold));
    openApp(`/operator/jobs/${hold.id}`);
    expect(await screen.findByText('There is no such job.')).toBeVisible();
    expect(await screen.findByText('Released before it was placed')).toBeVisible();
  });

  it('is listed with the failed ones first, and by another status on request', async () => {
    const failed = aJob();
    const running = aJob({ status: 'PROCESSING', error: null });
    server.on('GET /admin/generation/tasks', ({ query }) =>
      page(query.get('status') === 'FAILED' ? [failed] : [running]),
    );
    openApp('/operator/jobs');
    expect(await screen.findByText('The provider refuses this picture')).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: 'Running' }));
    await waitFor(() => expect(screen.queryByText('The provider refuses this picture')).toBeNull());
    expect(await screen.findByRole('link', { name: /Try-on/ })).toHaveAttribute(
      'href',
      `#/operator/jobs/${running.id}`,
    );
    const asked = server.requests('GET /admin/generation/tasks').map(({ query }) => query.get('status'));
    expect(asked).toEqual(['FAILED', 'PROCESSING']);
  });

  it('that cannot be read is read again on request', async () => {
    const job = aJob();
    knowUser(aUser({ id: job.userId }));
    server.on('GET /admin/generation/tasks/*', () => problem(400, 'CURSOR_INVALID', { detail: 'No.' }));
    openApp(`/operator/jobs/${job.id}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('No.');
    knowJob(job);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByTestId('job-error')).toBeVisible();
  });
});

describe('the run times', () => {
  it('are shown with the outcomes of each operation and model', async () => {
    server.on(RUN_TIMES, () =>
      json(200, {
        hours: 24,
        items: [
          {
            operation: 'try-on',
            model: 'nano-banana-2',
            completed: 1204,
            failed: 17,
            cancelled: 3,
            meanMillis: 21_400,
            p95Millis: 48_000,
          },
          {
            operation: 'series',
            model: 'flux-dev',
            completed: 0,
            failed: 1,
            cancelled: 0,
            meanMillis: null,
            p95Millis: null,
          },
        ],
      } satisfies RunTimes),
    );
    openApp('/operator/jobs');
    const tryOn = await screen.findByTestId('run-times-try-on-nano-banana-2');
    expect(tryOn).toHaveTextContent(
      'Try-onnano-banana-2Done1,204Failed17Cancelled3Mean time21.4 sec95% within48 sec',
    );
    expect(screen.getByTestId('run-times-series-flux-dev')).toHaveTextContent('Mean time—95% within—');
    expect(screen.getByText('ended: 1,225')).toBeVisible();
    expect(server.requests(RUN_TIMES).map(({ query }) => query.get('hours'))).toEqual(['24']);
  });

  it('of a day without jobs are none, and those that cannot be read are read again on request', async () => {
    openApp('/operator/jobs');
    expect(await screen.findByText('No job ended in the last 24 hours.')).toBeVisible();
    cleanup();
    server.on(RUN_TIMES, () => problem(400, 'VALIDATION_FAILED', { detail: 'Not so many hours.' }));
    openApp('/operator/jobs');
    expect(await screen.findByRole('alert')).toHaveTextContent('Not so many hours.');
    server.on(RUN_TIMES, () => json(200, { hours: 24, items: [] } satisfies RunTimes));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('No job ended in the last 24 hours.')).toBeVisible();
  });
});

describe('a service', () => {
  it('shows its scheduled tasks and runs one now', async () => {
    const tasks = [
      aTask(),
      aTask({
        name: 'ledger-shake',
        description: 'Shakes it',
        lastSucceeded: false,
        lastOutcome: 'TimeoutException',
      }),
    ];
    server
      .on('GET /admin/billing/scheduled-tasks', () => json(200, { items: tasks }))
      .on('POST /admin/billing/scheduled-tasks/expired-holds/run', () => json(202, null));
    openApp('/operator/services');
    await userEvent.click(await screen.findByRole('radio', { name: 'billing' }));
    expect(await screen.findByText('TimeoutException')).toBeVisible();
    expect(screen.getByRole('heading', { name: 'ledger-shake' })).toBeVisible();
    expect(screen.getByText('Shakes it')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Run now: Expired holds' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('Expired holds of billing becomes due at once');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Run now' }));
    expect(await screen.findByText('Expired holds is due now')).toBeVisible();
    expect(server.requests('POST /admin/billing/scheduled-tasks/expired-holds/run')).toHaveLength(1);
  });

  it('names its scheduled tasks in the language of the app, with the names of the logs beside', async () => {
    await chooseLanguage('uk', TELEGRAM_ID);
    server.on('GET /admin/auth/scheduled-tasks', () => json(200, { items: [aTask()] }));
    openApp('/operator/services');
    expect(await screen.findByRole('heading', { name: 'Прострочені холди' })).toBeVisible();
    expect(screen.getByText('Повертає одиниці за холдами, які ніхто не закрив вчасно.')).toBeVisible();
    expect(screen.getByText('expired-holds')).toBeVisible();
  });

  it('tells how many dead letters it has, and replays them', async () => {
    const path = '/admin/generation/dead-letters';
    server
      .on(`GET ${path}`, () => json(200, { items: [aLetter(1), aLetter(2)] }))
      .on(`POST ${path}/holds/replay`, () => {
        server.on(`GET ${path}`, () => json(200, { items: [] }));
        return json(200, { handled: 2, failed: 0 });
      });
    openApp('/operator/services');
    await userEvent.click(await screen.findByRole('radio', { name: /^generation.*2.*dead letters$/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Replay: holds' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('2 events go to holds once more.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Replay' }));
    expect(await screen.findByText('Handled: 2, failed: 0')).toBeVisible();
    expect(await screen.findByText('Every event was handled.')).toBeVisible();
  });
});

async function openGrantForm(): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole('button', { name: 'Give or take units' }));
  return screen.findByRole('form', { name: 'Give or take units' });
}

async function confirmGrant(title: string, action: string): Promise<void> {
  await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
  const dialog = await screen.findByRole('dialog', { name: title });
  await userEvent.click(within(dialog).getByRole('button', { name: action }));
}

function keyOf(request: SeenRequest | undefined): string | null | undefined {
  return request?.headers.get('Idempotency-Key');
}

function page(items: object[]): Response {
  return json(200, { items, nextCursor: null });
}

function knowUser(user: OperatorUserDetails, account: Account = anAccount()): void {
  server
    .on(`GET /admin/auth/users/${user.id}`, () => json(200, user))
    .on(`GET /admin/billing/users/${user.id}`, () => json(200, { ...account, userId: user.id }));
}

function knowJob(job: OperatorJobDetails): void {
  server
    .on(`GET /admin/generation/tasks/${job.id}`, () => json(200, job))
    .on(`GET /admin/generation/tasks/${job.holdId}`, () => json(200, job))
    .on(`GET /admin/billing/holds/${job.holdId}`, () => json(200, aHold({ id: job.holdId })));
}

function aQueue(change: Partial<Queue> = {}): Queue {
  return {
    name: 'kie',
    waiting: 3,
    running: 1,
    slots: 5,
    firstWaitsSeconds: 754,
    paused: false,
    pauseReason: null,
    pausedUntil: null,
    breakerOpen: false,
    spentTodayMicroUsd: 1_000_000,
    ...change,
  };
}

function aNotice(text: string): OperatorNotice {
  return { id: crypto.randomUUID(), kind: 'BUDGET_SPENT', subject: 'kie', text, at: AT };
}

function noFailures(): Failures {
  return { hours: 24, ended: 0, failed: 0, reasons: [] };
}

function aUser(change: Partial<OperatorUserDetails> = {}): OperatorUserDetails {
  return {
    id: crypto.randomUUID(),
    telegramId: 42_004_200,
    firstName: 'Bohdan',
    lastName: 'K.',
    username: 'bohdan',
    language: 'uk',
    premium: false,
    roles: ['USER'],
    firstSeenAt: AT,
    lastSeenAt: AT,
    blockedAt: null,
    blockedBecause: null,
    blockedBy: null,
    sessions: [{ id: crypto.randomUUID(), device: 'Telegram, iPhone', createdAt: AT, lastUsedAt: AT }],
    ...change,
  };
}

function anAccount(change: Partial<Account> = {}): Account {
  return {
    userId: crypto.randomUUID(),
    status: 'open',
    openedAt: AT,
    version: 1,
    pots: [
      { source: 'free', units: 10, held: 2 },
      { source: 'credits', units: 44, held: 0 },
    ],
    holds: [],
    ledger: { items: [], nextCursor: null },
    ...change,
  };
}

function anOpenHold(): Account['holds'][number] {
  return {
    id: crypto.randomUUID(),
    groupId: null,
    purpose: 'try-on',
    source: 'free',
    amount: 2,
    createdAt: AT,
    expiresAt: AT,
  };
}

function aHold(change: Partial<Hold> = {}): Hold {
  return {
    id: crypto.randomUUID(),
    userId: crypto.randomUUID(),
    groupId: null,
    purpose: 'try-on',
    state: 'held',
    source: 'free',
    amount: 2,
    captured: 0,
    declineReason: null,
    endReason: null,
    late: false,
    placedAt: AT,
    expiresAt: AT,
    settledAt: null,
    ...change,
  };
}

function aJob(change: Partial<OperatorJobDetails> = {}): OperatorJobDetails {
  return {
    id: crypto.randomUUID(),
    userId: crypto.randomUUID(),
    operation: 'try-on',
    status: 'FAILED',
    provider: 'kie',
    model: 'nano-banana-2',
    source: 'free',
    price: 2,
    error: { code: 'PROVIDER_REFUSED', message: 'The studio does not make this picture.' },
    batchId: null,
    refused: false,
    createdAt: AT,
    startedAt: AT,
    finishedAt: AT,
    holdId: crypto.randomUUID(),
    holdState: 'RELEASING',
    watermark: true,
    cancelRequested: false,
    deadlineAt: AT,
    queue: null,
    costMicroUsd: 0,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    logQuery: '4bf92f3577b34da6a3ce929d0e0e4736',
    attempts: [
      {
        number: 1,
        provider: 'kie',
        model: 'nano-banana-2',
        state: 'FAILED',
        providerTaskId: 'task-4711',
        errorCode: 'CONTENT_POLICY',
        costMicroUsd: 0,
        createdAt: AT,
        acceptedAt: AT,
        callbackAt: AT,
        finishedAt: AT,
      },
    ],
    ...change,
  };
}

function aTask(change: Partial<ScheduledTask> = {}): ScheduledTask {
  return {
    name: 'expired-holds',
    description: 'Gives units back whose hold nobody settled in time',
    running: false,
    nextRunAt: AT,
    lastStartedAt: AT,
    lastDuration: 'PT0.4S',
    lastSucceeded: true,
    lastOutcome: 'nothing to do',
    ...change,
  };
}

function aLetter(offset: number): DeadLetter {
  return {
    group: 'holds',
    offset,
    eventId: crypto.randomUUID(),
    type: 'studio.atelier.billing.hold-placed.v1',
    origin: `billing.events.v1-3 at ${offset}`,
    reason: 'IllegalStateException',
    at: AT,
  };
}
