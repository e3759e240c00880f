import { act, screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TryOnRequest } from '@/shared/api/types';
import { FakePictures } from '@/test/fake-pictures';
import { FakeServer, json, noNetwork, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import {
  aBalance,
  aFinishedJob,
  aHeicPhoto,
  aJob,
  anUpload,
  aPhoto,
  aPhotoFile,
  aQuote,
  someTokens,
} from '@/test/fixtures';
import { openApp } from '@/test/open-app';
import { rememberChatPhoto } from './chat-photo';

const user = userEvent.setup({ applyAccept: false });
let server: FakeServer;
let pictures: FakePictures;

beforeEach(() => {
  FakeSocket.install();
  pictures = FakePictures.install();
  server = new FakeServer().on('POST /uploads', () => json(201, anUpload()));
});

describe('the quiz', () => {
  it('goes from the category to the result', async () => {
    const job = aJob();
    server
      .on('POST /generations', () => json(202, job))
      .on(`GET /generations/${job.id}`, () => json(200, job));
    openApp();
    await reachConfirmation();
    expect(screen.getByTestId('quote-price')).toHaveTextContent('2 of your 10 free actions, 8 left');
    expect(
      screen.getByText(/neither subscription nor credits cover it. The picture will carry a watermark/),
    ).toBeVisible();

    await press('Try on for 2 actions');
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    expect(bodies()[0]).toMatchObject({
      operation: 'try-on',
      category: 'dress',
      funding: 'auto',
      expectedSource: 'free',
      maxPrice: 2,
    });

    const finished = aFinishedJob({ id: job.id });
    server.on(`GET /generations/${job.id}`, () => json(200, finished));
    FakeSocket.last.push({ id: '1', type: 'job.completed', data: { jobId: job.id } });
    expect(await screen.findByRole('img', { name: 'The finished picture' })).toHaveAttribute(
      'src',
      finished.images[0]?.url,
    );
    expect(screen.getByText(/Paid: 2 free actions/)).toBeVisible();
  });

  it('goes on from a category with one tap, and marks it for whoever comes back', async () => {
    openApp('/try-on');
    await chooseCategory();
    await user.click(screen.getByRole('button', { name: 'Back' }));
    expect(await screen.findByRole('button', { name: 'Dress', current: true })).toBeVisible();
    expect(screen.getAllByRole('button', { current: true })).toHaveLength(1);
  });

  it('goes on by itself once a photo is there, and offers to go on to whoever comes back', async () => {
    openApp('/try-on');
    await chooseCategory();
    expect(screen.queryByRole('button', { name: 'Continue' })).toBeNull();
    await addPhoto('Photo of the person');
    expect(screen.getByTestId('kept-person')).toBeVisible();
    await goBack();
    expect(await screen.findByText('The photo is ready')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Continue' })).toBeEnabled();
  });

  it('stops at a photo of an extreme shape and warns of it', async () => {
    server.on('POST /uploads', () => json(201, { ...anUpload(), width: 2048, height: 68 }));
    openApp('/try-on');
    await chooseCategory();
    await user.upload(photoField('Photo of the person'), aPhoto());
    expect(await screen.findByText(/very long and narrow/)).toBeVisible();
    await press('Continue');
    expect(await itemStep()).toBeVisible();
  });

  describe('of someone who has tried on before', () => {
    const inputs = [
      { uploadId: crypto.randomUUID(), url: '/images/uploads/me' },
      { uploadId: crypto.randomUUID(), url: '/images/uploads/shirt' },
    ];
    const [me, shirt] = inputs.map(({ uploadId, url }) => ({ ...anUpload(), id: uploadId, url }));

    beforeEach(() => {
      const jobs = [aFinishedJob({ inputs }), aFinishedJob({ inputs })];
      server.on('GET /generations', () => json(200, { items: jobs, nextCursor: null }));
      server.on(`GET /uploads/${me?.id}`, () => json(200, me));
      server.on(`GET /uploads/${shirt?.id}`, () => json(200, shirt));
    });

    it('goes from home to the price with two taps', async () => {
      openApp();
      await user.click(await screen.findByRole('link', { name: 'Dress' }));
      expect(await itemStep()).toBeVisible();
      expect(screen.getByTestId('kept-person').querySelector('img')).toHaveAttribute('src', me?.url);
      await user.click(await screen.findByRole('button', { name: 'Recent photo 1' }));
      expect(await screen.findByText('2 of your 10 free actions, 8 left')).toBeVisible();
      expect(server.requests('POST /uploads')).toHaveLength(0);
    });

    it('offers each recent photo once, and loses one that is gone', async () => {
      openApp();
      await user.click(await screen.findByRole('link', { name: 'Dress' }));
      await itemStep();
      const recent = await screen.findByRole('button', { name: 'Recent photo 1' });
      expect(screen.queryByRole('button', { name: 'Recent photo 2' })).toBeNull();
      server.on(`GET /uploads/${shirt?.id}`, () => problem(404, 'NOT_FOUND'));
      await user.click(recent);
      expect(await screen.findByText('This photo is no longer with us. Choose another.')).toBeVisible();
      expect(screen.queryByRole('button', { name: 'Recent photo 1' })).toBeNull();
    });

    it('asks for the photo of the person if the last one is gone', async () => {
      server.on(`GET /uploads/${me?.id}`, () => problem(404, 'NOT_FOUND'));
      openApp();
      await user.click(await screen.findByRole('link', { name: 'Dress' }));
      expect(await screen.findByRole('heading', { name: 'Your photo' })).toBeVisible();
    });
  });

  describe('with a photo from the chat', () => {
    const startWith = (as: string) => {
      window.history.replaceState(null, '', `/?photo=abc&as=${as}#/`);
      rememberChatPhoto();
      openApp();
    };

    beforeEach(async () => {
      const bytes = await aPhoto().arrayBuffer();
      server.on('GET /chat/photos/abc', () => new Response(new Uint8Array(bytes)));
    });

    it('begins with the category and takes the photo where it belongs', async () => {
      startWith('item');
      expect(window.location.search).toBe('');
      expect(await screen.findByText(/Your photo from the chat is ready/)).toBeVisible();
      await chooseCategory();
      await addPhoto('Photo of the person');
      expect(await screen.findByText('Step 4 of 4')).toBeVisible();
      expect(server.requests('POST /uploads')).toHaveLength(2);
    });

    it('takes the place of the photo that is kept', async () => {
      const inputs = ['me', 'shirt'].map((name) => ({
        uploadId: crypto.randomUUID(),
        url: `/images/uploads/${name}`,
      }));
      const [me] = inputs;
      server
        .on('GET /generations', () => json(200, { items: [aFinishedJob({ inputs })], nextCursor: null }))
        .on(`GET /uploads/${me?.uploadId}`, () => json(200, { ...anUpload(), id: me?.uploadId }));
      startWith('person');
      await user.click(await screen.findByRole('button', { name: 'Dress' }));
      expect(await itemStep()).toBeVisible();
      expect(server.requests('POST /uploads')).toHaveLength(1);
      expect(JSON.parse(sessionStorage.getItem('atelier.try-on') ?? '{}').person.id).not.toBe(me?.uploadId);
    });

    it('can be read again while Telegram is away', async () => {
      const bytes = await aPhoto().arrayBuffer();
      server.on('GET /chat/photos/abc', () =>
        problem(503, 'TELEGRAM_UNAVAILABLE', { detail: 'Telegram is away.' }),
      );
      startWith('person');
      await chooseCategory();
      expect(await screen.findByRole('alert')).toHaveTextContent('Telegram is away.');
      server.on('GET /chat/photos/abc', () => new Response(new Uint8Array(bytes)));
      await press('Try again');
      expect(await itemStep()).toBeVisible();
    });

    it('says that it is gone, and lets another be chosen', async () => {
      server.on('GET /chat/photos/abc', () =>
        problem(404, 'NOT_FOUND', { detail: 'There is no such photo.' }),
      );
      startWith('person');
      await chooseCategory();
      expect(await screen.findByRole('alert')).toHaveTextContent(
        'The photo from the chat could not be read. There is no such photo.',
      );
      await addPhoto('Photo of the person');
    });
  });

  it('leads whoever jumps ahead to the first step that is not done', async () => {
    openApp('/try-on/confirm');
    expect(await screen.findByRole('heading', { name: 'What are we trying on?' })).toBeVisible();
  });

  it('keeps what was chosen across a reload', async () => {
    const first = openApp('/try-on');
    await chooseCategory();
    await addPhoto('Photo of the person');
    first.unmount();
    openApp('/try-on/person');
    expect(await screen.findByText('The photo is ready')).toBeVisible();
  });
});

describe('a photo', () => {
  beforeEach(async () => {
    openApp('/try-on');
    await chooseCategory();
  });

  it.each([
    ['of another type', () => new File(['GIF89a…'], 'a.gif', { type: 'image/gif' }), 'This is not a JPEG'],
    [
      'that only calls itself PNG',
      () => new File(['hello'], 'a.png', { type: 'image/png' }),
      'This is not a JPEG',
    ],
    ['that is empty', () => new File([], 'a.png', { type: 'image/png' }), 'The file is empty.'],
    ['in HEIC', () => unreadable(aHeicPhoto()), 'This is a HEIC photo, and it cannot be opened here.'],
    [
      'that is large and cannot be made smaller',
      () => unreadable(aPhoto('a.png', 6 * 1024 * 1024)),
      'The photo is too large to be sent, and this device cannot make it smaller.',
    ],
  ])('%s is refused before it is sent', async (_what, file, words) => {
    await user.upload(photoField('Photo of the person'), file());
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
    expect(server.requests('POST /uploads')).toHaveLength(0);
  });

  it('that is large is sent smaller, and the screen says so', async () => {
    const photo = aPhotoFile('jpeg', { sizeBytes: 9 * 1024 * 1024 });
    pictures.describe(photo, { width: 4032, height: 3024 });
    await user.upload(photoField('Photo of the person'), photo);
    await itemStep();
    expect(await screen.findByText(/we sent a smaller copy: 2048 × 1536 pixels/)).toBeVisible();
    const sent = (server.requests('POST /uploads')[0]?.body as FormData).get('file') as File;
    expect([sent.type, sent.size]).toEqual(['image/jpeg', 1_000]);
  });

  it('in HEIC is sent as JPEG where the browser opens it, and the screen says so', async () => {
    await user.upload(photoField('Photo of the person'), aHeicPhoto());
    await itemStep();
    expect(await screen.findByText('The photo was in the HEIC format, so we sent it as JPEG.')).toBeVisible();
  });

  it('is sent again by itself when the server says, under the same key', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const patient = userEvent.setup({ applyAccept: false, advanceTimers: vi.advanceTimersByTime });
    const answers = [
      problem(503, 'SERVICE_UNAVAILABLE', {}, '7'),
      problem(409, 'IDEMPOTENCY_IN_PROGRESS', {}, '1'),
      json(201, anUpload()),
    ];
    server.on('POST /uploads', () => answers.shift()!);
    await patient.upload(photoField('Photo of the person'), aPhoto());
    expect(
      await screen.findByText('The studio is busy. We will send the photo again in 7 seconds.'),
    ).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(uploadKeys()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await itemStep()).toBeVisible();
    expect(uploadKeys()).toHaveLength(3);
    expect(new Set(uploadKeys()).size).toBe(1);
  });

  it('that gives way to another while the login is renewed is not sent again, nor taken', async () => {
    let renew: (response: Response) => void = () => undefined;
    server
      .on('POST /uploads', () => problem(401, 'UNAUTHENTICATED'))
      .on('POST /auth/refresh', () => new Promise((resolve) => (renew = resolve)));
    await user.upload(photoField('Photo of the person'), aPhoto('first.png'));
    await waitFor(() => expect(server.requests('POST /auth/refresh')).toHaveLength(1));
    const second = anUpload();
    server.on('POST /uploads', ({ body }) =>
      json(201, ((body as FormData).get('file') as File).name === 'second.png' ? second : anUpload()),
    );
    await user.upload(photoField('Photo of the person'), aPhoto('second.png'));
    expect(await itemStep()).toBeVisible();
    renew(json(200, someTokens()));
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(uploadKeys()).toHaveLength(2);
    expect(JSON.parse(sessionStorage.getItem('atelier.try-on') ?? '{}').person.id).toBe(second.id);
  });

  it('that stops on its way for 30 seconds is sent again', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const patient = userEvent.setup({ applyAccept: false, advanceTimers: vi.advanceTimersByTime });
    server.uploadsStall = true;
    await patient.upload(photoField('Photo of the person'), aPhoto());
    await screen.findByRole('progressbar', { name: 'Uploading' });
    await vi.advanceTimersByTimeAsync(25_000);
    expect(screen.getByRole('progressbar', { name: 'Uploading' })).toBeVisible();
    server.uploadsStall = false;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await itemStep()).toBeVisible();
  });

  it('that is not answered for 90 seconds is sent again under its key', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const patient = userEvent.setup({ applyAccept: false, advanceTimers: vi.advanceTimersByTime });
    server.on('POST /uploads', () => new Promise(() => undefined));
    await patient.upload(photoField('Photo of the person'), aPhoto());
    await waitFor(() => expect(uploadKeys()).toHaveLength(1));
    server.on('POST /uploads', () => json(201, anUpload()));
    await vi.advanceTimersByTimeAsync(80_000);
    expect(uploadKeys()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(await itemStep()).toBeVisible();
    expect(uploadKeys()).toHaveLength(2);
    expect(new Set(uploadKeys()).size).toBe(1);
  });

  it('that gives way to another is not decoded beside it', async () => {
    const [first, second] = [aPhotoFile('jpeg', { name: '1.jpg' }), aPhotoFile('jpeg', { name: '2.jpg' })];
    for (const photo of [first, second]) pictures.describe(photo, { width: 4032, height: 3024 });
    const decode = pictures.holdBitmaps();
    await user.upload(photoField('Photo of the person'), first);
    await waitFor(() => expect(pictures.bitmaps).toHaveLength(1));
    await user.upload(photoField('Photo of the person'), second);
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(pictures.bitmaps).toHaveLength(1);
    decode();
    expect(await itemStep()).toBeVisible();
    expect(pictures.bitmaps).toHaveLength(2);
    expect(uploadKeys()).toHaveLength(1);
  });

  it('that the server refuses is explained in its words, and another can be sent', async () => {
    server.on('POST /uploads', () => problem(422, 'UPLOAD_ANIMATED', { detail: 'The picture moves.' }));
    await user.upload(photoField('Photo of the person'), aPhoto());
    expect(await screen.findByRole('alert')).toHaveTextContent(/^The picture moves\.$/);
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    server.on('POST /uploads', () => json(201, anUpload()));
    await user.upload(photoField('Photo of the person'), aPhoto());
    expect(await itemStep()).toBeVisible();
  });

  it.each([
    ['a bad file', () => new File([], 'a.png', { type: 'image/png' }), 'The file is empty.'],
    ['a file that the server refuses', () => aPhoto('b.png'), 'The picture moves.'],
    ['a file that does not arrive', () => aPhoto('c.png'), 'The photo did not get through.'],
  ])('stays after %s, and says so', async (what, file, words) => {
    const earlier = anUpload();
    server.on('POST /uploads', () => json(201, earlier));
    await addPhoto('Photo of the person');
    await goBack();
    await screen.findByText('The photo is ready');
    server.on('POST /uploads', () =>
      what.endsWith('refuses')
        ? problem(422, 'UPLOAD_ANIMATED', { detail: 'The picture moves.' })
        : problem(503, 'SERVICE_UNAVAILABLE', {}, '0'),
    );
    await user.upload(photoField('Photo of the person'), file());
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(words);
    expect(alert).toHaveTextContent('The earlier photo stays.');
    expect(shownPhoto()).toHaveAttribute('src', earlier.url);
    await press('Continue');
    expect(await screen.findByRole('heading', { name: 'The item' })).toBeVisible();
  });

  it('that the server refuses is not shown as if it were taken', async () => {
    server.on('POST /uploads', () => problem(422, 'UPLOAD_ANIMATED', { detail: 'The picture moves.' }));
    await user.upload(photoField('Photo of the person'), aPhoto());
    await screen.findByRole('alert');
    expect(shownPhoto()).toBeNull();
    expect(screen.getByText('Choose a photo')).toBeVisible();
  });

  it('that did not arrive in four attempts can be sent again, still under its key', async () => {
    server.on('POST /uploads', () => problem(503, 'SERVICE_UNAVAILABLE', {}, '0'));
    await user.upload(photoField('Photo of the person'), aPhoto());
    expect(await screen.findByRole('alert')).toHaveTextContent('The photo did not get through.');
    expect(uploadKeys()).toHaveLength(4);
    server.on('POST /uploads', () => json(201, anUpload()));
    await press('Try again');
    expect(await itemStep()).toBeVisible();
    expect(new Set(uploadKeys()).size).toBe(1);
    await goBack();
    await screen.findByText('The photo is ready');
    await user.upload(photoField('Photo of the person'), aPhoto('another.png'));
    await waitFor(() => expect(uploadKeys()).toHaveLength(6));
    expect(new Set(uploadKeys()).size).toBe(2);
  });
});

