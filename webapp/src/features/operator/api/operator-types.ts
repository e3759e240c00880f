import createClient from 'openapi-fetch';
import { authorizedFetch } from '@/shared/api/client';
import type { paths } from '@/shared/api/schema.gen';

/*
 * The calls for operators that the API document does not have yet, declared by hand in the shape of the generated types.
 * Once it has them, `NewPaths` goes and everything below follows the document.
 */

export interface OperatorUser {
  id: string;
  telegramId: number;
  firstName: string;
  lastName: string | null;
  username: string | null;
  language: string;
  premium: boolean;
  roles: string[];
  firstSeenAt: string;
  lastSeenAt: string;
  blockedAt: string | null;
  blockedBecause: string | null;
}

export interface OperatorUserDetails extends OperatorUser {
  sessions: { id: string; device: string | null; createdAt: string; lastUsedAt: string }[];
}

export interface Hold {
  id: string;
  userId: string | null;
  state: string;
  source: string | null;
  amount: number | null;
  captured: number;
  declineReason: string | null;
  endReason: string | null;
  late: boolean;
  placedAt: string | null;
  expiresAt: string | null;
  settledAt: string | null;
}

export interface OperatorJob {
  id: string;
  userId: string;
  operation: string;
  status: JobStatus;
  provider: string | null;
  model: string;
  source: string | null;
  price: number;
  error: { code: string; message: string } | null;
  /** The request was answered with the refusal, so its user knows no such job. */
  refused: boolean;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  attempts: number;
}

export type JobStatus = 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

export interface Attempt {
  number: number;
  provider: string;
  model: string;
  state: string;
  providerTaskId: string | null;
  errorCode: string | null;
  costMicroUsd: number;
  createdAt: string;
  acceptedAt: string | null;
  callbackAt: string | null;
  finishedAt: string | null;
}

export interface OperatorJobDetails extends OperatorJob {
  holdId: string;
  holdState: string;
  watermark: boolean;
  cancelRequested: boolean;
  deadlineAt: string | null;
  queue: { name: string; position: number | null; leasedBy: string | null; leaseUntil: string | null } | null;
  costMicroUsd: number;
  traceId: string | null;
  logQuery: string;
  attemptList: Attempt[];
}

export interface FailureReason {
  code: string;
  provider: string | null;
  count: number;
  /** Of the jobs that ended, between 0 and 1. */
  share: number;
  lastAt: string;
}

export interface Failures {
  hours: number;
  ended: number;
  failed: number;
  reasons: FailureReason[];
}

export interface Spending {
  day: string;
  budget: string;
  costMicroUsd: number;
  attempts: number;
}

export interface OperatorNotice {
  id: string;
  kind: string;
  subject: string;
  text: string;
  at: string;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

type Paging = { limit?: number; cursor?: string };

interface Call<Answer, Parameters extends object> {
  parameters: Parameters;
  responses: { 200: { content: { 'application/json': Answer } } };
}

interface Telling<Body> {
  requestBody: { content: { 'application/json': Body } };
}

type Query<Search> = { query?: Search };
type Path<Name extends string> = { path: Record<Name, string> };

interface NewPaths {
  '/api/v1/admin/auth/users': { get: Call<Page<OperatorUser>, Query<Paging & { query?: string }>> };
  '/api/v1/admin/auth/users/{userId}': { get: Call<OperatorUserDetails, Path<'userId'>> };
  '/api/v1/admin/auth/users/{userId}/block': {
    put: Call<OperatorUserDetails, Path<'userId'>> & Telling<{ reason: string }>;
    delete: Call<OperatorUserDetails, Path<'userId'>>;
  };
  '/api/v1/admin/billing/holds/{holdId}': { get: Call<Hold, Path<'holdId'>> };
  '/api/v1/admin/generation/tasks': {
    get: Call<Page<OperatorJob>, Query<Paging & { status?: JobStatus; userId?: string }>>;
  };
  '/api/v1/admin/generation/tasks/{id}': { get: Call<OperatorJobDetails, Path<'id'>> };
  '/api/v1/admin/generation/failures': { get: Call<Failures, Query<{ hours?: number }>> };
  '/api/v1/admin/generation/spending': { get: Call<{ items: Spending[] }, Query<{ days?: number }>> };
  '/api/v1/admin/chat/notices': { get: Call<Page<OperatorNotice>, Query<Paging>> };
}

/** The API with the calls for operators. */
export const operatorApi = createClient<paths & NewPaths>({
  baseUrl: window.location.origin,
  fetch: authorizedFetch,
});

type Answered<Path extends keyof paths, Method extends 'get' | 'post'> = paths[Path][Method] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

export type Queues = Answered<'/api/v1/admin/generation/queues', 'get'>;
export type Queue = Queues['queues'][number];
export type Worker = Queues['workers'][number];
export type Account = Answered<'/api/v1/admin/billing/users/{userId}', 'get'>;
export type Pot = Account['pots'][number];
export type OpenHold = Account['holds'][number];
export type Movement = Account['ledger']['items'][number];
export type GrantRequest =
  paths['/api/v1/admin/billing/users/{userId}/grants']['post']['requestBody']['content']['application/json'];
export type GrantUnit = GrantRequest['unit'];
export type ScheduledTask = Answered<'/api/v1/admin/{service}/scheduled-tasks', 'get'>['items'][number];
export type DeadLetter = Answered<'/api/v1/admin/{service}/dead-letters', 'get'>['items'][number];
