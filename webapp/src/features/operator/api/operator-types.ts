import type { Paths } from '@/shared/api/catalogue-types';

/** The types of the calls for operators, each taken from the operation that answers with it. */
type Answered<Path extends keyof Paths, Method extends 'get' | 'post'> =
  Paths[Path] extends Record<Method, { responses: { 200: { content: { 'application/json': infer Body } } } }>
    ? Body
    : never;

export type OperatorUser = Answered<'/api/v1/admin/auth/users', 'get'>['items'][number];
export type OperatorUserDetails = Answered<'/api/v1/admin/auth/users/{userId}', 'get'>;
export type Hold = Answered<'/api/v1/admin/billing/holds/{holdId}', 'get'>;
export type OperatorJob = Answered<'/api/v1/admin/generation/tasks', 'get'>['items'][number];
export type JobStatus = OperatorJob['status'];
export type OperatorJobDetails = Answered<'/api/v1/admin/generation/tasks/{id}', 'get'>;
export type Attempt = OperatorJobDetails['attempts'][number];
export type Failures = Answered<'/api/v1/admin/generation/failures', 'get'>;
export type FailureReason = Failures['reasons'][number];
export type RunTimes = Answered<'/api/v1/admin/generation/run-times', 'get'>;
export type RunTimesOfModel = RunTimes['items'][number];
export type Spending = Answered<'/api/v1/admin/generation/spending', 'get'>['items'][number];
export type OperatorNotice = Answered<'/api/v1/admin/chat/notices', 'get'>['items'][number];

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export type Queues = Answered<'/api/v1/admin/generation/queues', 'get'>;
export type Queue = Queues['queues'][number];
export type Worker = Queues['workers'][number];
export type Providers = Answered<'/api/v1/admin/generation/providers', 'get'>;
export type Provider = Providers['items'][number];
export type Models = Answered<'/api/v1/admin/generation/models', 'get'>;
export type OperatorModel = Models['items'][number];
export type ModelRoute = OperatorModel['route'][number];
export type ModelChange =
  Paths['/api/v1/admin/generation/models/{id}']['put']['requestBody']['content']['application/json'];
export type Account = Answered<'/api/v1/admin/billing/users/{userId}', 'get'>;
export type Pot = Account['pots'][number];
export type OpenHold = Account['holds'][number];
export type Movement = Account['ledger']['items'][number];
export type GrantRequest =
  Paths['/api/v1/admin/billing/users/{userId}/grants']['post']['requestBody']['content']['application/json'];
export type GrantUnit = GrantRequest['unit'];
export type ScheduledTask = Answered<'/api/v1/admin/{service}/scheduled-tasks', 'get'>['items'][number];
export type DeadLetter = Answered<'/api/v1/admin/{service}/dead-letters', 'get'>['items'][number];
