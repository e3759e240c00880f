import { isRecord, readStored, writeStored } from '@/shared/lib/storage';
import { isTransient, ProblemError } from './problem';
import { session } from './session';

/** The server honours a key for a day; an older one could pay twice, so it is thrown away earlier. */
const MAX_AGE_MILLIS = 23 * 60 * 60 * 1000;

/** A request that was sent, or is about to be, and has no final answer yet. */
export interface PendingSubmission {
  key: string;
  body: string;
  ownerId: number;
  mintedAt: number;
}

/**
 * The key of a paid request, kept across reloads until its final answer. As long as it is not answered, the same body
 * gets the same key, so sending it again can never pay twice.
 */
export class Submission {
  readonly #storageKey: string;

  constructor(name: string) {
    this.#storageKey = `atelier.submission.${name}`;
  }

  /** The unanswered request of this user, if there is one: send it again. */
  pending(): PendingSubmission | undefined {
    const stored = readStored(this.#storageKey, isPending);
    if (!stored || stored.ownerId !== session.ownerId) return undefined;
    return Date.now() - stored.mintedAt < MAX_AGE_MILLIS ? stored : undefined;
  }

  /** Sends with the key of this body; the key is kept if no final answer arrives. */
  async send<T>(body: unknown, request: (idempotencyKey: string) => Promise<T>): Promise<T> {
    const { key } = this.#open(JSON.stringify(body));
    try {
      const answer = await request(key);
      this.discard();
      return answer;
    } catch (error) {
      if (isFinal(error)) this.discard();
      throw error;
    }
  }

  discard(): void {
    writeStored(this.#storageKey, undefined);
  }

  #open(body: string): PendingSubmission {
    const known = this.pending();
    if (known?.body === body) return known;
    const minted = { key: crypto.randomUUID(), body, ownerId: session.ownerId, mintedAt: Date.now() };
    writeStored(this.#storageKey, minted);
    return minted;
  }
}

/**
 * Whether the server has decided. A lost answer, an overload, a lapsed login, and a first attempt that still runs are
 * not decisions.
 */
function isFinal(error: unknown): boolean {
  if (!(error instanceof ProblemError) || isTransient(error)) return false;
  return error.status !== 401 && error.code !== 'IDEMPOTENCY_IN_PROGRESS';
}

function isPending(value: unknown): value is PendingSubmission {
  return (
    isRecord(value) &&
    typeof value.key === 'string' &&
    typeof value.body === 'string' &&
    typeof value.ownerId === 'number' &&
    typeof value.mintedAt === 'number'
  );
}
