import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { aFinishedJob, aJob } from '@/test/fixtures';
import { openApp } from '@/test/open-app';

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer();
});

describe('the gallery', () => {
  it('says that it is empty', async () => {
    openApp('/gallery');
    expect(await screen.findByRole('heading', { name: 'The rail is empty' })).toBeVisible();
  });

  it('shows the next page on request', async () => {
    server.on('GET /generations', ({ query }) =>
      query.get('cursor') === 'second'
        ? json(200, { items: [aFinishedJob()], nextCursor: null })
        : json(200, { items: [aFinishedJob(), aFinishedJob()], nextCursor: 'second' }),
    );
    openApp('/gallery');
    expect(await screen.findAllByTestId('job-tile')).toHaveLength(2);
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(screen.getAllByTestId('job-tile')).toHaveLength(3));
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('tells how each job stands', async () => {
    const jobs = [aJob(), aJob({ status: 'FAILED' }), aFinishedJob()];
    server.on('GET /generations', () => json(200, { items: jobs, nextCursor: null }));
    openApp('/gallery');
    expect(await screen.findByRole('link', { name: /In the queue/ })).toBeVisible();
    expect(screen.getByRole('link', { name: /Failed/ })).toBeVisible();
    expect(screen.getByRole('link', { name: /Done/ })).toBeVisible();
  });

  it('marks a favourite at once, and unmarks it if the server refuses', async () => {
    const answered = deferred();
    server
      .on('GET /generations', () => json(200, { items: [aFinishedJob()], nextCursor: null }))
      .on('PUT /generations/*', () => answered.promise);
    openApp('/gallery');
    const heart = await screen.findByRole('button', { name: 'Add to favourites' });
    await userEvent.click(heart);
    expect(
      await screen.findByRole('button', { name: 'Remove from favourites', pressed: true }),
    ).toBeVisible();
    answered.resolve(problem(500, 'INTERNAL_ERROR'));
    expect(await screen.findByRole('button', { name: 'Add to favourites', pressed: false })).toBeVisible();
    expect(screen.getByText('The heart did not stick. Try again.')).toBeVisible();
  });
});

describe('a picture', () => {
  it('is deleted after a question, and is gone from the rail before the answer', async () => {
    const job = aFinishedJob();
    server
      .on('GET /generations', () => json(200, { items: [job], nextCursor: null }))
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`DELETE /generations/${job.id}`, () => new Promise(() => undefined));
    openApp('/gallery');
    await userEvent.click(await screen.findByTestId('job-tile'));
    await deleteIt();
    expect(await screen.findByRole('heading', { name: 'The rail is empty' })).toBeVisible();
  });

  it('is back on the rail if it could not be deleted', async () => {
    const job = aFinishedJob();
    server
      .on('GET /generations', () => json(200, { items: [job], nextCursor: null }))
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`DELETE /generations/${job.id}`, () => problem(503, 'SERVICE_UNAVAILABLE'));
    openApp('/gallery');
    await userEvent.click(await screen.findByTestId('job-tile'));
    await deleteIt();
    expect(await screen.findByText('It could not be deleted; it is back in its place.')).toBeVisible();
    expect(await screen.findByTestId('job-tile')).toBeVisible();
  });

  it('that failed says why, that it cost nothing, and can be tried again', async () => {
    const failed = aJob({
      status: 'FAILED',
      error: { code: 'PROVIDER_REFUSED', message: 'The studio could not see the wrist.' },
    });
    const next = aJob();
    server
      .on(`GET /generations/${failed.id}`, () => json(200, failed))
      .on(`GET /generations/${next.id}`, () => json(200, next))
      .on(`POST /generations/${failed.id}/retry`, () => json(202, next));
    openApp(`/jobs/${failed.id}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('The studio could not see the wrist.');
    expect(screen.getByText('Nothing was charged.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    const [retry] = server.requests(`POST /generations/${failed.id}/retry`);
    expect(retry?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('that can no longer be stopped says so', async () => {
    const job = aJob({ status: 'PROCESSING', progress: 20 });
    server
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`POST /generations/${job.id}/cancel`, () =>
        json(200, { outcome: 'TOO_LATE', job: { ...job, cancelRequested: true } }),
      );
    openApp(`/jobs/${job.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText(/can no longer be stopped/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Cancel' })).toBeDisabled();
  });

  it('of nobody, or of someone else, does not exist', async () => {
    openApp(`/jobs/${crypto.randomUUID()}`);
    expect(await screen.findByRole('heading', { name: 'There is no such picture' })).toBeVisible();
  });
});

async function deleteIt(): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
  const dialog = await screen.findByRole('dialog', { name: 'Delete this for good?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
}

function deferred() {
  let resolve: (answer: Response) => void = () => undefined;
  const promise = new Promise<Response>((settle) => (resolve = settle));
  return { promise, resolve };
}
