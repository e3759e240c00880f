import { screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakePictures } from '@/test/fake-pictures';
import { FakeServer, json, noNetwork, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { aFinishedJob, aFinishedPair, aJob, aModel, anUpload, aPhoto, aQuote } from '@/test/fixtures';
import { openApp } from '@/test/open-app';

const user = userEvent.setup({ applyAccept: false });
const { job, picture } = aFinishedPair();
let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  FakePictures.install();
  server = new FakeServer()
    .on('GET /uploads/*', () => problem(404, 'NOT_FOUND'))
    .on(`GET /images/${picture.id}`, () => json(200, picture))
    .on(`GET /generations/${job.id}`, () => json(200, job))
    .on('POST /generations/quote', () => json(200, aQuote({ price: 1, balanceAfter: 9 })));
});

describe('a change', () => {
  it('begins at a finished picture and is described in words', async () => {
    openApp(`/jobs/${job.id}`);
    await user.click(await screen.findByRole('link', { name: 'Change it' }));
    expect(await screen.findByRole('img', { name: 'Picture 1' })).toHaveAttribute('src', picture.url);
    await user.type(screen.getByRole('textbox', { name: 'What to change' }), 'An evening sky');
    expect(await screen.findByText('1 of your 10 free actions, 9 left')).toBeVisible();
    acceptJob();
    await press('Change for 1 action');
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    expect(bodies()).toEqual([
      {
        operation: 'edit',
        sourceImageId: picture.id,
        prompt: 'An evening sky',
        funding: 'auto',
        expectedSource: 'free',
        maxPrice: 1,
      },
    ]);
  });

  it('can be a variation, which needs no words', async () => {
    openApp(`/jobs/${job.id}`);
    await user.click(await screen.findByRole('link', { name: 'Variation' }));
    expect(await screen.findByRole('radio', { name: 'Variation' })).toBeChecked();
    expect(screen.queryByRole('textbox')).toBeNull();
    acceptJob();
    await press('Make a variation for 1 action');
    await waitFor(() => expect(bodies()).toHaveLength(1));
    expect(bodies()[0]).toMatchObject({ sourceImageId: picture.id, variation: true });
    expect(bodies()[0]).not.toHaveProperty('prompt');
  });

  it('can be made to a photo from the device', async () => {
    const upload = anUpload();
    server.on('POST /uploads', () => json(201, upload));
    openApp('/');
    await user.click(await screen.findByRole('link', { name: /^Change/ }));
    await user.upload(await screen.findByLabelText('The picture: Choose a photo'), aPhoto());
    await user.type(await screen.findByRole('textbox', { name: 'What to change' }), 'No sign');
    acceptJob();
    await press('Change for 1 action');
    await waitFor(() => expect(bodies()).toHaveLength(1));
    expect(bodies()[0]).toMatchObject({ sourceUploadId: upload.id, prompt: 'No sign' });
  });

  it('says what is missing, and goes there', async () => {
    openApp(`/edit?picture=${picture.id}`);
    await press('Change for 1 action');
    const prompt = screen.getByRole('textbox', { name: 'What to change' });
    await waitFor(() => expect(prompt).toHaveFocus());
    expect(prompt).toBeInvalid();
    expect(prompt).toHaveAccessibleDescription(/Fill this in\./);
    expect(bodies()).toHaveLength(0);
  });

  it('shows what the server says of its words there', async () => {
    server.on('POST /generations', () =>
      problem(422, 'INVALID_PARAMETERS', {
        errors: [{ pointer: '/prompt', code: 'maxLength', message: 'Too many words.' }],
      }),
    );
    openApp(`/edit?picture=${picture.id}`);
    await user.type(await screen.findByRole('textbox', { name: 'What to change' }), 'An evening sky');
    await press('Change for 1 action');
    expect(await screen.findByText('Too many words.')).toBeVisible();
    expect(screen.getByRole('textbox')).toHaveAccessibleDescription(/Too many words\./);
  });

  it('survives a reload while it is made up, and while it is sent', async () => {
    const first = openApp(`/edit?picture=${picture.id}`);
    await user.type(await screen.findByRole('textbox', { name: 'What to change' }), 'An evening sky');
    first.unmount();
    server.on('POST /generations', noNetwork);
    const second = openApp('/edit');
    expect(await screen.findByRole('textbox', { name: 'What to change' })).toHaveValue('An evening sky');
    await press('Change for 1 action');
    expect(await screen.findByRole('alert')).toHaveTextContent('No connection.');
    second.unmount();
    acceptJob();
    openApp('/');
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    const keys = server.requests('POST /generations').map(({ headers }) => headers.get('Idempotency-Key'));
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
    expect(bodies()[1]).toEqual(bodies()[0]);
  });

  it('begins again with an earlier request', async () => {
    const edited = aFinishedJob({
      operation: 'edit',
      request: { operation: 'edit', sourceImageId: picture.id, prompt: 'A red coat' },
    });
    server.on(`GET /generations/${edited.id}`, () => json(200, edited));
    openApp(`/jobs/${edited.id}`);
    expect(await screen.findByTestId('job-words')).toHaveTextContent('A red coat');
    await press('Again, or a bit differently');
    expect(await screen.findByRole('textbox', { name: 'What to change' })).toHaveValue('A red coat');
    expect(window.location.hash).toBe('#/edit');
    expect(await screen.findByRole('img', { name: 'Picture 1' })).toHaveAttribute('src', picture.url);
    await user.click(screen.getByRole('button', { name: 'Back' }));
    expect(await screen.findByTestId('job-words')).toBeVisible();
  });
});

