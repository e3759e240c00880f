import { act, screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { someTokens } from '@/test/fixtures';
import { openApp } from '@/test/open-app';
import type { ModelRoute, Models, OperatorModel, Providers } from './api/operator-types';

const MODELS = 'GET /admin/generation/models';
const CHANGE_BANANA = 'PUT /admin/generation/models/nano-banana-2';

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer();
  const tokens = someTokens();
  const asOperator = () => json(200, { ...tokens, user: { ...tokens.user, roles: ['USER', 'ADMIN'] } });
  server.on('POST /auth/telegram', asOperator).on('POST /auth/refresh', asOperator);
});

describe('the models', () => {
  it('are reached from the overview', async () => {
    know(aModel());
    openApp('/operator');
    await userEvent.click(await screen.findByRole('link', { name: 'Models' }));
    expect(await screen.findByRole('heading', { name: 'Nano Banana 2' })).toBeVisible();
  });

  it('are shown with price, route, and why they are not offered', async () => {
    const absent = aRoute('venice', { available: false });
    know(
      aModel({ price: 7 }),
      aModel({ id: 'off', name: 'Off', offered: false, enabled: false }),
      aModel({ id: 'alone', name: 'Alone', offered: false, route: [absent], defaultRoute: [absent] }),
      aModel({ id: 'resting', name: 'Resting', offered: false }),
    );
    openApp('/operator/models');
    const banana = await screen.findByTestId('model-nano-banana-2');
    expect(banana).toHaveTextContent('nano-banana-2');
    expect(banana).toHaveTextContent('Picture from text · usually 25 sec');
    expect(within(banana).getByLabelText('Price, actions')).toHaveValue('7');
    expect(banana).toHaveTextContent('As released: 2');
    expect(providersOf(banana)).toEqual(['1. kie', '2. openai']);
    expect(banana).toHaveTextContent('$0.04 per picture');
    expect(screen.getByText('offered: 1 of 4')).toBeVisible();
    expect(screen.getByTestId('model-off')).toHaveTextContent('The model is switched off.');
    const alone = screen.getByTestId('model-alone');
    expect(alone).toHaveTextContent('This deployment has no provider of its route.');
    expect(alone).toHaveTextContent('Not in this deployment');
    expect(screen.getByTestId('model-resting')).toHaveTextContent(
      'Every provider of its route is switched off.',
    );
  });

  it('are switched off after a question that says what happens', async () => {
    know(aModel());
    server.on(CHANGE_BANANA, () => json(200, aModel({ enabled: false, offered: false })));
    openApp('/operator/models');
    await userEvent.click(await screen.findByRole('button', { name: 'Switch off: Nano Banana 2' }));
    const dialog = await screen.findByRole('dialog', { name: 'Switch Nano Banana 2 off?' });
    expect(dialog).toHaveTextContent('Jobs that were accepted are still made.');
    expect(server.requests(CHANGE_BANANA)).toHaveLength(0);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Switch off' }));
    expect(await screen.findByText('The model is switched off.')).toBeVisible();
    expect(changes()).toEqual([{ enabled: false }]);
  });

  it('that cannot be read are read again on request', async () => {
    server.on(MODELS, () => problem(403, 'FORBIDDEN', { detail: 'Only operators may do that.' }));
    openApp('/operator/models');
    expect(await screen.findByRole('alert')).toHaveTextContent('Only operators may do that.');
    know(aModel());
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Nano Banana 2' })).toBeVisible();
  });
});

