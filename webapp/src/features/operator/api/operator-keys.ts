import type { JobStatus } from './operator-types';

const all = 'operator';

/** Every query key of the operator's pages but that of the notices, which frames renew. */
export const operatorKeys = {
  queues: [all, 'queues'],
  providers: [all, 'providers'],
  models: [all, 'models'],
  failures: [all, 'failures'],
  runTimes: [all, 'run-times'],
  spending: [all, 'spending'],
  userLists: [all, 'users'],
  users: (query: string) => [all, 'users', query] as const,
  user: (id: string) => [all, 'user', id] as const,
  account: (userId: string) => [all, 'account', userId] as const,
  hold: (id: string) => [all, 'hold', id] as const,
  jobLists: [all, 'jobs'],
  jobs: (filter: { status?: JobStatus; userId?: string }) => [all, 'jobs', filter] as const,
  job: (id: string) => [all, 'job', id] as const,
  scheduledTasks: (service: string) => [all, 'scheduled-tasks', service] as const,
  deadLetters: (service: string) => [all, 'dead-letters', service] as const,
} as const;
