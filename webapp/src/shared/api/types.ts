import type { JobRequest } from './catalogue-types';
import type { paths } from './schema.gen';

type Answer<
  Path extends keyof paths,
  Method extends keyof paths[Path],
  Status extends number,
> = paths[Path][Method] extends {
  responses: Record<Status, { content: { 'application/json': infer Body } }>;
}
  ? Body
  : never;

/** The types of the API as the app speaks of them, each taken from the operation that answers with it. */
export type Tokens = Answer<'/api/v1/auth/telegram', 'post', 200>;
export type User = Answer<'/api/v1/auth/me', 'get', 200>;
export type Session = Answer<'/api/v1/auth/sessions', 'get', 200>['items'][number];
export type Upload = Answer<'/api/v1/uploads', 'post', 201>;
export type Job = Omit<Answer<'/api/v1/generations/{id}', 'get', 200>, 'request'> & JobRequest;
export type JobPage = Omit<Answer<'/api/v1/generations', 'get', 200>, 'items'> & { items: Job[] };
export type CancelResult = Answer<'/api/v1/generations/{id}/cancel', 'post', 200>;
export type JobStatus = Job['status'];
export type JobImage = Job['images'][number];
export type GalleryItem = Answer<'/api/v1/images/{id}', 'get', 200>;
export type GalleryPage = Answer<'/api/v1/images', 'get', 200>;
export type Quote = Answer<'/api/v1/generations/quote', 'post', 200>;
export type Source = NonNullable<Quote['source']>;
export type Product = Answer<'/api/v1/billing/packs', 'get', 200>['items'][number];
export type Balance = Answer<'/api/v1/billing/balance', 'get', 200>;
export type HistoryEntry = Answer<'/api/v1/billing/history', 'get', 200>['items'][number];
export type RealtimeTicket = Answer<'/api/v1/realtime/tickets', 'post', 200>;
export type TryOnRequest = Extract<
  paths['/api/v1/generations']['post']['requestBody']['content']['application/json'],
  { operation: 'try-on' }
>;
export type TryOnCategory = TryOnRequest['category'];
