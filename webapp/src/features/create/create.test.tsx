import { act, screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Batch, BatchRequest, Model, ModelRequest } from '@/shared/api/catalogue-types';
import { FakePictures } from '@/test/fake-pictures';
import { FakeServer, json, noNetwork, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { aBatch, aJob, aModel, anUpload, aPhoto, aPicture, aQuote } from '@/test/fixtures';
import { openApp } from '@/test/open-app';

const user = userEvent.setup({ applyAccept: false });
let server: FakeServer;

/** One parameter of each sort, under names that the app has never heard of. */
const EVERYTHING = aModel({
  inputSchema: {
    type: 'object',
    required: ['motif', 'format'],
    additionalProperties: false,
    properties: {
      motif: { type: 'string', title: 'Motif', minLength: 3, maxLength: 500 },
      format: { type: 'string', title: 'Format', enum: ['1:1', '16:9'], default: '1:1' },
      size: { type: 'string', title: 'Size', enum: ['1K', '4K'], default: '1K' },
      strokes: { type: 'integer', title: 'Strokes', minimum: 1, maximum: 50 },
      strength: { type: 'number', title: 'Strength', minimum: 0, maximum: 1 },
      glossy: { type: 'boolean', title: 'Glossy' },
      title: { type: 'string', title: 'Caption', maxLength: 20 },
      style: {
        type: 'string',
        title: 'Style',
        enum: ['an oil painting of the old school', 'a photograph on film', 'a pencil drawing'],
      },
      models: {
        type: 'array',
        title: 'Patterns',
        minItems: 1,
        maxItems: 3,
        items: { type: 'string', format: 'atelier-image' },
      },
    },
  },
  hints: { motif: 'Say who, where and in what light.', glossy: 'Like a magazine.' },
  defaults: { strokes: 20, glossy: true },
  extraPrice: { size: { '4K': 3 } },
});

beforeEach(() => {
  FakeSocket.install();
  FakePictures.install();
  server = new FakeServer()
    .on('POST /uploads', () => json(201, anUpload()))
    .on('GET /uploads/*', () => problem(404, 'NOT_FOUND'))
    .on('POST /generations/quote', ({ body }) => json(200, quoteOf(body as ModelRequest | BatchRequest)));
  offer(aModel());
});

describe('the catalogue', () => {
  it('shows what each model does and costs, and leads to its form', async () => {
    offer(aModel(), aModel({ id: 'mender', name: 'Mender', kind: 'edit', price: 30, priceUnit: 'diamonds' }));
    openApp('/create');
    const [brush, mender] = await screen.findAllByTestId('model');
    expect(brush).toHaveTextContent('Wonder BrushDraws what you describe.2 actionsFrom words');
    expect(mender).toHaveTextContent('30 diamondsFrom a picture');
    await user.click(screen.getByRole('radio', { name: 'From a picture' }));
    expect(screen.getAllByTestId('model')).toHaveLength(1);
    await user.click(screen.getByTestId('model'));
    expect(await screen.findByRole('heading', { name: 'Mender' })).toBeVisible();
  });

  it('says that the price begins there if values cost extra, and hides what is switched off', async () => {
    offer(EVERYTHING, aModel({ id: 'off', name: 'Off', enabled: false }));
    openApp('/create');
    expect(await screen.findByText('from 2 actions')).toBeVisible();
    expect(screen.queryByText('Off')).toBeNull();
  });

  it('can be read again after a failure', async () => {
    server.on('GET /models', () => problem(503, 'SERVICE_UNAVAILABLE', {}, '30'));
    openApp('/create');
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many requests at once.');
  });

  it('says that a model is gone', async () => {
    openApp('/create/nothing');
    expect(await screen.findByRole('heading', { name: 'There is no such model' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'All models' })).toHaveAttribute('href', '#/create');
  });
});

describe('a form', () => {
  it('asks for each parameter as its schema wants, with hints and defaults', async () => {
    offer(EVERYTHING);
    openApp('/create/wonder-brush');
    const motif = await screen.findByRole('textbox', { name: 'Motif' });
    expect(motif.tagName).toBe('TEXTAREA');
    expect(motif).toHaveAccessibleDescription('Say who, where and in what light.');
    expect(screen.getByText('0 of 500')).toBeVisible();
    const format = screen.getByRole('group', { name: 'Format' });
    expect(within(format).getByRole('radio', { name: '1:1' })).toBeChecked();
    expect(within(format).queryByRole('radio', { name: 'Auto' })).toBeNull();
    expect(screen.getByRole('radio', { name: '4K +3' })).toBeVisible();
    const strokes = screen.getByRole('textbox', { name: /Strokes/ });
    expect(strokes).toHaveValue('20');
    expect(strokes).toHaveAccessibleDescription('From 1 to 50');
    expect(screen.getByRole('textbox', { name: /Strength/ })).toHaveAttribute('inputmode', 'decimal');
    expect(screen.getByRole('switch', { name: /Glossy/ })).toBeChecked();
    expect(screen.getByRole('textbox', { name: /Caption/ }).tagName).toBe('INPUT');
    expect(screen.getByRole('combobox', { name: 'Style' })).toHaveDisplayValue('Auto');
    expect(screen.getByRole('group', { name: /Patterns.*0 of 3/ })).toBeVisible();
  });

  it('sends what is filled in, of the types that the schema names, and leaves out what is empty', async () => {
    const [upload, picture] = [anUpload(), aPicture()];
    server
      .on('POST /uploads', () => json(201, upload))
      .on('GET /images', () => json(200, { items: [picture], nextCursor: null }));
    offer(EVERYTHING);
    openApp('/create/wonder-brush');
    await user.type(await screen.findByRole('textbox', { name: 'Motif' }), 'A lighthouse');
    await user.click(screen.getByRole('radio', { name: '16:9' }));
    await user.clear(screen.getByRole('textbox', { name: /Strokes/ }));
    await user.type(screen.getByRole('textbox', { name: /Strokes/ }), '7');
    await user.type(screen.getByRole('textbox', { name: /Strength/ }), '0,5');
    await user.click(screen.getByRole('switch', { name: /Glossy/ }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Style' }), 'a pencil drawing');
    await user.upload(screen.getByLabelText('Patterns: Choose a photo'), aPhoto());
    expect(await screen.findByRole('img', { name: 'Picture 1' })).toHaveAttribute('src', upload.url);
    await user.click(screen.getByRole('button', { name: 'Patterns: From the gallery' }));
    await user.click(await screen.findByRole('button', { name: /^Picture 1, Nov 20/ }));
    await user.click(screen.getByRole('button', { name: 'Take: 1' }));
    await user.click(await screen.findByRole('button', { name: 'Move picture 2 forward' }));
    const job = acceptJob();
    await press('Create for 2 actions');
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    expect(window.location.hash).toBe(`#/jobs/${job.id}`);
    expect(sent()).toEqual({
      operation: 'model',
      modelId: 'wonder-brush',
      parameters: {
        motif: 'A lighthouse',
        format: '16:9',
        size: '1K',
        strokes: 7,
        strength: 0.5,
        glossy: false,
        style: 'a pencil drawing',
        models: [picture.id, upload.id],
      },
      funding: 'auto',
      expectedSource: 'free',
      maxPrice: 2,
    });
  });

  it('adds what a value costs to the price, before it is complete and after', async () => {
    offer(EVERYTHING);
    openApp('/create/wonder-brush');
    expect(await screen.findByTestId('estimate')).toHaveTextContent('2 actions');
    expect(await screen.findByText(/You have 10 free actions\./)).toBeVisible();
    await user.click(screen.getByRole('radio', { name: '4K +3' }));
    expect(screen.getByTestId('estimate')).toHaveTextContent('5 actions');
    await user.type(screen.getByRole('textbox', { name: 'Motif' }), 'A lighthouse');
    expect(await screen.findByTestId('quote-price')).toHaveTextContent('5 of your 10 free actions, 5 left');
    expect(screen.getByRole('button', { name: 'Create for 5 actions' })).toBeEnabled();
  });

  it('does not send what its schema forbids: it marks the fields and goes to the first', async () => {
    offer(EVERYTHING);
    openApp('/create/wonder-brush');
    await user.clear(await screen.findByRole('textbox', { name: /Strokes/ }));
    await user.type(screen.getByRole('textbox', { name: /Strokes/ }), '60');
    await user.type(screen.getByRole('textbox', { name: /Caption/ }), 'much too long for a caption');
    await press('Create for 2 actions');
    const motif = screen.getByRole('textbox', { name: 'Motif' });
    await waitFor(() => expect(motif).toHaveFocus());
    expect(motif).toBeInvalid();
    expect(motif).toHaveAccessibleDescription(/Fill this in\./);
    expect(screen.getByRole('textbox', { name: /Strokes/ })).toHaveAccessibleDescription(
      'From 1 to 50 The most is 50.',
    );
    expect(screen.getByRole('textbox', { name: /Caption/ })).toHaveAccessibleDescription(
      'At most 20 characters.',
    );
    expect(server.requests('POST /generations')).toHaveLength(0);
    await user.type(motif, 'A lighthouse');
    expect(motif).toBeValid();
  });

  it('says what is wrong with a number once it is left', async () => {
    offer(EVERYTHING);
    openApp('/create/wonder-brush');
    await user.type(await screen.findByRole('textbox', { name: /Strength/ }), 'a lot');
    expect(screen.queryByText('Enter a number.')).toBeNull();
    await user.tab();
    expect(await screen.findByText('Enter a number.')).toBeVisible();
    expect(screen.queryByText('Fill this in.')).toBeNull();
  });

  it('shows what the server refuses at its field, and goes there', async () => {
    server.on('POST /generations', () =>
      problem(422, 'INVALID_PARAMETERS', {
        errors: [{ pointer: '/parameters/prompt', code: 'maxLength', message: 'That is too much to draw.' }],
      }),
    );
    openApp('/create/wonder-brush');
    await fillIn('A lighthouse');
    await press('Create for 2 actions');
    const prompt = screen.getByRole('textbox', { name: 'What to draw' });
    expect(await screen.findByText('That is too much to draw.')).toBeVisible();
    expect(prompt).toBeInvalid();
    expect(prompt).toHaveAccessibleDescription('That is too much to draw.');
    await waitFor(() => expect(prompt).toHaveFocus());
    expect(screen.getByRole('alert')).toHaveTextContent('Check the marked fields.');
    await user.type(prompt, ' at night');
    expect(prompt).toBeValid();
  });

  it('says in the server’s words that a text is not allowed', async () => {
    server.on('POST /generations', () =>
      problem(422, 'CONTENT_NOT_ALLOWED', { detail: 'This is not drawn here.' }),
    );
    openApp('/create/wonder-brush');
    await fillIn('Something bad');
    await press('Create for 2 actions');
    expect(await screen.findByRole('alert')).toHaveTextContent('This is not drawn here.');
  });

  it('keeps what is filled in across a reload', async () => {
    const first = openApp('/create/wonder-brush');
    await fillIn('A lighthouse');
    await user.click(screen.getByRole('button', { name: 'More' }));
    first.unmount();
    openApp('/create/wonder-brush');
    expect(await screen.findByRole('textbox', { name: 'What to draw' })).toHaveValue('A lighthouse');
    expect(screen.getByTestId('copies')).toHaveTextContent('2');
  });

  it('asks again for a choice that the model no longer offers', async () => {
    const offering = (...choices: string[]) =>
      offer(
        aModel({
          inputSchema: {
            type: 'object',
            required: ['format'],
            properties: { format: { type: 'string', title: 'Format', enum: choices } },
          },
        }),
      );
    offering('1:1', '16:9');
    const first = openApp('/create/wonder-brush');
    await user.click(await screen.findByRole('radio', { name: '16:9' }));
    first.unmount();
    offering('1:1', '4:3');
    openApp('/create/wonder-brush');
    await press('Create for 2 actions');
    expect(await screen.findByText('Choose one of these.')).toBeVisible();
    await waitFor(() => expect(screen.getByRole('radio', { name: '1:1' })).toHaveFocus());
  });

  it('shows at its field what the server would refuse as soon as it is asked for the price', async () => {
    server.on('POST /generations/quote', () =>
      problem(422, 'INVALID_PARAMETERS', {
        errors: [{ pointer: '/parameters/prompt', code: 'x', message: 'Not that.' }],
      }),
    );
    openApp('/create/wonder-brush');
    await fillIn('A lighthouse');
    expect(await screen.findByText('Not that.')).toBeVisible();
    expect(promptField()).toBeInvalid();
    expect(screen.getByRole('button', { name: 'Create for 2 actions' })).toBeDisabled();
  });

  it('of a model that is switched off says so and cannot be sent', async () => {
    offer(aModel({ enabled: false }));
    openApp('/create/wonder-brush');
    expect(await screen.findByText(/switched off for now/)).toBeVisible();
    expect(screen.queryByTestId('main-action')).toBeNull();
  });

  it('begins with the parameters of an earlier job', async () => {
    const job = aJob({
      operation: 'model',
      request: { operation: 'model', modelId: 'wonder-brush', parameters: { prompt: 'A red barn' } },
    });
    server.on(`GET /generations/${job.id}`, () => json(200, job));
    openApp(`/create/wonder-brush?again=${job.id}`);
    expect(await screen.findByRole('textbox', { name: 'What to draw' })).toHaveValue('A red barn');
    expect(window.location.hash).toBe('#/create/wonder-brush');
  });

  it('begins with a picture where the model takes one', async () => {
    const picture = aPicture();
    server.on(`GET /images/${picture.id}`, () => json(200, picture));
    offer(EVERYTHING);
    openApp(`/create/wonder-brush?picture=${picture.id}`);
    expect(await screen.findByRole('img', { name: 'Picture 1' })).toHaveAttribute('src', picture.url);
  });

  it('says that a picture is gone, and lets it be removed', async () => {
    server.on('GET /images/*', () => problem(404, 'NOT_FOUND'));
    offer(EVERYTHING);
    openApp(`/create/wonder-brush?picture=${crypto.randomUUID()}`);
    expect(await screen.findByText(/no longer with us/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Remove picture 1' }));
    expect(screen.queryByText(/no longer with us/)).toBeNull();
  });

  it('foresees a shortage of diamonds and what would cover it', async () => {
    const pack = (code: string, unit: string) => ({
      code,
      kind: 'pack',
      unit,
      units: 100,
      price: { amount: '199.00', currency: 'RUB' },
    });
    server
      .on('POST /generations/quote', () =>
        json(200, aQuote({ price: 30, source: null, balanceAfter: null, shortfall: 30 })),
      )
      .on('GET /billing/packs', () =>
        json(200, {
          items: [pack('credits-100', 'credits'), pack('diamonds-100', 'diamonds')],
          nextCursor: null,
        }),
      );
    offer(aModel({ price: 30, priceUnit: 'diamonds' }));
    openApp('/create/wonder-brush');
    expect(await screen.findByText(/You have 0 diamonds\./)).toBeVisible();
    await fillIn('A lighthouse');
    const shortage = await screen.findByRole('region', { name: 'Not enough for this one' });
    expect(await within(shortage).findByText('100 diamonds')).toBeVisible();
    expect(within(shortage).queryByText('100 credits')).toBeNull();
    expect(within(shortage).queryByText(/free actions/)).toBeNull();
  });

  it('is sent once however often it is pressed, and again with its key after a lost answer', async () => {
    server.on('POST /generations', noNetwork);
    openApp('/create/wonder-brush');
    await fillIn('A lighthouse');
    const button = await screen.findByRole('button', { name: 'Create for 2 actions' });
    await waitFor(() => expect(button).toBeEnabled());
    void act(() => {
      button.click();
      button.click();
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('No connection.');
    expect(keys()).toHaveLength(1);
    acceptJob();
    await press('Try again');
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    expect(keys()).toHaveLength(2);
    expect(keys()[1]).toBe(keys()[0]);
  });

  it('is sent again with its key and body after a reload', async () => {
    server.on('POST /generations', () => new Promise(() => undefined));
    const first = openApp('/create/wonder-brush');
    await fillIn('A lighthouse');
    await press('Create for 2 actions');
    await waitFor(() => expect(keys()).toHaveLength(1));
    first.unmount();
    acceptJob();
    openApp('/');
    expect(await screen.findByRole('progressbar', { name: 'Progress' })).toBeVisible();
    expect(keys()[1]).toBe(keys()[0]);
    expect(server.requests('POST /generations')[1]?.body).toEqual(sent());
  });
});

describe('several pictures', () => {
  const seeded = aModel({
    inputSchema: {
      type: 'object',
      required: ['prompt'],
      properties: {
        prompt: { type: 'string', title: 'What to draw' },
        seed: { type: 'integer', title: 'Seed', minimum: 1, maximum: 1000 },
      },
    },
  });

  it('of one set are a batch with a seed each', async () => {
    offer(seeded);
    acceptBatch();
    openApp('/create/wonder-brush');
    await fillIn('A lighthouse');
    await more(2);
    expect(screen.getByText('3 pictures in all')).toBeVisible();
    await press('Create 3 for 6 actions');
    await waitFor(() => expect(keys()).toHaveLength(1));
    const { items, ...rest } = sent() as BatchRequest;
    expect(rest).toMatchObject({ operation: 'batch', funding: 'auto', maxPrice: 6 });
    expect(items).toHaveLength(3);
    const seeds = items.map((item) => item.operation === 'model' && item.parameters.seed);
    expect(new Set(seeds).size).toBe(3);
    expect(seeds.every((seed) => Number(seed) >= 1 && Number(seed) <= 1000)).toBe(true);
  });

  it('keep a seed that was chosen, and are eight at most', async () => {
    offer(seeded);
    acceptBatch();
    openApp('/create/wonder-brush');
    await fillIn('A lighthouse');
    await user.type(screen.getByRole('textbox', { name: /Seed/ }), '42');
    await more(7);
    expect(screen.getByRole('button', { name: 'More' })).toBeDisabled();
    await press('Create 8 for 16 actions');
    await waitFor(() => expect(keys()).toHaveLength(1));
    expect((sent() as BatchRequest).items).toEqual(
      Array.from({ length: 8 }, () => ({
        operation: 'model',
        modelId: 'wonder-brush',
        parameters: { prompt: 'A lighthouse', seed: 42 },
      })),
    );
  });

  it('of several sets are made together, and a fault is shown in its set', async () => {
    openApp('/create/wonder-brush');
    await fillIn('A lighthouse');
    await user.click(screen.getByRole('button', { name: 'Duplicate' }));
    expect(screen.getByRole('radio', { name: 'Set 2' })).toBeChecked();
    expect(promptField()).toHaveValue('A lighthouse');
    await user.type(promptField(), ' at night');
    await user.click(screen.getByRole('button', { name: 'Another set' }));
    expect(promptField()).toHaveValue('');
    await user.click(screen.getByRole('radio', { name: 'Set 1' }));
    await press('Create 3 for 6 actions');
    await waitFor(() => expect(promptField()).toHaveFocus());
    expect(screen.getByRole('radio', { name: /Set 3.*has errors/ })).toBeChecked();
    await user.click(screen.getByRole('button', { name: 'Remove set 3' }));

    server.on('POST /generations', () =>
      problem(422, 'INVALID_PARAMETERS', {
        errors: [{ pointer: '/items/1/parameters/prompt', code: 'x', message: 'Not at night.' }],
      }),
    );
    await user.click(screen.getByRole('radio', { name: 'Set 1' }));
    await press('Create 2 for 4 actions');
    expect(await screen.findByText('Not at night.')).toBeVisible();
    expect(screen.getByRole('radio', { name: /Set 2.*has errors/ })).toBeChecked();
    expect((sent() as BatchRequest).items.map((item) => 'parameters' in item && item.parameters)).toEqual([
      { prompt: 'A lighthouse' },
      { prompt: 'A lighthouse at night' },
    ]);
  });

  it('are never more than the server takes', async () => {
    openApp('/create/wonder-brush');
    await fillIn('A lighthouse');
    await more(7);
    await user.click(screen.getByRole('button', { name: 'Duplicate' }));
    expect(screen.getByText('16 pictures in all')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Duplicate' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Another set' })).toBeDisabled();
  });
});

function offer(...models: Model[]): void {
  server.on('GET /models', () => json(200, { items: models, nextCursor: null }));
  for (const model of models) server.on(`GET /models/${model.id}`, () => json(200, model));
}

/** Two actions a picture, three more for a large one, from the free ones. */
function quoteOf(body: ModelRequest | BatchRequest) {
  const items = body.operation === 'batch' ? body.items : [body];
  const price = items.reduce(
    (sum, item) => sum + 2 + (item.operation === 'model' && item.parameters.size === '4K' ? 3 : 0),
    0,
  );
  return aQuote({ price, balanceAfter: 10 - price });
}

function acceptJob() {
  const job = aJob({ operation: 'model' });
  server.on('POST /generations', () => json(202, job)).on(`GET /generations/${job.id}`, () => json(200, job));
  return job;
}

function acceptBatch(): Batch {
  const batch = aBatch([aJob(), aJob()]);
  server
    .on('POST /generations', () => json(202, batch))
    .on(`GET /batches/${batch.id}`, () => json(200, batch));
  return batch;
}

function promptField(): HTMLElement {
  return screen.getByRole('textbox', { name: 'What to draw' });
}

async function fillIn(prompt: string): Promise<void> {
  await user.type(await screen.findByRole('textbox', { name: 'What to draw' }), prompt);
}

async function more(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await user.click(screen.getByRole('button', { name: 'More' }));
}

async function press(name: string): Promise<void> {
  const button = await screen.findByRole('button', { name });
  await waitFor(() => expect(button).toBeEnabled());
  await user.click(button);
}

function sent(): unknown {
  return server.requests('POST /generations')[0]?.body;
}

function keys(): (string | null)[] {
  return server.requests('POST /generations').map(({ headers }) => headers.get('Idempotency-Key'));
}