describe('a picture', () => {
  it('is taken into a model of one’s choice', async () => {
    const mender = aModel({
      id: 'mender',
      name: 'Mender',
      kind: 'edit',
      inputSchema: {
        type: 'object',
        required: ['base'],
        properties: { base: { type: 'string', title: 'Base', format: 'atelier-image' } },
      },
    });
    server
      .on('GET /models', () => json(200, { items: [aModel(), mender], nextCursor: null }))
      .on('GET /models/mender', () => json(200, mender));
    openApp(`/jobs/${job.id}`);
    await user.click(await screen.findByRole('link', { name: 'Use in a model' }));
    expect(await screen.findAllByTestId('model')).toHaveLength(1);
    await user.click(screen.getByTestId('model'));
    expect(await screen.findByRole('img', { name: 'Picture 1' })).toHaveAttribute('src', picture.url);
    acceptJob();
    await press('Create for 1 action');
    await waitFor(() => expect(bodies()[0]).toMatchObject({ parameters: { base: picture.id } }));
  });
});

describe('a failed job of a model', () => {
  const request = { operation: 'model', modelId: 'wonder-brush', parameters: { prompt: 'A barn' } } as const;

  it('can be tried again, or changed first', async () => {
    const failed = showJob(aJob({ operation: 'model', status: 'FAILED', request }));
    openApp(`/jobs/${failed.id}`);
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeEnabled();
    expect(screen.getByRole('link', { name: 'Change and try again' })).toHaveAttribute(
      'href',
      `#/create/wonder-brush?again=${failed.id}`,
    );
  });

  it('that would be refused again can only be changed', async () => {
    const error = { code: 'PROVIDER_REFUSED', message: 'It refuses.' };
    const failed = showJob(aJob({ operation: 'model', status: 'FAILED', request, error }));
    server.on('GET /models/wonder-brush', () => json(200, aModel()));
    openApp(`/jobs/${failed.id}`);
    await press('Change and try again');
    expect(await screen.findByRole('textbox', { name: 'What to draw' })).toHaveValue('A barn');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  function showJob(failed: ReturnType<typeof aJob>) {
    server.on(`GET /generations/${failed.id}`, () => json(200, failed));
    return failed;
  }
});

function acceptJob(): void {
  const next = aJob({ operation: 'edit' });
  server
    .on('POST /generations', () => json(202, next))
    .on(`GET /generations/${next.id}`, () => json(200, next));
}

async function press(name: string): Promise<void> {
  const button = await screen.findByRole('button', { name });
  await waitFor(() => expect(button).toBeEnabled());
  await user.click(button);
}

function bodies(): unknown[] {
  return server.requests('POST /generations').map(({ body }) => body);
}
