/** Something to buy, as an INSUFFICIENT_FUNDS answer offers it. */
export interface Offer {
  kind: string;
  code: string;
  unit: string;
  units: number;
  price: { amount: string; currency: string };
}

/** A fault of one value of the request. */
export interface Fault {
  /** RFC 6901, into the body of the request. */
  pointer: string;
  code: string;
  message: string;
}

interface ProblemBody {
  title?: string;
  detail?: string;
  code?: string;
  traceId?: string;
  required?: number;
  available?: number;
  offers?: Offer[];
  errors?: Fault[];
}

/** The server answered with a problem (RFC 9457). `detail` is already in the user's language. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: string;
  readonly detail: string | undefined;
  readonly traceId: string | undefined;
  readonly required: number;
  readonly available: number;
  readonly offers: readonly Offer[];
  /** What is wrong with which values, each message in the user's language. */
  readonly faults: readonly Fault[];

  constructor(
    readonly status: number,
    body: ProblemBody,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(body.title ?? `HTTP ${status}`);
    this.code = body.code ?? `HTTP_${status}`;
    this.detail = body.detail;
    this.traceId = body.traceId;
    this.required = body.required ?? 0;
    this.available = body.available ?? 0;
    this.offers = Array.isArray(body.offers) ? body.offers : [];
    this.faults = Array.isArray(body.errors) ? body.errors : [];
  }
}

/** No answer arrived: the request may or may not have reached the server. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** Reads a refused response; a body that is no problem document still gives a problem with its status. */
export function problemOf(status: number, body: unknown, retryAfter: string | null): ProblemError {
  const known = typeof body === 'object' && body !== null ? (body as ProblemBody) : {};
  return new ProblemError(status, known, secondsOf(retryAfter));
}

/** Whether trying the same again later can help. */
export function isTransient(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof ProblemError && (error.status === 429 || error.status >= 500);
}

function secondsOf(retryAfter: string | null): number | undefined {
  if (!retryAfter) return undefined;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
