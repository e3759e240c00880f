import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { aFinishedJob, aFinishedPair, aJob, anUpload, aPicture, aQuote } from '@/test/fixtures';
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

  it('sorts the pictures by day, and says what each is of', async () => {
    const pictures = [
      aPicture({ createdAt: '2026-11-20T12:00:00Z', category: 'dress' }),
      aPicture({ createdAt: '2026-11-18T12:00:00Z' }),
      aPicture({ createdAt: '2026-11-18T11:00:00Z' }),
    ];
    server.on('GET /images', () => json(200, { items: pictures, nextCursor: null }));
    openApp('/gallery');
    const day = await screen.findByRole('region', { name: 'November 20' });
    expect(within(day).getByRole('link', { name: /^Dress, Nov 20/ })).toBeVisible();
    expect(
      within(screen.getByRole('region', { name: 'November 18' })).getAllByTestId('gallery-picture'),
    ).toHaveLength(2);
  });

  it('deletes several pictures at once', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const patient = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    const pictures = [aPicture({ category: 'dress' }), aPicture({ category: 'bag' }), aPicture()];
    server
      .on('GET /images', () => json(200, { items: pictures, nextCursor: null }))
      .on('DELETE /images/*', () => json(204, undefined))
      .on('DELETE /generations/*', () => json(204, undefined));
    openApp('/gallery');
    await patient.click(await screen.findByRole('button', { name: 'Select' }));
    expect(screen.getByRole('button', { name: 'Delete' })).toBeDisabled();
    await patient.click(screen.getByRole('button', { name: /^Dress/ }));
    await patient.click(screen.getByRole('button', { name: /^Bag/ }));
    expect(screen.getByText('Selected: 2')).toBeVisible();
    await patient.click(screen.getByRole('button', { name: 'Delete' }));
    expect(await screen.findAllByTestId('gallery-picture')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(6_500);
    const deleted = server.seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
    expect(deleted.sort()).toEqual(
      pictures
        .slice(0, 2)
        .flatMap(({ id, jobId }) => [`/images/${id}`, `/generations/${jobId}`])
        .sort(),
    );
  });

  it('deletes failed jobs together with pictures', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const patient = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    const picture = aPicture({ category: 'dress' });
    const failed = aJob({ status: 'FAILED' });
    server
      .on('GET /images', () => json(200, { items: [picture], nextCursor: null }))
      .on('GET /generations', () => json(200, { items: [failed], nextCursor: null }))
      .on('DELETE /images/*', () => json(204, undefined))
      .on('DELETE /generations/*', () => json(204, undefined));
    openApp('/gallery');
    await screen.findByRole('link', { name: /^Dress/ });
    await patient.click(screen.getByRole('button', { name: 'Select' }));
    const tile = screen.getByRole('button', { name: /: Failed$/ });
    await patient.click(tile);
    expect(tile).toHaveAttribute('aria-pressed', 'true');
    await patient.click(screen.getByRole('button', { name: /^Dress/ }));
    await patient.click(screen.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByRole('heading', { name: 'The rail is empty' })).toBeVisible();
    await vi.advanceTimersByTimeAsync(6_500);
    const deleted = server.seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
    expect(deleted.sort()).toEqual(
      [`/generations/${failed.id}`, `/images/${picture.id}`, `/generations/${picture.jobId}`].sort(),
    );
  });

  it('lets failed jobs alone be chosen', async () => {
    server.on('GET /generations', () => json(200, { items: [aJob({ status: 'FAILED' })], nextCursor: null }));
    openApp('/gallery');
    await userEvent.click(await screen.findByRole('button', { name: 'Select' }));
    await userEvent.click(screen.getByRole('button', { name: /: Failed$/ }));
    expect(screen.getByText('Selected: 1')).toBeVisible();
  });

  it('gives the focus to its heading after deleting, one step from undoing that', async () => {
    const picture = aPicture({ category: 'dress' });
    server.on('GET /images', () => json(200, { items: [picture, aPicture()], nextCursor: null }));
    openApp('/gallery');
    await userEvent.click(await screen.findByRole('button', { name: 'Select' }));
    await userEvent.click(screen.getByRole('button', { name: /^Dress/ }));
    screen.getByRole('button', { name: 'Delete' }).focus();
    await userEvent.keyboard('{Enter}');
    expect(screen.getByRole('heading', { name: 'Gallery' })).toHaveFocus();
    await userEvent.tab({ shift: true });
    expect(screen.getByRole('button', { name: 'Undo' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByRole('link', { name: /^Dress/ })).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Gallery' })).toHaveFocus();
  });

  it('gives the focus back to its heading when the time for undoing is over', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const patient = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    server
      .on('GET /images', () => json(200, { items: [aPicture({ category: 'dress' })], nextCursor: null }))
      .on('DELETE /images/*', () => json(204, undefined))
      .on('DELETE /generations/*', () => json(204, undefined));
    openApp('/gallery');
    await patient.click(await screen.findByRole('button', { name: 'Select' }));
    await patient.click(screen.getByRole('button', { name: /^Dress/ }));
    await patient.click(screen.getByRole('button', { name: 'Delete' }));
    await patient.tab({ shift: true });
    expect(screen.getByRole('button', { name: 'Undo' })).toHaveFocus();
    await vi.advanceTimersByTimeAsync(6_500);
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    expect(screen.getByRole('heading', { name: 'Gallery' })).toHaveFocus();
  });

  it('lets a thumbnail be loaded again that did not come', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const patient = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    const picture = aPicture();
    server.on('GET /images', () => json(200, { items: [picture], nextCursor: null }));
    openApp('/gallery');
    const link = await screen.findByRole('link', { name: /^Picture/ });
    for (const wait of [1_000, 3_000, 10_000, 0]) {
      expect(screen.queryByRole('button', { name: 'Load the picture again' })).toBeNull();
      fireEvent.error(link.querySelector('img') as HTMLImageElement);
      await act(async () => void (await vi.advanceTimersByTimeAsync(wait)));
    }
    const reads = server.requests('GET /images').length;
    await patient.click(screen.getByRole('button', { name: 'Load the picture again' }));
    expect(link.querySelector('img')).toHaveAttribute('src', picture.thumbnailUrl);
    expect(screen.queryByRole('button', { name: 'Load the picture again' })).toBeNull();
    await waitFor(() => expect(server.requests('GET /images').length).toBe(reads + 1));
    fireEvent.error(link.querySelector('img') as HTMLImageElement);
    expect(screen.getByRole('button', { name: 'Load the picture again' })).toBeVisible();
  });

  it('leads to the first try-on when it is empty', async () => {
    openApp('/gallery');
    await userEvent.click(await screen.findByRole('link', { name: 'Try something on' }));
    expect(await screen.findByRole('heading', { name: 'What are we trying on?' })).toBeVisible();
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
  describe('that is deleted', () => {
    const { job, picture } = aFinishedPair();
    let patient: ReturnType<typeof userEvent.setup>;

    beforeEach(() => {
      vi.useFakeTimers({ shouldAdvanceTime: true });
      patient = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
      server
        .on('GET /images', () => json(200, { items: [picture], nextCursor: null }))
        .on(`GET /generations/${job.id}`, () => json(200, job))
        .on(`DELETE /images/${picture.id}`, () => json(204, undefined))
        .on(`DELETE /generations/${job.id}`, () => json(204, undefined));
    });

    const deleteIt = async () => {
      openApp('/gallery');
      await patient.click(await screen.findByRole('link', { name: /^Picture/ }));
      await patient.click(await screen.findByRole('button', { name: 'Delete' }));
      await screen.findByRole('heading', { name: 'The rail is empty' });
    };

    const deletions = () => server.seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path);

    it('is off the rail at once, and deleted with its job once that can no longer be undone', async () => {
      await deleteIt();
      expect(screen.getByText('Deleted: 1')).toBeVisible();
      pushCompleted();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(screen.getByRole('heading', { name: 'The rail is empty' })).toBeVisible();
      expect(deletions()).toEqual([]);
      await vi.advanceTimersByTimeAsync(1_500);
      expect(deletions()).toEqual([`/images/${picture.id}`, `/generations/${job.id}`]);
    });

    it('leaves the focus on the heading of the gallery, one step from undoing it', async () => {
      await deleteIt();
      expect(screen.getByRole('heading', { name: 'Gallery' })).toHaveFocus();
      await patient.tab({ shift: true });
      expect(screen.getByRole('button', { name: 'Undo' })).toHaveFocus();
      await vi.advanceTimersByTimeAsync(6_500);
      expect(deletions()).toHaveLength(2);
    });

    it('is brought back by undoing it, and never sent', async () => {
      await deleteIt();
      await patient.click(screen.getByRole('button', { name: 'Undo' }));
      expect(await screen.findByRole('link', { name: /^Picture/ })).toBeVisible();
      expect(screen.queryByText('Deleted: 1')).toBeNull();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(deletions()).toEqual([]);
    });

    it('is deleted when the app is opened again if it was closed meanwhile', async () => {
      await deleteIt();
      cleanup();
      vi.clearAllTimers();
      expect(deletions()).toEqual([]);
      openApp('/gallery');
      await waitFor(() => expect(deletions()).toHaveLength(2));
    });

    it('is back on the rail if the server refuses, and its job is not deleted', async () => {
      server.on(`DELETE /images/${picture.id}`, () => problem(503, 'SERVICE_UNAVAILABLE'));
      await deleteIt();
      await vi.advanceTimersByTimeAsync(6_500);
      expect(await screen.findByText('It could not be deleted; it is back in its place.')).toBeVisible();
      expect(await screen.findByRole('link', { name: /^Picture/ })).toBeVisible();
      expect(deletions()).toEqual([`/images/${picture.id}`]);
    });

    it('is gone in another tab, too', async () => {
      await deleteIt();
      const other = new BroadcastChannel('atelier');
      const told = new Promise((resolve) => (other.onmessage = resolve));
      await vi.advanceTimersByTimeAsync(6_500);
      await told;
      other.close();
    });
  });

  it('is read again when another tab has changed the jobs', async () => {
    openApp('/gallery');
    await screen.findByRole('heading', { name: 'The rail is empty' });
    server.on('GET /images', () => json(200, { items: [aPicture()], nextCursor: null }));
    const other = new BroadcastChannel('atelier');
    other.postMessage('jobs-changed');
    expect(await screen.findByRole('link', { name: /^Picture/ })).toBeVisible();
    other.close();
  });

  it('that does not come is offered again', async () => {
    const job = aFinishedJob();
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    fireEvent.error(await screen.findByTestId('result-image'));
    expect(await screen.findByRole('alert')).toHaveTextContent('The picture could not be loaded.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByTestId('result-image')).toBeVisible();
    await waitFor(() => expect(server.requests(`GET /generations/${job.id}`).length).toBeGreaterThan(1));
  });

  it('is found by its hold, too', async () => {
    const job = aFinishedJob();
    server
      .on('GET /generations/a-hold', () => json(200, job))
      .on(`GET /generations/${job.id}`, () => json(200, job));
    openApp('/jobs/a-hold');
    expect(await screen.findByTestId('result-image')).toBeVisible();
    expect(window.location.hash).toBe(`#/jobs/${job.id}`);
  });

  it('is shown over the whole screen, and gives the focus back', async () => {
    const { job, picture } = aFinishedPair();
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    const open = await screen.findByRole('button', { name: 'Full screen' });
    await userEvent.click(open);
    const dialog = await screen.findByRole('dialog', { name: 'The finished picture' });
    expect(await within(dialog).findByTestId('full-picture')).toHaveAttribute('src', picture.url);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(open).toHaveFocus();
  });

  it('is shared as a file where the device can', async () => {
    const { job, picture } = aFinishedPair();
    const shared = vi.fn(() => Promise.resolve());
    vi.stubGlobal('navigator', Object.assign(navigator, { canShare: () => true, share: shared }));
    server
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`GET /images/${picture.id}`, () => json(200, picture))
      .on(`GET ${picture.downloadUrl}`, () => new Response('a picture'));
    openApp(`/jobs/${job.id}`);
    const button = await screen.findByRole('button', { name: 'Share' });
    await waitFor(() => expect(button).toBeEnabled());
    await userEvent.click(button);
    await waitFor(() => expect(shared).toHaveBeenCalledOnce());
    const [{ files }] = shared.mock.calls[0] as unknown as [{ files: File[] }];
    expect(files[0]?.name).toMatch(/^atelier-.*\.jpg$/);
    Object.assign(navigator, { canShare: undefined, share: undefined });
  });

  it('leads to another item on the same photo', async () => {
    const job = aFinishedJob({ category: 'dress', inputs: someInputs() });
    const [person] = job.inputs;
    const upload = { ...anUpload(), id: person?.uploadId };
    server
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`GET /uploads/${person?.uploadId}`, () => json(200, upload));
    openApp(`/jobs/${job.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Another item on this photo' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Glasses' }));
    expect(await screen.findByRole('heading', { name: 'The item' })).toBeVisible();
    expect(screen.getByTestId('kept-person').querySelector('img')).toHaveAttribute('src', upload.url);
  });

  it('leads to a variation of itself, to be confirmed with its price', async () => {
    const job = aFinishedJob({ category: 'dress', inputs: someInputs() });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    job.inputs.forEach(({ uploadId }) =>
      server.on(`GET /uploads/${uploadId}`, () => json(200, { ...anUpload(), id: uploadId })),
    );
    openApp(`/jobs/${job.id}`);
    await userEvent.click(await screen.findByRole('link', { name: /for a variation/ }));
    expect(await screen.findByRole('heading', { name: 'Ready to fit' })).toBeVisible();
    expect(await screen.findByText('2 of your 10 free actions, 8 left')).toBeVisible();
    await waitFor(() =>
      expect(server.requests('POST /generations/quote').at(-1)?.body).toMatchObject({
        category: 'dress',
        personUploadId: job.inputs[0]?.uploadId,
        itemUploadId: job.inputs[1]?.uploadId,
      }),
    );
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
    expect(screen.getByTestId('retry-cost')).toHaveTextContent('Another try costs 2 free actions');
    expect(screen.getByText(`Support code: ${failed.id}`)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    const [retry] = server.requests(`POST /generations/${failed.id}/retry`);
    expect(retry?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('that would be paid from elsewhere now is confirmed anew before another try', async () => {
    const failed = aJob({ status: 'FAILED', category: 'dress', inputs: someInputs() });
    server
      .on(`GET /generations/${failed.id}`, () => json(200, failed))
      .on('POST /generations/quote', () => json(200, aQuote({ source: 'credits', balanceAfter: 3 })))
      .on(`POST /generations/${failed.id}/retry`, () => problem(409, 'QUOTE_CHANGED'));
    failed.inputs.forEach(({ uploadId }) =>
      server.on(`GET /uploads/${uploadId}`, () => json(200, { ...anUpload(), id: uploadId })),
    );
    openApp(`/jobs/${failed.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('2 of your 5 credits, 3 left')).toBeVisible();
  });

  it('whose photos were refused asks for others instead of failing again', async () => {
    const failed = aJob({
      status: 'FAILED',
      error: {
        code: 'PROVIDER_REFUSED',
        message: 'The studio could not see the wrist. Nothing was charged.',
      },
      category: 'watch',
    });
    server.on(`GET /generations/${failed.id}`, () => json(200, failed));
    openApp(`/jobs/${failed.id}`);
    expect(await screen.findByRole('alert')).toHaveTextContent('The studio could not see the wrist.');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(screen.queryByTestId('retry-cost')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Choose other photos' }));
    expect(await screen.findByRole('heading', { name: 'Your photo' })).toBeVisible();
  });

  it('that is being made can be asked to stop, once, and shows that it is being cancelled', async () => {
    const job = aJob({ status: 'PROCESSING', progress: 20 });
    server
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`POST /generations/${job.id}/cancel`, () => {
        const asked = { ...job, cancelRequested: true };
        server.on(`GET /generations/${job.id}`, () => json(200, asked));
        return json(200, { outcome: 'CANCELLING', job: asked });
      });
    openApp(`/jobs/${job.id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('Cancelling…')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Cancel' })).toBeDisabled();
    expect(server.requests(`POST /generations/${job.id}/cancel`)).toHaveLength(1);
    FakeSocket.last.accept();
    server.on(`GET /generations/${job.id}`, () => json(200, { ...job, status: 'CANCELLED' }));
    FakeSocket.last.push({ id: '1', type: 'job.cancelled', data: { jobId: job.id } });
    expect(await screen.findByRole('heading', { name: 'Cancelled' })).toBeVisible();
  });

  it('says how long it usually takes, and after that what happens if it does not come', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const now = Date.now();
    const job = aJob({
      status: 'PROCESSING',
      usualSeconds: 20,
      startedAt: new Date(now).toISOString(),
      deadlineAt: new Date(now + 600_000).toISOString(),
    });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    expect(await screen.findByText('Usually takes about 20 seconds')).toBeVisible();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(screen.getByTestId('job-waiting')).toHaveTextContent(
      /longer than usual. If there is no picture by .*, we stop, and nothing is charged/,
    );
  });

  it('that waits in a paused queue says so instead of "next", and can be cancelled', async () => {
    const job = aJob({ queuePosition: 1, queuePause: { until: '2026-11-20T15:30:00Z' } });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/jobs/${job.id}`);
    expect(await screen.findByText(/has paused new pictures until/)).toBeVisible();
    expect(screen.queryByText('You are next')).toBeNull();
    expect(screen.getByRole('button', { name: 'Cancel' })).toBeEnabled();
    FakeSocket.last.push({
      id: '1',
      type: 'job.progress',
      data: { jobId: job.id, status: 'PROCESSING', progress: 5, sequence: 1 },
    });
    await waitFor(() => expect(screen.queryByText(/has paused new pictures/)).toBeNull());
  });

  it.each(['PENDING', 'PROCESSING'] as const)(
    'that can no longer be stopped says so and is not asked again, also after a reload (%s)',
    async (status) => {
      const job = aJob({ status });
      server
        .on(`GET /generations/${job.id}`, () => json(200, job))
        .on(`POST /generations/${job.id}/cancel`, () => {
          const started = { ...job, status: 'PROCESSING', cancelRequested: true };
          server.on(`GET /generations/${job.id}`, () => json(200, started));
          return json(200, { outcome: 'TOO_LATE', job: started });
        });
      const first = openApp(`/jobs/${job.id}`);
      await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
      expect(await screen.findByText(/can no longer be stopped/)).toBeVisible();
      await waitFor(() => expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull());
      expect(screen.getByTestId('job')).toHaveAttribute('data-status', 'PROCESSING');
      expect(screen.queryByText('Cancelling…')).toBeNull();
      first.unmount();
      openApp(`/jobs/${job.id}`);
      await screen.findByRole('progressbar', { name: 'Progress' });
      expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
    },
  );

  it('of nobody, or of someone else, does not exist', async () => {
    openApp(`/jobs/${crypto.randomUUID()}`);
    expect(await screen.findByRole('heading', { name: 'There is no such picture' })).toBeVisible();
  });
});

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
