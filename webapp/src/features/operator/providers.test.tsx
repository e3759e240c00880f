import { act, screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { someTokens } from '@/test/fixtures';
import { openApp } from '@/test/open-app';
import type { Provider, Providers } from './api/operator-types';

const PROVIDERS = 'GET /admin/generation/providers';
const SWITCH_KIE = 'PUT /admin/generation/providers/kie';

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer();
  const tokens = someTokens();
  const asOperator = () => json(200, { ...tokens, user: { ...tokens.user, roles: ['USER', 'ADMIN'] } });
  server
    .on('POST /auth/telegram', asOperator)
    .on('POST /auth/refresh', asOperator)
    .on(PROVIDERS, () => listOf(aProvider()));
});

describe('the providers', () => {
  it('are reached from the overview, and lead back to it', async () => {
    openApp('/operator');
    await userEvent.click(await screen.findByRole('link', { name: 'Providers' }));
    expect(await screen.findByRole('heading', { name: 'kie' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(await screen.findByRole('heading', { name: 'Operator' })).toBeVisible();
  });

  it('are shown with breaker, calls, times and what they spent of the cap', async () => {
    server.on(PROVIDERS, () =>
      listOf(
        aProvider({ breaker: 'open', errorRatePercent: 42, queuePaused: true }),
        aProvider({ name: 'openai', calls: 0, errorRatePercent: 0, meanMillis: null, p95Millis: null }),
      ),
    );
    openApp('/operator/providers');
    const kie = await screen.findByTestId('provider-kie');
    expect(kie).toHaveTextContent('Fails too often, hardly called');
    expect(kie).toHaveTextContent('Queue paused');
    expect(kie).toHaveTextContent('Calls1,204');
    expect(kie).toHaveTextContent('Failed42%');
    expect(kie).toHaveTextContent('Mean time21.4 sec');
    expect(kie).toHaveTextContent('95% within48 sec');
    expect(kie).toHaveTextContent('Spent today$18.40 of $20.00');
    const openai = screen.getByTestId('provider-openai');
    expect(openai).toHaveTextContent('Calls go through');
    expect(openai).toHaveTextContent('Failed—');
    expect(openai).not.toHaveTextContent('Queue paused');
  });

  it('are shown with the credit that is left, and with a warning where it is low', async () => {
    server.on(PROVIDERS, () =>
      listOf(
        aProvider({ credit: { amount: 1204, unit: 'credits', low: false, readAt: '2026-11-20T10:00:00Z' } }),
        aProvider({
          name: 'venice',
          credit: { amount: 1.5, unit: 'USD', low: true, readAt: '2026-11-20T10:00:00Z' },
        }),
        aProvider({ name: 'openai', credit: null }),
      ),
    );
    openApp('/operator/providers');
    const kie = await screen.findByTestId('provider-kie');
    expect(kie).toHaveTextContent(/Credit left1,204 creditsas of Nov 20/);
    expect(kie).not.toHaveTextContent('Credit is running low');
    const venice = screen.getByTestId('provider-venice');
    expect(venice).toHaveTextContent('Credit is running low');
    expect(venice).toHaveTextContent(/Credit left\$1\.50?as of/);
    expect(screen.getByTestId('provider-openai')).toHaveTextContent('Credit left—');
  });

  it('are followed while they are looked at', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    openApp('/operator/providers');
    expect(await screen.findByText('Calls go through')).toBeVisible();
    server.on(PROVIDERS, () => listOf(aProvider({ breaker: 'half-open' })));
    await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)));
    expect(await screen.findByText('Trying a few calls')).toBeVisible();
  });

  it('are switched off after a question that says what happens, and on again', async () => {
    server.on(SWITCH_KIE, ({ body }) => listOf(aProvider({ enabled: (body as Provider).enabled })));
    openApp('/operator/providers');
    await userEvent.click(await screen.findByRole('button', { name: 'Switch off: kie' }));
    const dialog = await screen.findByRole('dialog', { name: 'Switch kie off?' });
    expect(dialog).toHaveTextContent('Where there is none, they fail and nothing is charged.');
    expect(server.requests(SWITCH_KIE)).toHaveLength(0);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Switch off' }));
    expect(await screen.findByText('kie is switched off')).toBeVisible();
    expect(await screen.findByText('Switched off')).toBeVisible();
    expect(screen.queryByText('Calls go through')).toBeNull();

    await userEvent.click(await screen.findByRole('button', { name: 'Switch on: kie' }));
    await confirm('Switch on');
    expect(await screen.findByText('kie is switched on')).toBeVisible();
    expect(server.requests(SWITCH_KIE).map(({ body }) => body)).toEqual([
      { enabled: false },
      { enabled: true },
    ]);
  });

  it('stay as they are when the question is answered with no, or the server refuses', async () => {
    server.on(SWITCH_KIE, () => problem(404, 'NOT_FOUND', { detail: 'There is no such provider.' }));
    openApp('/operator/providers');
    await userEvent.click(await screen.findByRole('button', { name: 'Switch off: kie' }));
    await confirm('Cancel');
    expect(server.requests(SWITCH_KIE)).toHaveLength(0);
    await userEvent.click(screen.getByRole('button', { name: 'Switch off: kie' }));
    await confirm('Switch off');
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no such provider.');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByRole('button', { name: 'Switch off: kie' })).toBeVisible();
  });

  it('that cannot be read are read again on request', async () => {
    server.on(PROVIDERS, () => problem(403, 'FORBIDDEN', { detail: 'Only operators may do that.' }));
    openApp('/operator/providers');
    expect(await screen.findByRole('alert')).toHaveTextContent('Only operators may do that.');
    server.on(PROVIDERS, () => listOf(aProvider()));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'kie' })).toBeVisible();
  });
});

async function confirm(answer: string): Promise<void> {
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: answer }));
}

function listOf(...items: Provider[]): Response {
  return json(200, { items } satisfies Providers);
}

function aProvider(change: Partial<Provider> = {}): Provider {
  return {
    name: 'kie',
    enabled: true,
    breaker: 'closed',
    calls: 1204,
    errorRatePercent: 2,
    meanMillis: 21_400,
    p95Millis: 48_000,
    spentTodayMicroUsd: 18_400_000,
    dailyCapMicroUsd: 20_000_000,
    queuePaused: false,
    credit: null,
    ...change,
  };
}
