import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { aFinishedJob, aFinishedPair, aJob, aPicture } from '@/test/fixtures';
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

  it.each(['GET /images', 'GET /generations'])(
    'does not call itself empty once %s could not be read again',
    async (route) => {
      openApp('/gallery');
      await screen.findByRole('heading', { name: 'The rail is empty' });
      server.on(route, () => problem(503, 'SERVICE_UNAVAILABLE', {}, '30'));
      pushCompleted();
      expect(await screen.findByRole('alert')).toHaveTextContent('Too many requests at once.');
      expect(screen.queryByRole('heading', { name: 'The rail is empty' })).toBeNull();
      expect(screen.getByRole('button', { name: /^Try again in/ })).toBeDisabled();
    },
  );

  it('does not call itself empty while it is read again', async () => {
    openApp('/gallery');
    await screen.findByRole('heading', { name: 'The rail is empty' });
    const answered = deferred();
    server.on('GET /images', () => answered.promise);
    pushCompleted();
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'The rail is empty' })).toBeNull());
    answered.resolve(json(200, { items: [aPicture()], nextCursor: null }));
    expect(await screen.findByRole('link', { name: /^Picture/ })).toBeVisible();
  });

  it.each(['GET /images', 'GET /generations'])(
    'says at once that the first load of %s fails, while it is still tried again',
    async (route) => {
      server.on(route, () => problem(503, 'SERVICE_UNAVAILABLE', {}, '30'));
      openApp('/gallery');
      expect(await screen.findByRole('alert')).toHaveTextContent('Too many requests at once.');
      expect(server.requests(route)).toHaveLength(1);
    },
  );

  it('is read at once on request, without waiting for its own next try', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.99);
    server.on('GET /images', () => problem(503, 'SERVICE_UNAVAILABLE'));
    openApp('/gallery');
    await waitFor(() => expect(server.requests('GET /images')).toHaveLength(3));
    server.on('GET /images', () => json(200, { items: [aPicture()], nextCursor: null }));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: /^Picture/ }, { timeout: 1_500 })).toBeVisible();
  });

  it('asks again for a thumbnail that did not come', async () => {
    const picture = aPicture();
    server.on('GET /images', () => json(200, { items: [picture], nextCursor: null }));
    openApp('/gallery');
    const link = await screen.findByRole('link', { name: /^Picture/ });
    fireEvent.error(link.querySelector('img') as HTMLImageElement);
    expect(link.querySelector('img')).toBeNull();
    await waitFor(() => expect(link.querySelector('img')).toHaveAttribute('src', picture.thumbnailUrl));
  });

  it('shows the next page on request', async () => {
    server.on('GET /images', ({ query }) =>
      query.get('cursor') === 'second'
        ? json(200, { items: [aPicture()], nextCursor: null })
        : json(200, { items: [aPicture(), aPicture()], nextCursor: 'second' }),
    );
    openApp('/gallery');
    expect(await screen.findAllByRole('link', { name: /^Picture/ })).toHaveLength(2);
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(screen.getAllByRole('link', { name: /^Picture/ })).toHaveLength(3));
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('hangs what is under way or failed before the pictures', async () => {
    const jobs = [aJob(), aJob({ status: 'FAILED' }), aFinishedJob()];
    server
      .on('GET /generations', () => json(200, { items: jobs, nextCursor: null }))
      .on('GET /images', () => json(200, { items: [aPicture()], nextCursor: null }));
    openApp('/gallery');
    const queued = await screen.findByRole('link', { name: /In the queue/ });
    const all = within(screen.getByRole('main')).getAllByRole('link');
    expect(all).toEqual([
      queued,
      screen.getByRole('link', { name: /Failed/ }),
      screen.getByRole('link', { name: /^Picture/ }),
    ]);
  });

  it('hangs a failure among the pictures by the time it failed', async () => {
    const failed = aJob({
      status: 'FAILED',
      createdAt: '2026-11-20T09:00:00Z',
      finishedAt: '2026-11-20T11:00:00.5Z',
    });
    const [later, earlier] = [
      aPicture({ createdAt: '2026-11-20T12:00:00Z' }),
      aPicture({ createdAt: '2026-11-20T11:00:00Z' }),
    ];
    server
      .on('GET /generations', () => json(200, { items: [failed], nextCursor: null }))
      .on('GET /images', () => json(200, { items: [later, earlier], nextCursor: null }));
    openApp('/gallery');
    await screen.findByRole('link', { name: /Failed/ });
    const hung = within(screen.getByRole('main')).getAllByRole('link');
    expect(hung.map((link) => link.getAttribute('href'))).toEqual(
      [later.jobId, failed.id, earlier.jobId].map((id) => `#/jobs/${id}`),
    );
  });

  it('shows favourites alone on request', async () => {
    server.on('GET /images', ({ query }) =>
      json(200, { items: query.has('favorite') ? [] : [aPicture()], nextCursor: null }),
    );
    openApp('/gallery');
    await screen.findByRole('link', { name: /^Picture/ });
    await userEvent.click(screen.getByRole('radio', { name: 'Favourites' }));
    expect(await screen.findByRole('heading', { name: 'No favourites yet' })).toBeVisible();
  });

  it('marks a favourite at once, and unmarks it if the server refuses', async () => {
    const answered = deferred();
    server
      .on('GET /images', () => json(200, { items: [aPicture()], nextCursor: null }))
      .on('PUT /images/*', () => answered.promise);
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
    const { job, picture } = aFinishedPair();
    server
      .on('GET /images', () => json(200, { items: [picture], nextCursor: null }))
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`DELETE /images/${picture.id}`, () => new Promise(() => undefined));
    openApp('/gallery');
    await userEvent.click(await screen.findByRole('link', { name: /^Picture/ }));
    await deleteIt();
    expect(await screen.findByRole('heading', { name: 'The rail is empty' })).toBeVisible();
  });

  it('is deleted together with its job', async () => {
    const { job, picture } = aFinishedPair();
    server
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`DELETE /images/${picture.id}`, () => json(204, undefined))
      .on(`DELETE /generations/${job.id}`, () => json(204, undefined));
    openApp(`/jobs/${job.id}`);
    await deleteIt();
    expect(await screen.findByText('Deleted')).toBeVisible();
    const deleted = server.seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
    expect(deleted).toEqual([`/images/${picture.id}`, `/generations/${job.id}`]);
  });

  it('is back on the rail if it could not be deleted', async () => {
    const { job, picture } = aFinishedPair();
    server
      .on('GET /images', () => json(200, { items: [picture], nextCursor: null }))
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`DELETE /images/${picture.id}`, () => problem(503, 'SERVICE_UNAVAILABLE'));
    openApp('/gallery');
    await userEvent.click(await screen.findByRole('link', { name: /^Picture/ }));
    await deleteIt();
    expect(await screen.findByText('It could not be deleted; it is back in its place.')).toBeVisible();
    expect(await screen.findByRole('link', { name: /^Picture/ })).toBeVisible();
  });

  it('is compared with the photo it was made of', async () => {
    const job = aFinishedJob({ inputs: someInputs() });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    const slider = await screen.findByRole('slider', { name: 'Before and after' });
    fireEvent.change(slider, { target: { value: '40' } });
    expect(slider).toHaveAttribute('aria-valuetext', '40 % of the photo before');
    expect(pictureAt(job.inputs[0]?.url)).toHaveStyle({ clipPath: 'inset(0 60% 0 0)' });
  });

  it('is shown alone once the photo it was made of is gone', async () => {
    const job = aFinishedJob({ inputs: someInputs() });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    await screen.findByRole('slider', { name: 'Before and after' });
    fireEvent.error(pictureAt(job.inputs[0]?.url));
    expect(screen.queryByRole('slider')).toBeNull();
    expect(screen.getByRole('img', { name: 'The finished picture' })).toBeVisible();
  });

  it.each(['PENDING', 'FAILED'] as const)('that is %s shows the photos it is made of', async (status) => {
    const job = aJob({ status, inputs: someInputs() });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    await screen.findByTestId('job-inputs');
    for (const { url } of job.inputs) expect(pictureAt(url)).toBeVisible();
  });

  it('that failed says why, that it cost nothing, and can be tried again', async () => {
    const failed = aJob({
      status: 'FAILED',
      error: { code: 'PROVIDER_FAILED', message: 'It did not work. Nothing was charged; try again.' },
    });
    const next = aJob();
    server
      .on(`GET /generations/${failed.id}`, () => json(200, failed))
      .on(`GET /generations/${next.id}`, () => json(200, next))
      .on(`POST /generations/${failed.id}/retry`, () => json(202, next));
    openApp(`/jobs/${failed.id}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('It did not work.');
    expect(screen.getAllByText(/Nothing was charged/)).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    const [retry] = server.requests(`POST /generations/${failed.id}/retry`);
    expect(retry?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('whose photos were refused asks for others instead of failing again', async () => {
    const failed = aJob({
      status: 'FAILED',
      error: {
        code: 'PROVIDER_REFUSED',
        message: 'The studio could not see the wrist. Nothing was charged.',
      },
    });
    server.on(`GET /generations/${failed.id}`, () => json(200, failed));
    openApp(`/jobs/${failed.id}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('The studio could not see the wrist.');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Choose other photos' }));
    expect(await screen.findByRole('heading', { name: 'What are we trying on?' })).toBeVisible();
  });

  it('that is being made does not offer what it cannot do', async () => {
    const job = aJob({ status: 'PROCESSING', progress: 20 });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    await screen.findByRole('progressbar', { name: 'Progress' });
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
  });

  it('that can no longer be stopped says so', async () => {
    const job = aJob();
    const started = { ...job, status: 'PROCESSING', cancelRequested: true };
    server
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`POST /generations/${job.id}/cancel`, () => {
        server.on(`GET /generations/${job.id}`, () => json(200, started));
        return json(200, { outcome: 'TOO_LATE', job: started });
      });
    openApp(`/jobs/${job.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText(/can no longer be stopped/)).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull());
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

/** A frame after which the pictures and the jobs are read again. */
function pushCompleted(): void {
  FakeSocket.last.push({ id: '1', type: 'job.completed', data: { jobId: crypto.randomUUID() } });
}

function deferred() {
  let resolve: (answer: Response) => void = () => undefined;
  const promise = new Promise<Response>((settle) => (resolve = settle));
  return { promise, resolve };
}

function someInputs() {
  return ['person', 'item'].map((name) => ({
    uploadId: crypto.randomUUID(),
    url: `/images/uploads/${name}`,
  }));
}

function pictureAt(url: string | undefined): Element {
  const picture = document.querySelector(`img[src="${url}"]`);
  if (!picture) throw new Error(`No picture shows ${url}`);
  return picture;
}
