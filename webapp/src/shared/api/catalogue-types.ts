import type { paths } from './schema.gen';
import type { CancelResult, Job, JobPage, Quote, Source, TryOnRequest } from './types';

/*
 * The catalogue, requests and batches, more exactly than the API's document can say it: what a schema of parameters
 * holds, and which members of a request go together. `Paths` is `paths` with these types.
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

export interface JobRequest {
  /** As it was sent; null once it is erased. */
  request: GenerationRequest | null;
}

export interface Batch {
  id: string;
  operation: 'batch';
  status: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'PARTIAL' | 'FAILED' | 'CANCELLED';
  price: number;
  progress: number;
  createdAt: string;
  items: Job[];
  /** As the last frame told; a read does not have it. */
  counts?: BatchCounts;
}

/** How many pictures of a batch ended in which way, of how many. */
export interface BatchCounts {
  completed: number;
  failed: number;
  cancelled: number;
  total: number;
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

interface CataloguePaths {
  '/api/v1/models': { get: Read<Items<Model> & { nextCursor: string | null }> };
  '/api/v1/models/{id}': { get: Read<Model, { id: string }> };
  '/api/v1/generations': {
    get: Pick<paths['/api/v1/generations']['get'], 'parameters'> &
      Answers<200, JobPage> & { requestBody?: never };
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
  '/api/v1/generations/{id}': Pick<paths['/api/v1/generations/{id}'], 'delete'> & {
    get: Read<Job, { id: string }>;
  };
  '/api/v1/generations/{id}/cancel': {
    post: Pick<paths['/api/v1/generations/{id}/cancel']['post'], 'parameters'> &
      Answers<200, Omit<CancelResult, 'job'> & { job: Job }> & { requestBody?: never };
  };
  '/api/v1/generations/{id}/retry': {
    post: Answers<202, Job> & {
      parameters: { path: { id: string }; header: { 'Idempotency-Key': string } };
      requestBody?: never;
    };
  };
  '/api/v1/batches/{id}': { get: Read<Batch, { id: string }> };
  '/api/v1/batches/{id}/cancel': { post: Read<Batch, { id: string }> };
}

export type Paths = Omit<paths, keyof CataloguePaths> & CataloguePaths;
