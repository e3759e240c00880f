import type { paths } from './schema.gen';
import type { Job, Quote, Source, TryOnRequest } from './types';

/*
 * The catalogue, batches and what goes with them, until the API's document has them: then these types are taken from
 * the generated ones like those in `types`, and `Paths` is `paths`.
 */

export type ModelKind = 'text-to-image' | 'edit';
export type PriceUnit = 'actions' | 'diamonds';

/** What a parameter may be: JSON Schema 2020-12, as far as forms are built from it. */
export interface ParameterSchema {
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  title?: string;
  /** `atelier-image`: the id of an upload or of a picture. */
  format?: string;
  enum?: (string | number | boolean)[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: ParameterSchema;
}

export interface InputSchema {
  type: 'object';
  /** In the order of the form. */
  properties: Record<string, ParameterSchema>;
  required?: string[];
  additionalProperties?: boolean;
}

export interface Model {
  id: string;
  name: string;
  description: string;
  kind: ModelKind;
  price: number;
  priceUnit: PriceUnit;
  /** What a value of a parameter costs besides, by parameter and value. */
  extraPrice: Record<string, Record<string, number>>;
  sampleUrl: string | null;
  enabled: boolean;
  inputSchema: InputSchema;
  hints: Record<string, string>;
  defaults: Record<string, unknown>;
}

export type Parameters = Record<string, unknown>;

/** How a request is to be paid, and the price that was shown for it. */
export interface Payment {
  funding?: 'auto' | 'free' | null;
  expectedSource?: Source | null;
  maxPrice?: number | null;
}

export interface ModelItem {
  operation: 'model';
  modelId: string;
  parameters: Parameters;
}

/** One picture changed: by words, or into a variation of itself. */
export interface EditItem {
  operation: 'edit';
  sourceImageId?: string;
  sourceUploadId?: string;
  prompt?: string;
  variation?: true;
}

export type ModelRequest = ModelItem & Payment;
export type EditRequest = EditItem & Payment;
export type BatchItem = ModelItem | EditItem | TryOnRequest;
export type BatchRequest = { operation: 'batch'; items: BatchItem[] } & Payment;
export type GenerationRequest = TryOnRequest | ModelRequest | EditRequest | BatchRequest;

export interface JobAdditions {
  /** The request as it was sent; null for jobs from before it was kept. */
  request?: GenerationRequest | null;
  batchId?: string | null;
}

export interface Batch {
  id: string;
  operation: 'batch';
  status: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'PARTIAL' | 'FAILED' | 'CANCELLED';
  price: number;
  progress: number;
  createdAt: string;
  items: Job[];
}

export interface Provider {
  name: string;
  enabled: boolean;
  available: boolean;
  breaker: 'closed' | 'open' | 'half-open';
  calls: number;
  errorRatePercent: number;
  meanMillis: number;
  p95Millis: number;
  spentTodayMicroUsd: number;
  dailyCapMicroUsd: number;
  credit: number | null;
  creditUnit: string | null;
  queuePaused: boolean;
}

export interface RouteStep {
  provider: string;
  model: string;
  costMicroUsd: number;
  available?: boolean;
}

export interface OperatorModel {
  id: string;
  name: string;
  kind: ModelKind;
  price: number;
  priceUnit: PriceUnit;
  defaultPrice: number;
  enabled: boolean;
  /** Whether people find it in the catalogue: it is enabled and one of its providers is there. */
  offered: boolean;
  route: RouteStep[];
  defaultRoute: RouteStep[];
  typicalSeconds: number | null;
}

/** Null: as the release says. What is left out stays as it is. */
export interface OperatorModelChange {
  enabled?: boolean | null;
  price?: number | null;
  route?: RouteStep[] | null;
}

interface Items<Item> {
  items: Item[];
}

interface PathParameters<Path extends object, Header extends object = never> {
  path: Path;
  header?: Header;
}

interface Answers<Status extends number, Answer> {
  responses: Record<Status, { headers: Record<string, unknown>; content: { 'application/json': Answer } }>;
}

interface Read<Answer, Path extends object | undefined = undefined> extends Answers<200, Answer> {
  parameters: Path extends object ? PathParameters<Path> : { path?: never };
  requestBody?: never;
}

interface Write<Status extends number, Answer, Path extends object, Body> extends Answers<Status, Answer> {
  parameters: PathParameters<Path>;
  requestBody: { content: { 'application/json': Body } };
}

interface CataloguePaths {
  '/api/v1/models': { get: Read<Items<Model> & { nextCursor: string | null }> };
  '/api/v1/models/{id}': { get: Read<Model, { id: string }> };
  '/api/v1/generations': Pick<paths['/api/v1/generations'], 'get'> & {
    post: Answers<202, Job | Batch> & {
      parameters: { header: { 'Idempotency-Key': string } };
      requestBody: { content: { 'application/json': GenerationRequest } };
    };
  };
  '/api/v1/generations/quote': {
    post: Answers<200, Quote> & {
      parameters: { path?: never };
      requestBody: { content: { 'application/json': GenerationRequest } };
    };
  };
  '/api/v1/batches/{id}': { get: Read<Batch, { id: string }> };
  '/api/v1/batches/{id}/cancel': { post: Read<Batch, { id: string }> };
  '/api/v1/admin/generation/providers': { get: Read<Items<Provider>> };
  '/api/v1/admin/generation/providers/{name}': {
    put: Write<200, Provider, { name: string }, { enabled: boolean }>;
  };
  '/api/v1/admin/generation/models': { get: Read<Items<OperatorModel>> };
  '/api/v1/admin/generation/models/{id}': {
    put: Write<200, OperatorModel, { id: string }, OperatorModelChange>;
  };
}

export type Paths = Omit<paths, keyof CataloguePaths> & CataloguePaths;
