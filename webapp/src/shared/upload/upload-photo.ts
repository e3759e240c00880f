import { isTransient, NetworkError, ProblemError, problemOf } from '@/shared/api/problem';
import { session } from '@/shared/api/session';
import { tryRepeatedly } from '@/shared/api/try-repeatedly';
import type { Upload } from '@/shared/api/types';
import { currentLanguage } from '@/shared/i18n/language';

const TRIES = 4;

/** A network over which nothing goes out for so long is taken for broken. */
const STALL_MILLIS = 30_000;

/** How long the answer may take once the whole photo has gone out. */
const ANSWER_MILLIS = 90_000;

interface UploadOptions {
  /** The Idempotency-Key of this photo: however often it is sent, the server keeps it once. */
  key: string;
  /** Told how much of an attempt has gone out, 0 to 100, never less than before in it. */
  onProgress: (percent: number) => void;
  /** Told why an attempt failed, before the pause that precedes the next. */
  onPause: (error: unknown) => void;
  signal: AbortSignal;
}

/**
 * Uploads a photo, and again by itself while the server has no room or does not answer. XMLHttpRequest, because fetch does
 * not tell how much has been sent.
 */
export function uploadPhoto(file: File, options: UploadOptions): Promise<Upload> {
  const { signal, onPause } = options;
  return tryRepeatedly(() => sendWithLogin(file, options), {
    tries: TRIES,
    signal,
    onPause,
    mayRepeat: canBeSentAgain,
  });
}

/** A photo that was refused for what it is would be refused again. */
export function canBeSentAgain(error: unknown): boolean {
  if (isTransient(error)) return true;
  return error instanceof ProblemError && (error.status === 408 || error.code === 'IDEMPOTENCY_IN_PROGRESS');
}

async function sendWithLogin(file: File, options: UploadOptions): Promise<Upload> {
  await session.untilLoggedIn();
  const used = session.accessToken;
  const first = await sendOnce(file, options);
  if (first.status !== 401) return uploadOf(first);
  if (session.accessToken === used) await session.renew();
  return uploadOf(await sendOnce(file, options));
}

function sendOnce(file: File, { key, onProgress, signal }: UploadOptions): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file);
    request.open('POST', '/api/v1/uploads');
    request.responseType = 'json';
    request.setRequestHeader('Accept-Language', currentLanguage());
    request.setRequestHeader('Idempotency-Key', key);
    if (session.accessToken) request.setRequestHeader('Authorization', `Bearer ${session.accessToken}`);

    let timer: ReturnType<typeof setTimeout> | undefined;
    const breakOffAfter = (millis: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        reject(new NetworkError('The upload stalled'));
        request.abort();
      }, millis);
    };
    let shown = 0;
    request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
      breakOffAfter(STALL_MILLIS);
      if (!lengthComputable || total === 0) return;
      shown = Math.max(shown, Math.round((loaded / total) * 100));
      onProgress(shown);
    };
    request.upload.onload = () => breakOffAfter(ANSWER_MILLIS);

    const callOff = () => request.abort();
    request.onload = () => resolve(request);
    request.onerror = () => reject(new NetworkError('The upload broke off'));
    request.onabort = () => reject(new DOMException('The upload was called off', 'AbortError'));
    request.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', callOff);
    };
    signal.addEventListener('abort', callOff, { once: true });
    breakOffAfter(STALL_MILLIS);
    request.send(form);
  });
}

function uploadOf(request: XMLHttpRequest): Upload {
  if (request.status >= 200 && request.status < 300) return request.response as Upload;
  throw problemOf(request.status, request.response, request.getResponseHeader('Retry-After'));
}
