import type { BatchRequest, Model, ModelItem, ModelRequest, Parameters } from '@/shared/api/catalogue-types';
import { session } from '@/shared/api/session';
import type { Funding } from '@/shared/billing/funding-choice';
import { isRecord, readStored, writeStored } from '@/shared/lib/storage';
import { createStore, useStore } from '@/shared/lib/store';
import { fieldsOf, parametersOf, startValues, type Values, withSeed } from './fields';

/** The server takes no larger batch. */
const MOST_ITEMS = 20;
const MOST_COPIES = 8;
const SEEDS = 1_000_000_000;

export interface ParameterSet {
  id: string;
  values: Values;
}

/** What is to be made with one model. It outlives a reload, not the tab. */
export interface Draft {
  ownerId: number;
  modelId: string;
  sets: readonly ParameterSet[];
  /** The one that is on the screen. */
  shown: number;
  /** How many pictures of each set. */
  copies: number;
  funding: Funding;
  /** The first of the seeds of pictures that are to differ. */
  seed: number;
}

const storageKey = (modelId: string) => `atelier.create.${modelId}`;

const draft = createStore<Draft>(freshDraft('', {}));

export function useDraft(): Draft {
  return useStore(draft);
}

/** Takes up what this user had filled in for the model before, or begins with its defaults; call before {@link useDraft}. */
export function openDraft(model: Model): void {
  const stored = readStored(storageKey(model.id), isDraft);
  const isTheirs = stored?.ownerId === session.ownerId && stored.modelId === model.id;
  draft.set(isTheirs ? stored : freshDraft(model.id, startValues(model)));
}

/** Begins anew with the model's defaults and these parameters. */
export function startDraft(model: Model, parameters: Parameters): void {
  keep(freshDraft(model.id, startValues(model, parameters)));
}

/** After the request is accepted: what was filled in stays, other pictures of it get other seeds. */
export function renewSeed(): void {
  keep({ ...draft.get(), seed: randomSeed() });
}

export function changeDraft(change: Partial<Pick<Draft, 'shown' | 'funding'>>): void {
  keep({ ...draft.get(), ...change });
}

/** Changes a value of the set that is on the screen, from what it is by then. */
export function changeValue(name: string, change: (value: unknown) => unknown): void {
  const { sets, shown } = draft.get();
  const changed = sets.map((set, index) =>
    index === shown ? { ...set, values: { ...set.values, [name]: change(set.values[name]) } } : set,
  );
  keep({ ...draft.get(), sets: changed });
}

/** Adds a set behind the one on the screen and shows it. */
export function addSet(values: Values): void {
  const { sets, shown } = draft.get();
  const added = { id: crypto.randomUUID(), values };
  keep({
    ...draft.get(),
    sets: [...sets.slice(0, shown + 1), added, ...sets.slice(shown + 1)],
    shown: shown + 1,
  });
}

export function removeSet(): void {
  const { sets, shown } = draft.get();
  keep({
    ...draft.get(),
    sets: sets.filter((_, index) => index !== shown),
    shown: Math.max(0, shown - 1),
  });
}

export function changeCopies(copies: number): void {
  keep({ ...draft.get(), copies });
}

export function canAddSet({ sets, copies }: Draft): boolean {
  return (sets.length + 1) * copies <= MOST_ITEMS;
}

export function mostCopies({ sets }: Draft): number {
  return Math.max(1, Math.min(MOST_COPIES, Math.floor(MOST_ITEMS / sets.length)));
}

/** The request that the draft stands for: one picture, or a batch of each set as often as wanted, set after set. */
export function requestOf(model: Model, { sets, copies, funding, seed }: Draft): ModelRequest | BatchRequest {
  const fields = fieldsOf(model);
  const count = sets.length * copies;
  const items = sets.flatMap(({ values }, set) =>
    Array.from({ length: copies }, (_, copy): ModelItem => {
      const parameters = parametersOf(fields, values);
      const index = set * copies + copy;
      return {
        operation: 'model',
        modelId: model.id,
        parameters: count > 1 ? withSeed(parameters, model.inputSchema, seed, index) : parameters,
      };
    }),
  );
  const [only] = items;
  if (items.length === 1 && only) return { ...only, funding };
  return { operation: 'batch', items, funding };
}

function keep(next: Draft): void {
  const owned = { ...next, ownerId: session.ownerId };
  draft.set(owned);
  writeStored(storageKey(owned.modelId), owned);
}

function freshDraft(modelId: string, values: Values): Draft {
  return {
    ownerId: session.ownerId,
    modelId,
    sets: [{ id: crypto.randomUUID(), values }],
    shown: 0,
    copies: 1,
    funding: 'auto',
    seed: randomSeed(),
  };
}

function randomSeed(): number {
  return Math.floor(Math.random() * SEEDS);
}

function isDraft(value: unknown): value is Draft {
  return (
    isRecord(value) &&
    typeof value.ownerId === 'number' &&
    typeof value.modelId === 'string' &&
    Array.isArray(value.sets) &&
    value.sets.length > 0 &&
    value.sets.every((set) => isRecord(set) && typeof set.id === 'string' && isRecord(set.values)) &&
    typeof value.shown === 'number' &&
    value.shown < value.sets.length &&
    typeof value.copies === 'number' &&
    typeof value.seed === 'number' &&
    (value.funding === 'auto' || value.funding === 'free')
  );
}