describe('a price', () => {
  it('is changed after a question with the old and the new one, and set back', async () => {
    know(aModel());
    server.on(CHANGE_BANANA, ({ body }) =>
      json(200, aModel({ price: (body as { price: number | null }).price ?? 2 })),
    );
    openApp('/operator/models');
    await typePrice('9');
    await userEvent.click(screen.getByRole('button', { name: 'Save price: Nano Banana 2' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change the price of Nano Banana 2?' });
    expect(dialog).toHaveTextContent('It was 2 and becomes 9 for new jobs');
    expect(changes()).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save price' }));
    expect(await screen.findByText('Nano Banana 2 now costs 9')).toBeVisible();

    await userEvent.click(await screen.findByRole('button', { name: 'Price as released: Nano Banana 2' }));
    expect(await screen.findByRole('dialog')).toHaveTextContent('It was 9 and becomes 2');
    await confirm('As released');
    await waitFor(() => expect(changes()).toEqual([{ price: 9 }, { price: null }]));
    await waitFor(() => expect(screen.getByLabelText('Price, actions')).toHaveValue('2'));
    expect(screen.queryByRole('button', { name: /as released/ })).toBeNull();
  });

  it.each(['0', '1001', ''])('of “%s” cannot be saved, and the field says what can', async (price) => {
    know(aModel());
    openApp('/operator/models');
    await typePrice(price);
    expect(screen.getByRole('button', { name: /Save price/ })).toBeDisabled();
    expect(screen.getByLabelText('Price, actions')).toHaveAccessibleDescription(
      'A whole number from 1 to 1,000',
    );
    await userEvent.type(screen.getByLabelText('Price, actions'), '{Enter}');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('that the server refuses stays in the field, with what it says', async () => {
    know(aModel());
    server.on(CHANGE_BANANA, () => problem(400, 'VALIDATION_FAILED', { detail: 'The price is refused.' }));
    openApp('/operator/models');
    await typePrice('9{Enter}');
    await confirm('Save price');
    expect(await screen.findByRole('alert')).toHaveTextContent('The price is refused.');
    expect(screen.getByLabelText('Price, actions')).toHaveValue('9');
    await userEvent.click(screen.getByRole('button', { name: 'Undo the price: Nano Banana 2' }));
    expect(screen.getByLabelText('Price, actions')).toHaveValue('2');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('that is being typed outlives the next look at the server', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    know(aModel());
    openApp('/operator/models');
    await screen.findByText('Offered');
    await userEvent
      .setup({ advanceTimers: vi.advanceTimersByTime })
      .type(screen.getByLabelText('Price, actions'), '5');
    know(aModel({ price: 3, offered: false }));
    await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)));
    expect(await screen.findByText('Not offered')).toBeVisible();
    expect(screen.getByLabelText('Price, actions')).toHaveValue('25');
  });
});

describe('a route', () => {
  it('is put in another order, saved after a question, and set back', async () => {
    const [kie, openai] = [aRoute('kie'), aRoute('openai', { costMicroUsd: 53_000 })];
    know(aModel());
    server.on(CHANGE_BANANA, ({ body }) =>
      json(200, aModel({ route: (body as { route: unknown }).route ? [openai, kie] : [kie, openai] })),
    );
    openApp('/operator/models');
    await userEvent.click(await screen.findByRole('button', { name: 'Move up: openai' }));
    expect(providersOf(screen.getByTestId('model-nano-banana-2'))).toEqual(['1. openai', '2. kie']);
    expect(screen.getByText('openai is now 1 of 2')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Move down: openai' })).toHaveFocus();
    expect(changes()).toEqual([]);

    await userEvent.click(screen.getByRole('button', { name: 'Save route: Nano Banana 2' }));
    expect(await screen.findByRole('dialog')).toHaveTextContent(/New jobs try: openai → kie\.(?! A step)/);
    await confirm('Save route');
    expect(await screen.findByText('The route of Nano Banana 2 is changed')).toBeVisible();
    await userEvent.click(await screen.findByRole('button', { name: 'Route as released: Nano Banana 2' }));
    expect(await screen.findByRole('dialog')).toHaveTextContent(/New jobs try: kie → openai\.(?! A step)/);
    await confirm('As released');
    await waitFor(() =>
      expect(changes()).toEqual([{ route: [orderOf(openai), orderOf(kie)] }, { route: null }]),
    );
    await waitFor(() =>
      expect(providersOf(screen.getByTestId('model-nano-banana-2'))).toEqual(['1. kie', '2. openai']),
    );
  });

  it('is the release’s again, with its settings, when it is put in that order', async () => {
    const [kie, openai] = [aRoute('kie'), aRoute('openai')];
    know(aModel({ route: [openai, kie], defaultRoute: [kie, openai] }));
    server.on(CHANGE_BANANA, () => json(200, aModel({ route: [kie, openai], defaultRoute: [kie, openai] })));
    openApp('/operator/models');
    await userEvent.click(await screen.findByRole('button', { name: 'Move down: openai' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save route: Nano Banana 2' }));
    await confirm('Save route');
    await waitFor(() => expect(changes()).toEqual([{ route: null }]));
  });

  it('keeps a step of the release that is not in this deployment', async () => {
    const route = [aRoute('kie'), aRoute('openai'), aRoute('venice', { available: false })];
    know(aModel({ route, defaultRoute: route }));
    server.on(CHANGE_BANANA, () => json(200, aModel()));
    openApp('/operator/models');
    await userEvent.click(await screen.findByRole('button', { name: 'Move down: kie' }));
    expect(screen.queryByText(/cannot be saved/)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Save route: Nano Banana 2' }));
    await confirm('Save route');
    await waitFor(() =>
      expect(changes()).toEqual([
        { route: ['openai', 'kie', 'venice'].map((name) => orderOf(aRoute(name))) },
      ]),
    );
  });

  it('leaves out what is neither in this deployment nor in the release, and says so before', async () => {
    const defaultRoute = [aRoute('kie'), aRoute('openai')];
    know(aModel({ route: [...defaultRoute, aRoute('gone', { available: false })], defaultRoute }));
    server.on(CHANGE_BANANA, () => json(200, aModel()));
    openApp('/operator/models');
    await userEvent.click(await screen.findByRole('button', { name: 'Move down: kie' }));
    expect(screen.getByText(/neither in this deployment nor in the release cannot be saved/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Save route: Nano Banana 2' }));
    await confirm('Save route');
    await waitFor(() =>
      expect(changes()).toEqual([{ route: ['openai', 'kie'].map((name) => orderOf(aRoute(name))) }]),
    );
  });

  it('gets a step over a provider of this deployment, and says what the release does not give it', async () => {
    know(aModel());
    knowProviders('kie', 'pollinations');
    server.on(CHANGE_BANANA, () => json(200, aModel()));
    openApp('/operator/models');
    await userEvent.click(await screen.findByRole('button', { name: 'Add a step: Nano Banana 2' }));
    await userEvent.selectOptions(await screen.findByLabelText('Provider'), 'pollinations');
    await userEvent.type(screen.getByLabelText('The provider’s name of the model'), ' flux ');
    expect(screen.getByRole('button', { name: 'Add' })).toBeDisabled();
    await userEvent.type(screen.getByLabelText('Cost per picture, US dollars'), '0,002');
    await userEvent.click(screen.getByRole('button', { name: 'Add' }));
    expect(providersOf(screen.getByTestId('model-nano-banana-2'))).toEqual([
      '1. kie',
      '2. openai',
      '3. pollinations',
    ]);
    expect(await screen.findByRole('button', { name: 'Add a step: Nano Banana 2' })).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'Save route: Nano Banana 2' }));
    expect(await screen.findByRole('dialog')).toHaveTextContent(
      'New jobs try: kie → openai → pollinations. A step that is not in the release is called without settings',
    );
    await confirm('Save route');
    const added = { provider: 'pollinations', model: 'flux', costMicroUsd: 2_000 };
    await waitFor(() => expect(changes()).toEqual([{ route: [...aModel().route.map(orderOf), added] }]));
  });

  it('takes no step twice, and no cost that is no amount of dollars', async () => {
    know(aModel());
    knowProviders('kie');
    openApp('/operator/models');
    await userEvent.click(await screen.findByRole('button', { name: 'Add a step: Nano Banana 2' }));
    await userEvent.type(await screen.findByLabelText('The provider’s name of the model'), 'kie/banana');
    expect(screen.getByRole('alert')).toHaveTextContent('The route has this step already.');
    await userEvent.type(screen.getByLabelText('The provider’s name of the model'), '-2');
    expect(screen.queryByRole('alert')).toBeNull();
    const cost = screen.getByLabelText('Cost per picture, US dollars');
    for (const wrong of ['free', '-1', '1000.01', '0.0000001']) {
      await userEvent.clear(cost);
      await userEvent.type(cost, wrong);
      expect(screen.getByRole('alert')).toHaveTextContent('From 0 to 1,000, with at most six decimals');
      expect(screen.getByRole('button', { name: 'Add' })).toBeDisabled();
    }
    await userEvent.clear(cost);
    await userEvent.type(cost, '0');
    expect(screen.getByRole('button', { name: 'Add' })).toBeEnabled();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(providersOf(screen.getByTestId('model-nano-banana-2'))).toEqual(['1. kie', '2. openai']);
  });

  it('loses a step, which is brought back as the release has it, and keeps its last one', async () => {
    know(aModel());
    server.on(CHANGE_BANANA, () => json(200, aModel({ route: [aRoute('kie')] })));
    openApp('/operator/models');
    await userEvent.click(await screen.findByRole('button', { name: 'Remove: kie' }));
    const banana = screen.getByTestId('model-nano-banana-2');
    expect(providersOf(banana)).toEqual(['1. openai']);
    expect(screen.getByText('kie is removed')).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'Route of Nano Banana 2' })).toHaveFocus();
    expect(screen.queryByRole('button', { name: 'Remove: openai' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Bring back: kie, kie/banana' }));
    expect(providersOf(banana)).toEqual(['1. openai', '2. kie']);
    await userEvent.click(screen.getByRole('button', { name: 'Remove: openai' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save route: Nano Banana 2' }));
    await confirm('Save route');
    await waitFor(() => expect(changes()).toEqual([{ route: [orderOf(aRoute('kie'))] }]));
  });

  it('has no more steps than the server takes', async () => {
    const route = Array.from({ length: 10 }, (_, index) => aRoute(`provider-${index}`));
    know(aModel({ route }));
    openApp('/operator/models');
    expect(await screen.findByText('A route has at most 10 steps.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /Add a step|Bring back/ })).toBeNull();
  });

  it('that the server refuses stays as it was put, and can be undone', async () => {
    know(aModel());
    server.on(CHANGE_BANANA, () => problem(400, 'VALIDATION_FAILED', { detail: 'The route is refused.' }));
    openApp('/operator/models');
    await userEvent.click(await screen.findByRole('button', { name: 'Move up: openai' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save route: Nano Banana 2' }));
    await confirm('Save route');
    expect(await screen.findByRole('alert')).toHaveTextContent('The route is refused.');
    const banana = screen.getByTestId('model-nano-banana-2');
    expect(providersOf(banana)).toEqual(['1. openai', '2. kie']);
    await userEvent.click(screen.getByRole('button', { name: 'Undo the route: Nano Banana 2' }));
    expect(providersOf(banana)).toEqual(['1. kie', '2. openai']);
  });
});

function know(...items: OperatorModel[]): void {
  server.on(MODELS, () => json(200, { items } satisfies Models));
}

function knowProviders(...names: string[]): void {
  const items = names.map((name) => ({
    name,
    enabled: true,
    breaker: 'closed' as const,
    calls: 0,
    errorRatePercent: 0,
    meanMillis: null,
    p95Millis: null,
    spentTodayMicroUsd: 0,
    dailyCapMicroUsd: 1,
    queuePaused: false,
    credit: null,
  }));
  server.on('GET /admin/generation/providers', () => json(200, { items } satisfies Providers));
}

function changes(): unknown[] {
  return server.requests(CHANGE_BANANA).map(({ body }) => body);
}

async function typePrice(price: string): Promise<void> {
  const field = await screen.findByLabelText('Price, actions');
  await userEvent.clear(field);
  if (price) await userEvent.type(field, price);
}

async function confirm(answer: string): Promise<void> {
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: answer }));
}

/** The route's providers in the order in which they are shown. */
function providersOf(card: HTMLElement): (string | null)[] {
  return within(card)
    .getAllByText(/^\d\. /)
    .map(({ textContent }) => textContent);
}

function orderOf({ provider, model, costMicroUsd }: ModelRoute) {
  return { provider, model, costMicroUsd };
}

function aRoute(provider: string, change: Partial<ModelRoute> = {}): ModelRoute {
  return { provider, model: `${provider}/banana`, costMicroUsd: 40_000, available: true, ...change };
}

function aModel(change: Partial<OperatorModel> = {}): OperatorModel {
  const route = [aRoute('kie'), aRoute('openai', { costMicroUsd: 53_000 })];
  return {
    id: 'nano-banana-2',
    name: 'Nano Banana 2',
    kind: 'text-to-image',
    price: 2,
    priceUnit: 'actions',
    defaultPrice: 2,
    enabled: true,
    offered: true,
    route,
    defaultRoute: route,
    typicalSeconds: 25,
    ...change,
  };
}
