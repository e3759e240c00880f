import createClient from 'openapi-fetch';
import { currentLanguage } from '@/shared/i18n/language';
import { fetchInTime } from '@/shared/lib/fetch-in-time';
import { createStore } from '@/shared/lib/store';
import type { Paths } from './catalogue-types';
import { NetworkError, problemOf } from './problem';
import { ANSWER_MILLIS, session } from './session';

/**
 * Sends a request, once there is a login, with the access token and the user's language. A 401 is answered by renewing
 * the tokens once (requests at the same time share the renewal) and sending again. An answer that does not arrive in
 * time counts as none.
 */
export async function authorizedFetch(request: Request, millis = ANSWER_MILLIS): Promise<Response> {
  await session.untilLoggedIn();
  const spare = request.clone();
  const used = session.accessToken;
  const response = await send(request, used, millis);
  if (response.status !== 401) return response;
  if (session.accessToken === used) await session.renew();
  return send(spare, session.accessToken, millis);
}

/** Whether the last request got no answer at all. */
export const unanswered = createStore(false);

async function send(request: Request, accessToken: string | undefined, millis: number): Promise<Response> {
  request.headers.set('Accept-Language', currentLanguage());
  if (accessToken) request.headers.set('Authorization', `Bearer ${accessToken}`);
  try {
    const response = await fetchInTime(request, { millis, signal: request.signal });
    unanswered.set(false);
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    unanswered.set(true);
    throw new NetworkError('No answer', { cause: error });
  }
}

/** The API, typed by its OpenAPI document. */
export const api = createClient<Paths>({
  baseUrl: window.location.origin,
  fetch: (request) => authorizedFetch(request),
});

/** The body of a successful answer; a refused one is thrown as a {@link ProblemError}. */
export async function answerOf<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response.status, error, response.headers.get('Retry-After'));
  return data as T;
}
