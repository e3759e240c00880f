import { NetworkError, problemOf } from '@/shared/api/problem';
import { session } from '@/shared/api/session';
import type { Upload } from '@/shared/api/types';
import { currentLanguage } from '@/shared/i18n/language';

interface UploadOptions {
  /** Told how much has gone out, 0 to 100, never less than before. */
  onProgress: (percent: number) => void;
  signal: AbortSignal;
}

/** Uploads a photo. XMLHttpRequest, because fetch does not tell how much has been sent. */
export async function uploadPhoto(file: File, options: UploadOptions): Promise<Upload> {
  const used = session.accessToken;
  const first = await sendOnce(file, options);
  if (first.status !== 401) return uploadOf(first);
  if (session.accessToken === used) await session.renew();
  return uploadOf(await sendOnce(file, options));
}

function sendOnce(file: File, { onProgress, signal }: UploadOptions): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file);
    request.open('POST', '/api/v1/uploads');
    request.responseType = 'json';
    request.setRequestHeader('Accept-Language', currentLanguage());
    request.setRequestHeader('Idempotency-Key', crypto.randomUUID());
    if (session.accessToken) request.setRequestHeader('Authorization', `Bearer ${session.accessToken}`);
    let shown = 0;
    request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
      if (!lengthComputable || total === 0) return;
      shown = Math.max(shown, Math.round((loaded / total) * 100));
      onProgress(shown);
    };
    request.onload = () => resolve(request);
    request.onerror = () => reject(new NetworkError('The upload broke off'));
    request.onabort = () => reject(new DOMException('The upload was called off', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

function uploadOf(request: XMLHttpRequest): Upload {
  if (request.status >= 200 && request.status < 300) return request.response as Upload;
  throw problemOf(request.status, request.response, request.getResponseHeader('Retry-After'));
}
