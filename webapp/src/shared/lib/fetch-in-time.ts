/**
 * Sends a request and reads its whole answer. Rejects if that takes longer than `millis`, if there is no answer, if the
 * answer breaks off, or with the reason of the signal once it is aborted.
 *
 * @param signal calls the request off; the signal of a `Request` has to be given here, too
 */
export async function fetchInTime(
  request: Request | string | URL,
  { millis, signal, ...init }: { millis: number; signal?: AbortSignal } & Omit<RequestInit, 'signal'>,
): Promise<Response> {
  const controller = new AbortController();
  const stop = () => controller.abort(signal?.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException('No answer in time', 'TimeoutError')),
    millis,
  );
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    const response = await fetch(request, { ...init, signal: controller.signal });
    const body = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    return new Response(body.byteLength > 0 ? body : null, { status, statusText, headers });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