describe('paying for it', () => {
  it('shows what is missing and what would cover it', async () => {
    server.on('POST /generations', () =>
      problem(402, 'INSUFFICIENT_FUNDS', {
        required: 2,
        available: 1,
        offers: [
          {
            kind: 'pack',
            code: 'credits-100',
            unit: 'credits',
            units: 100,
            price: { amount: '199.00', currency: 'RUB' },
          },
        ],
      }),
    );
    openApp();
    await reachConfirmation();
    await press('Try on for 2 actions');
    const shortage = await screen.findByRole('region', { name: 'Not enough for this one' });
    expect(within(shortage).getByText('Short by').nextElementSibling).toHaveTextContent('1');
    expect(within(shortage).getByText('100 credits')).toBeVisible();
    expect(within(shortage).getByText('RUB 199')).toBeVisible();
    expect(within(shortage).getByText(/come back on December 1/)).toBeVisible();
  });

  it('foresees a shortage from the quote', async () => {
    server.on('POST /generations/quote', () =>
      json(200, aQuote({ source: null, balanceAfter: null, shortfall: 1 })),
    );
    openApp();
    await reachConfirmation();
    expect(await screen.findByRole('heading', { name: 'Not enough for this one' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'To the wallet' })).toBeEnabled();
    expect(screen.queryByRole('heading', { name: 'Ready to fit' })).toBeNull();
    expect(server.requests('POST /generations')).toHaveLength(0);
  });

  it('leads to the wallet when the balance does not suffice', async () => {
    server.on('POST /generations', () => problem(402, 'INSUFFICIENT_FUNDS', { required: 2, available: 1 }));
    openApp();
    await reachConfirmation();
    await press('Try on for 2 actions');
    expect(await screen.findByRole('heading', { name: 'The balance falls short' })).toBeVisible();
    expect(screen.queryByRole('heading', { name: 'Ready to fit' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    await press('To the wallet');
    expect(await screen.findByRole('heading', { name: 'Wallet' })).toBeVisible();
  });

  it('can be confirmed from the free quota after a refusal', async () => {
    server
      .on('GET /billing/balance', () => json(200, aBalance({ credits: 1 })))
      .on('POST /generations/quote', () => json(200, aQuote({ source: 'credits', balanceAfter: 0 })))
      .on('POST /generations', () => problem(402, 'INSUFFICIENT_FUNDS', { required: 2, available: 1 }));
    openApp();
    await reachConfirmation();
    await press('Try on for 2 credits');
    await screen.findByRole('heading', { name: 'The balance falls short' });
    server.on('POST /generations/quote', () => json(200, aQuote()));
    await user.click(screen.getByRole('switch', { name: /Pay with free actions/ }));
    expect(await screen.findByRole('button', { name: 'Try on for 2 actions' })).toBeEnabled();
    expect(screen.getByRole('heading', { name: 'Ready to fit' })).toBeVisible();
  });

  it('says in the server’s words what is no longer as it was shown', async () => {
    server.on('POST /generations', () =>
      problem(409, 'QUOTE_CHANGED', { detail: 'Something else would pay it than was shown.' }),
    );
    openApp();
    await reachConfirmation();
    await press('Try on for 2 actions');
    expect(await screen.findByText('Something else would pay it than was shown.')).toBeVisible();
    expect(screen.queryByText(/The price or the way to pay has changed/)).toBeNull();
  });

  it('asks again when the price has changed', async () => {
    server.on('POST /generations', () => problem(409, 'QUOTE_CHANGED'));
    openApp();
    await reachConfirmation();
    server.on('POST /generations/quote', () => json(200, aQuote({ source: 'credits', balanceAfter: 98 })));
    await press('Try on for 2 actions');
    expect(await screen.findByText(/The price or the way to pay has changed/)).toBeVisible();
    expect(await screen.findByTestId('quote-price')).toHaveTextContent('2 of your 100 credits, 98 left');
    await press('Try on for 2 credits');
    await waitFor(() => expect(bodies()).toHaveLength(2));
    expect(bodies()[1]).toMatchObject({ expectedSource: 'credits' });
    expect(keys()[1]).not.toBe(keys()[0]);
  });

  it('spends the free quota on request', async () => {
    server
      .on('GET /billing/balance', () => json(200, aBalance({ credits: 100 })))
      .on('POST /generations/quote', ({ body }) =>
        json(
          200,
          (body as TryOnRequest).funding === 'free'
            ? aQuote()
            : aQuote({ source: 'credits', balanceAfter: 98, watermark: false }),
        ),
      );
    openApp();
    await reachConfirmation();
    expect(screen.getByText('Credits pay before free actions. Without a watermark.')).toBeVisible();
    await user.click(await screen.findByRole('switch', { name: /Pay with free actions/ }));
    expect(await screen.findByText('2 of your 10 free actions, 8 left')).toBeVisible();
    expect(screen.getByTestId('quote')).not.toHaveTextContent('neither');
    await press('Try on for 2 actions');
    await waitFor(() => expect(bodies()[0]).toMatchObject({ funding: 'free', expectedSource: 'free' }));
  });

  it('waits as long as an overloaded server asks', async () => {
    server.on('POST /generations', () =>
      problem(503, 'QUEUE_TOO_LONG', { detail: 'The queue is long.' }, '20'),
    );
    openApp();
    await reachConfirmation();
    await press('Try on for 2 actions');
    expect(await screen.findByText('The queue is long.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Try again in 20 seconds' })).toBeDisabled();
  });
});

describe('sending it once', () => {
  it('sends one request however often the button is pressed before the answer', async () => {
    server.on('POST /generations', noNetwork);
    openApp();
    await reachConfirmation();
    await pressThrice('Try on for 2 actions');
    expect(await screen.findByRole('alert')).toHaveTextContent('No connection.');
    expect(keys()).toHaveLength(1);
    await pressThrice('Try again');
    await waitFor(() => expect(keys()).toHaveLength(2));
  });

  it('sends the same key again after a lost answer', async () => {
    server.on('POST /generations', noNetwork);
    openApp();
    await reachConfirmation();
    await press('Try on for 2 actions');
    expect(await screen.findByRole('alert')).toHaveTextContent('No connection.');
    acceptJob();
    await press('Try again');
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    expect(keys()).toHaveLength(2);
    expect(keys()[1]).toBe(keys()[0]);
  });

  it('sends the same key and body again after a reload', async () => {
    server.on('POST /generations', () => new Promise(() => undefined));
    const first = openApp();
    await reachConfirmation();
    await press('Try on for 2 actions');
    await waitFor(() => expect(keys()).toHaveLength(1));
    first.unmount();

    acceptJob();
    openApp('/');
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    expect(keys()).toHaveLength(2);
    expect(keys()[1]).toBe(keys()[0]);
    expect(bodies()[1]).toEqual(bodies()[0]);
  });

  it('takes a new key after a final answer', async () => {
    server.on('POST /generations', () => problem(422, 'UNKNOWN_CATEGORY', { detail: 'No such category.' }));
    openApp();
    await reachConfirmation();
    await press('Try on for 2 actions');
    expect(await screen.findByText('No such category.')).toBeVisible();
    await press('Try on for 2 actions');
    await waitFor(() => expect(keys()).toHaveLength(2));
    expect(keys()[1]).not.toBe(keys()[0]);
  });

  it('does not send what another user left behind', async () => {
    server.on('POST /generations', () => new Promise(() => undefined));
    const first = openApp();
    await reachConfirmation();
    await press('Try on for 2 actions');
    await waitFor(() => expect(keys()).toHaveLength(1));
    first.unmount();

    openApp('/', 42);
    await screen.findByRole('heading', { name: 'Hello, Alina' });
    expect(keys()).toHaveLength(1);
  });
});

async function reachConfirmation(): Promise<void> {
  await user.click(await screen.findByRole('link', { name: /Try something on/ }));
  await chooseCategory();
  await addPhoto('Photo of the person');
  await addPhoto('Photo of the item');
  await screen.findByText('Step 4 of 4');
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Checking the price…' })).toBeNull());
}

async function chooseCategory(): Promise<void> {
  await user.click(await screen.findByRole('button', { name: 'Dress' }));
  await screen.findByRole('heading', { name: 'Your photo' });
}

/** A photo that is fine leads on by itself. */
async function addPhoto(label: 'Photo of the person' | 'Photo of the item'): Promise<void> {
  await screen.findByLabelText(label);
  await user.upload(photoField(label), aPhoto());
  if (label === 'Photo of the person') await itemStep();
}

/** The step after the one at which the person's photo is added. */
function itemStep(): Promise<HTMLElement> {
  return screen.findByRole('heading', { name: 'The item' });
}

async function goBack(): Promise<void> {
  await user.click(screen.getByRole('button', { name: 'Back' }));
}

function photoField(label: string): HTMLElement {
  return screen.getByLabelText(label);
}

function shownPhoto(): HTMLImageElement | null {
  return photoField('Photo of the person').closest('label')?.querySelector('img') ?? null;
}

async function press(name: string): Promise<void> {
  const button = await screen.findByRole('button', { name });
  await waitFor(() => expect(button).toBeEnabled());
  await user.click(button);
}

/** Three clicks so close together that nothing is drawn between them. */
async function pressThrice(name: string): Promise<void> {
  const button = await screen.findByRole('button', { name });
  void act(() => {
    button.click();
    button.click();
    button.click();
  });
}

function acceptJob(): void {
  const job = aJob();
  server.on('POST /generations', () => json(202, job)).on(`GET /generations/${job.id}`, () => json(200, job));
}

function unreadable(file: File): File {
  pictures.describe(file, { width: 0, height: 0, unreadable: true });
  return file;
}

function uploadKeys(): (string | null)[] {
  return server.requests('POST /uploads').map(({ headers }) => headers.get('Idempotency-Key'));
}

function keys(): (string | null)[] {
  return server.requests('POST /generations').map(({ headers }) => headers.get('Idempotency-Key'));
}

function bodies(): unknown[] {
  return server.requests('POST /generations').map(({ body }) => body);
}
