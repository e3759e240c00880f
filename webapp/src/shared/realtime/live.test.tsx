import { screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer, json, noNetwork } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { aBalance, aFinishedJob, aJob } from '@/test/fixtures';
import { openApp } from '@/test/open-app';

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer();
});

describe('a job that is watched', () => {
  it('never moves backwards, whatever arrives late', async () => {
    const job = aJob({ status: 'PROCESSING', progress: 10 });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    const bar = await screen.findByRole('progressbar', { name: 'Progress' });
    await waitFor(() => expect(FakeSocket.opened).toHaveLength(1));
    FakeSocket.last.accept();

    progress(job.id, 40, 4);
    await waitFor(() => expect(bar).toHaveAttribute('aria-valuenow', '40'));
    progress(job.id, 30, 3);
    progress(job.id, 35, 5);
    const reads = server.requests(`GET /generations/${job.id}`).length;
    FakeSocket.last.push({ type: 'resync' });
    await waitFor(() => expect(server.requests(`GET /generations/${job.id}`).length).toBeGreaterThan(reads));
    expect(bar).toHaveAttribute('aria-valuenow', '40');
    progress(job.id, 60, 6);
    await waitFor(() => expect(bar).toHaveAttribute('aria-valuenow', '60'));
  });

  it('stays ended when an older reading arrives', async () => {
    const job = aFinishedJob();
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    await screen.findByRole('img', { name: 'The finished picture' });
    server.on(`GET /generations/${job.id}`, () => json(200, aJob({ id: job.id, status: 'PROCESSING' })));
    await waitFor(() => expect(FakeSocket.opened).toHaveLength(1));
    FakeSocket.last.accept();
    progress(job.id, 50, 9);
    await waitFor(() => expect(server.requests(`GET /generations/${job.id}`).length).toBeGreaterThan(1));
    expect(screen.getByRole('img', { name: 'The finished picture' })).toBeVisible();
  });

  it('is told to a screen reader by quarters and at the end', async () => {
    const job = aJob({ status: 'PROCESSING', progress: 30 });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    await waitFor(() =>
      expect(screen.getAllByRole('status').map((one) => one.textContent)).toContain('Being sewn 25 %'),
    );
  });
});

describe('a studio that went away', () => {
  it('is said to be away after a moment, until it is back', async () => {
    openApp();
    await waitFor(() => expect(FakeSocket.opened).toHaveLength(1));
    FakeSocket.last.accept();
    await screen.findByRole('heading', { name: 'Hello, Alina' });
    expect(screen.queryByText(/Reconnecting/)).toBeNull();

    server.on('POST /realtime/tickets', noNetwork);
    FakeSocket.last.breakOff();
    expect(await screen.findByText(/Reconnecting to the studio/)).toBeVisible();

    server.on('POST /realtime/tickets', () => json(200, { ticket: 'another', expiresIn: 60 }));
    await waitFor(() => expect(FakeSocket.opened).toHaveLength(2));
    FakeSocket.last.accept();
    await waitFor(() => expect(screen.queryByText(/Reconnecting/)).toBeNull());
  });

  it('is not said to be away for a break that heals at once', async () => {
    openApp();
    await waitFor(() => expect(FakeSocket.opened).toHaveLength(1));
    FakeSocket.last.accept();
    await screen.findByRole('heading', { name: 'Hello, Alina' });
    const seen = vi.fn();
    const watch = new MutationObserver(() => screen.queryByText(/Reconnecting/) && seen());
    watch.observe(document.body, { childList: true, subtree: true });
    FakeSocket.last.breakOff();
    await waitFor(() => expect(FakeSocket.opened).toHaveLength(2));
    FakeSocket.last.accept();
    await screen.findByRole('heading', { name: 'Hello, Alina' });
    watch.disconnect();
    expect(seen).not.toHaveBeenCalled();
  });
});

describe('the balance', () => {
  it('changes on the screen when a frame brings it', async () => {
    openApp();
    expect(await screen.findByText(/10 free actions until/)).toBeVisible();
    await waitFor(() => expect(FakeSocket.opened).toHaveLength(1));
    FakeSocket.last.accept();
    const spent = aBalance({ free: { actionsLeft: 8, renewsAt: '2026-11-30T21:00:00Z' } });
    server.on('GET /billing/balance', () => json(200, spent));
    FakeSocket.last.push({ id: '1', type: 'balance.changed', data: spent });
    expect(await screen.findByText(/8 free actions until/)).toBeVisible();
  });

  it('tells the day of its renewal in the zone of the quota, also after a frame', async () => {
    openApp('/wallet');
    expect(await screen.findByText('Renewed on December 1')).toBeVisible();
    await waitFor(() => expect(FakeSocket.opened).toHaveLength(1));
    FakeSocket.last.accept();
    const told = { ...aBalance({ credits: 25 }), zone: undefined };
    server.on('GET /billing/balance', () => new Promise(() => undefined));
    FakeSocket.last.push({ id: '1', type: 'balance.changed', data: told });
    await waitFor(() => expect(screen.getByTestId('balance-credits')).toHaveTextContent('25'));
    expect(screen.getByText('Renewed on December 1')).toBeVisible();
  });

  it('is read again after a resync', async () => {
    openApp();
    await screen.findByText(/10 free actions until/);
    await waitFor(() => expect(FakeSocket.opened).toHaveLength(1));
    FakeSocket.last.accept();
    await waitFor(() => expect(server.requests('GET /billing/balance')).toHaveLength(2));
    server.on('GET /billing/balance', () =>
      json(200, aBalance({ free: { actionsLeft: 1, renewsAt: '2026-11-30T21:00:00Z' } })),
    );
    FakeSocket.last.push({ type: 'resync' });
    expect(await screen.findByText(/1 free action until/)).toBeVisible();
  });

  it('stands beside what is held', async () => {
    server.on('GET /billing/balance', () =>
      json(200, aBalance({ held: { ...aBalance().held, actions: 2 } })),
    );
    openApp();
    await userEvent.click(await screen.findByRole('link', { name: 'Wallet' }));
    expect(await screen.findByText('Set aside for work in progress: 2 actions')).toBeVisible();
    expect(screen.getByTestId('balance-free')).toHaveTextContent('10');
  });
});

function progress(jobId: string, percent: number, sequence: number): void {
  FakeSocket.last.push({
    type: 'job.progress',
    data: { jobId, status: 'PROCESSING', progress: percent, queuePosition: null, sequence },
  });
}
