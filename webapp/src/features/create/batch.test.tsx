import { act, screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Batch, BatchCounts } from '@/shared/api/catalogue-types';
import type { Job } from '@/shared/api/types';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { aBatch, aFinishedJob, aJob, aModel } from '@/test/fixtures';
import { openApp } from '@/test/open-app';

const request = { operation: 'model', modelId: 'wonder-brush', parameters: { prompt: 'A barn' } } as const;

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer();
});

describe('a batch', () => {
  it('shows how far all are and each, with its picture, its error and its way to be cancelled', async () => {
    const done = anItem({ ...aFinishedJob() });
    const failed = anItem({
      status: 'FAILED',
      error: { code: 'X', message: 'The studio ran out of paint.' },
    });
    const running = anItem({ status: 'PROCESSING', progress: 40 });
    const waiting = anItem({});
    const batch = show(aBatch([done, failed, running, waiting], { progress: 60, price: 8 }));
    openApp(`/batches/${batch.id}`);
    expect(await screen.findByRole('heading', { name: '4 pictures' })).toBeVisible();
    expect(screen.getByRole('progressbar', { name: 'Progress of all' })).toHaveAttribute(
      'aria-valuenow',
      '60',
    );
    expect(screen.getByTestId('batch-done')).toHaveTextContent('Done: 1 of 4 · failed: 1');
    const [first, second, third, fourth] = screen.getAllByTestId('batch-item');
    expect(within(first!).getByRole('link', { name: 'Picture 1: Done' })).toHaveAttribute(
      'href',
      `#/jobs/${done.id}`,
    );
    expect(second).toHaveTextContent('The studio ran out of paint.');
    expect(within(third!).getByRole('progressbar', { name: 'Progress of picture 3' })).toHaveAttribute(
      'aria-valuenow',
      '40',
    );
    expect(within(first!).queryByRole('button')).toBeNull();
    expect(within(third!).getByRole('button', { name: 'Cancel picture 3' })).toBeEnabled();
    expect(within(fourth!).getByRole('button', { name: 'Cancel picture 4' })).toBeEnabled();
  });

  it('follows the frames of the batch and of its jobs, never backwards', async () => {
    const jobs = [anItem({}), anItem({})];
    const batch = show(aBatch(jobs, { progress: 10 }));
    openApp(`/batches/${batch.id}`);
    await screen.findByRole('progressbar', { name: 'Progress of all' });
    // While the connection lives, polls are too seldom to bring anything here.
    FakeSocket.last.accept();
    push('hello', {});
    const [first] = jobs;
    push('batch.progress', {
      batchId: batch.id,
      status: 'PROCESSING',
      progress: 55,
      completed: 0,
      failed: 0,
      cancelled: 0,
      total: 2,
    });
    push('job.progress', { jobId: first!.id, status: 'PROCESSING', progress: 70, sequence: 4 });
    await waitFor(() => expect(progressOfAll()).toBe('55'));
    expect(screen.getByRole('progressbar', { name: 'Progress of picture 1' })).toHaveAttribute(
      'aria-valuenow',
      '70',
    );
    push('batch.progress', {
      batchId: batch.id,
      status: 'PROCESSING',
      progress: 20,
      completed: 0,
      failed: 0,
      cancelled: 0,
      total: 2,
    });
    push('job.progress', { jobId: first!.id, status: 'PROCESSING', progress: 80, sequence: 5 });
    await waitFor(() =>
      expect(screen.getByRole('progressbar', { name: 'Progress of picture 1' })).toHaveAttribute(
        'aria-valuenow',
        '80',
      ),
    );
    expect(progressOfAll()).toBe('55');

    show({ ...batch, progress: 60, items: [anItem({ ...aFinishedJob(), id: first!.id }), jobs[1]!] });
    push('job.completed', { jobId: first!.id });
    expect(await screen.findByRole('link', { name: 'Picture 1: Done' })).toBeVisible();
    show({
      ...batch,
      status: 'PARTIAL',
      progress: 100,
      items: [anItem({ ...aFinishedJob(), id: first!.id }), anItem({ id: jobs[1]!.id, status: 'FAILED' })],
    });
    push('batch.progress', {
      batchId: batch.id,
      status: 'PARTIAL',
      progress: 100,
      completed: 1,
      failed: 1,
      cancelled: 0,
      total: 2,
    });
    expect(await screen.findAllByText('Not all were made')).not.toHaveLength(0);
    expect(await screen.findByRole('link', { name: 'Picture 2: Failed' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Cancel all' })).toBeNull();
  });

  it('counts what ended as frames tell, before its jobs are read again', async () => {
    const jobs = [anItem({}), anItem({}), anItem({})];
    const batch = show(aBatch(jobs));
    openApp(`/batches/${batch.id}`);
    expect(await screen.findByTestId('batch-done')).toHaveTextContent(/^Done: 0 of 3$/);
    FakeSocket.last.accept();
    push('hello', {});
    pushCounts(batch.id, { completed: 1, failed: 1 });
    await waitFor(() =>
      expect(screen.getByTestId('batch-done')).toHaveTextContent(/^Done: 1 of 3 · failed: 1$/),
    );
    pushCounts(batch.id, { completed: 0, failed: 1 });
    push('batch.progress', { batchId: batch.id, status: 'PROCESSING', progress: 70 });
    await waitFor(() => expect(progressOfAll()).toBe('70'));
    expect(screen.getByTestId('batch-done')).toHaveTextContent(/^Done: 1 of 3 · failed: 1$/);
  });

  it('reads again only the batch that a frame of a job names', async () => {
    const jobs = [anItem({}), anItem({})];
    const batch = show(aBatch(jobs));
    const [first] = jobs;
    openApp(`/batches/${batch.id}`);
    await screen.findByTestId('batch-done');
    FakeSocket.last.accept();
    push('hello', {});
    // The state is read once more when the connection begins.
    const reads = () => server.requests(`GET /batches/${batch.id}`);
    await waitFor(() => expect(reads()).toHaveLength(2));
    show({ ...batch, items: [anItem({ ...aFinishedJob(), id: first!.id }), jobs[1]!] });
    push('job.completed', { jobId: first!.id, batchId: null });
    push('batch.progress', { batchId: batch.id, status: 'PROCESSING', progress: 70 });
    await waitFor(() => expect(progressOfAll()).toBe('70'));
    expect(screen.queryByRole('link', { name: 'Picture 1: Done' })).toBeNull();
    push('job.completed', { jobId: crypto.randomUUID(), batchId: batch.id });
    expect(await screen.findByRole('link', { name: 'Picture 1: Done' })).toBeVisible();
    expect(reads()).toHaveLength(3);
  });

  it('is polled only while no frame of it comes', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const batch = show(aBatch([anItem({}), anItem({})]));
    const reads = () => server.requests(`GET /batches/${batch.id}`).length;
    openApp(`/batches/${batch.id}`);
    await screen.findByTestId('batch-done');
    FakeSocket.last.accept();
    push('hello', {});
    // From here on the connection lives.
    await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)));
    const before = reads();
    for (let second = 0; second < 80; second += 10) {
      await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)));
      pushCounts(batch.id, {});
    }
    expect(reads()).toBe(before);
    for (let second = 0; second < 40; second += 10) {
      await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)));
      push('ping', {});
    }
    expect(reads()).toBe(before + 1);
  });

  it('can lose one of its pictures', async () => {
    const jobs = [anItem({}), anItem({})];
    const batch = show(aBatch(jobs));
    const [first] = jobs;
    server.on(`POST /generations/${first!.id}/cancel`, () =>
      json(200, { outcome: 'CANCELLED', job: { ...first, status: 'CANCELLED' } }),
    );
    openApp(`/batches/${batch.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel picture 1' }));
    expect(await screen.findByRole('link', { name: 'Picture 1: Cancelled' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Cancel picture 2' })).toBeEnabled();
  });

  it('shows that a picture which is being made is cancelled, until it is', async () => {
    const running = anItem({ status: 'PROCESSING', progress: 40 });
    const batch = show(aBatch([running, anItem({})]));
    answerCancel(batch, running, 'CANCELLING');
    openApp(`/batches/${batch.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel picture 1' }));
    expect(await screen.findByText('Cancelling…')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Cancel picture 1' })).toBeDisabled();
    show({ ...batch, items: [{ ...running, status: 'CANCELLED' }, batch.items[1]!] });
    push('job.cancelled', { jobId: running.id, batchId: batch.id });
    expect(await screen.findByRole('link', { name: 'Picture 1: Cancelled' })).toBeVisible();
    expect(screen.queryByText('Cancelling…')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Cancel picture 1' })).toBeNull();
  });

  it('says of a picture that can no longer be stopped that it is made, and does not ask again', async () => {
    const running = anItem({ status: 'PROCESSING', progress: 40 });
    const batch = show(aBatch([running, anItem({})]));
    answerCancel(batch, running, 'TOO_LATE');
    openApp(`/batches/${batch.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel picture 1' }));
    expect(await screen.findByText(/can no longer be stopped/)).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Cancel picture 1' })).toBeNull());
    expect(screen.getAllByTestId('batch-item')[0]).toHaveTextContent('Being sewn');
    expect(screen.getByRole('button', { name: 'Cancel picture 2' })).toBeEnabled();
  });

  it('is cancelled as a whole only after a second word', async () => {
    const jobs = [anItem({}), anItem({})];
    const batch = show(aBatch(jobs));
    server.on(`POST /batches/${batch.id}/cancel`, () => {
      const cancelled = jobs.map((job) => ({ ...job, status: 'CANCELLED' as const }));
      return json(200, show({ ...batch, status: 'CANCELLED', items: cancelled }));
    });
    openApp(`/batches/${batch.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel all' }));
    const dialog = await screen.findByRole('dialog', { name: 'Cancel what is not done yet?' });
    expect(server.requests(`POST /batches/${batch.id}/cancel`)).toHaveLength(0);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel all' }));
    expect(await screen.findAllByText('Cancelled')).not.toHaveLength(0);
    expect(server.requests(`POST /batches/${batch.id}/cancel`)).toHaveLength(1);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('lets a failed picture be tried again, once, also after a reload', async () => {
    const failed = anItem({ status: 'FAILED' });
    const batch = show(aBatch([failed], { status: 'FAILED', progress: 100 }));
    const next = aJob();
    server.on(`POST /generations/${failed.id}/retry`, () => json(202, next));
    const first = openApp(`/batches/${batch.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Try picture 1 again' }));
    const link = await screen.findByRole('link', { name: 'New try of picture 1' });
    expect(link).toHaveAttribute('href', `#/jobs/${next.id}`);
    first.unmount();
    openApp(`/batches/${batch.id}`);
    expect(await screen.findByRole('link', { name: 'New try of picture 1' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Try picture 1 again' })).toBeNull();
  });

  it('leads back to its form once it has ended', async () => {
    const done = anItem({ ...aFinishedJob(), request });
    const batch = show(aBatch([done], { status: 'COMPLETED', progress: 100 }));
    server
      .on('GET /models/wonder-brush', () => json(200, aModel()))
      .on(`GET /generations/${done.id}`, () => json(200, done));
    openApp(`/batches/${batch.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Create more' }));
    expect(await screen.findByRole('textbox', { name: 'What to draw' })).toHaveValue('A barn');
  });

  it('says that it is gone', async () => {
    server.on('GET /batches/nothing', () => problem(404, 'NOT_FOUND'));
    openApp('/batches/nothing');
    expect(await screen.findByRole('heading', { name: 'There is no such batch' })).toBeVisible();
  });

  it('is one line on the home screen, and where its pictures lead back to', async () => {
    const batchId = crypto.randomUUID();
    const jobs = [aJob({ batchId, progress: 20 }), aJob({ batchId, progress: 60 })];
    const alone = aJob({ operation: 'model', request });
    server.on('GET /generations', () => json(200, { items: [...jobs, alone], nextCursor: null }));
    show(aBatch(jobs, { id: batchId }));
    server.on(`GET /generations/${jobs[0]!.id}`, () => json(200, jobs[0]));
    const home = openApp();
    const lines = await screen.findAllByTestId('running-job');
    expect(lines.map((line) => line.getAttribute('href'))).toEqual([
      `#/batches/${batchId}`,
      `#/jobs/${alone.id}`,
    ]);
    expect(lines[0]).toHaveTextContent('Batch · 2');
    expect(within(lines[0]!).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '40');
    expect(lines[1]).toHaveTextContent('A barn');
    home.unmount();
    openApp(`/jobs/${jobs[0]!.id}`);
    await screen.findByTestId('job');
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(await screen.findByRole('heading', { name: '2 pictures' })).toBeVisible();
  });
});

function anItem(change: Partial<Job>): Job {
  return aJob({ operation: 'model', ...change });
}

function show(batch: Batch): Batch {
  server.on(`GET /batches/${batch.id}`, () => json(200, batch));
  return batch;
}

/** The request to stop is noted with the job, whatever becomes of it. */
function answerCancel(batch: Batch, job: Job, outcome: 'CANCELLING' | 'TOO_LATE'): void {
  server.on(`POST /generations/${job.id}/cancel`, () => {
    const asked = { ...job, cancelRequested: true };
    show({ ...batch, items: batch.items.map((item) => (item.id === job.id ? asked : item)) });
    return json(200, { outcome, job: asked });
  });
}

let frame = 0;

function push(type: string, data: object): void {
  void act(() => FakeSocket.last.push({ id: String((frame += 1)), type, data }));
}

function pushCounts(batchId: string, counts: Partial<BatchCounts>): void {
  const all = { completed: 0, failed: 0, cancelled: 0, total: 3, ...counts };
  push('batch.progress', { batchId, status: 'PROCESSING', progress: 40, ...all });
}

function progressOfAll(): string | null {
  return screen.getByRole('progressbar', { name: 'Progress of all' }).getAttribute('aria-valuenow');
}
