import { useEffect, useRef, useState } from 'react';
import type { GenerationRequest } from '@/shared/api/catalogue-types';
import { isTransient, ProblemError } from '@/shared/api/problem';
import type { Submission } from '@/shared/api/submission';
import type { Quote } from '@/shared/api/types';
import type { Shortage } from '@/shared/billing/insufficient-funds';
import { navigate } from '@/shared/lib/route';
import { useRetryCountdown } from '@/shared/lib/use-retry-countdown';
import { haptics } from '@/shared/telegram/haptics';
import { useQuote } from './use-quote';
import { pageOf, useSubmitGeneration } from './use-submit-generation';

interface ConfirmationOptions<Request extends GenerationRequest> {
  /** What is to be confirmed; undefined while something is missing. */
  request: Request | undefined;
  /** What the price is asked for, if that follows the request at a distance, as it does while someone types. */
  quoted?: Request | undefined;
  /** Whether a quote that was asked for an earlier request still tells the price of this one. */
  stillHolds?: (quote: Quote) => boolean;
  submission: Submission;
  /** The request that a reload found on its way. */
  unanswered: () => Request | undefined;
  /** Told when the page is left because the request was accepted. */
  onAccepted?: () => void;
  onRefused?: (error: Error) => void;
}

/**
 * The last step before a request is paid: its price, what is missing, and sending it once, however often it is pressed
 * and whatever happens to the answer. Leads to the page of what was asked for.
 */
export function useConfirmation<Request extends GenerationRequest>(options: ConfirmationOptions<Request>) {
  const { request, stillHolds, submission, unanswered: readUnanswered, onAccepted, onRefused } = options;
  const quoted = 'quoted' in options ? options.quoted : request;
  const submit = useSubmitGeneration<Request>(submission);
  /** Until the next screen is there, so that a second tap cannot ask for a second picture. */
  const isSending = submit.isPending || submit.isSuccess;
  const quote = useQuote(quoted, isSending);
  const [unanswered] = useState(readUnanswered);
  const resumed = useRef(false);
  const accepted = useRef(false);
  /** From the first press to its answer: a second one can come before anything is drawn. */
  const isLocked = useRef(false);
  const waitSeconds = useRetryCountdown(submit.error);

  function send(body: Request) {
    if (isLocked.current) return;
    isLocked.current = true;
    submit.mutate(body, {
      onSuccess: (answer) => {
        haptics.success();
        accepted.current = true;
        navigate(pageOf(answer), { replace: true });
      },
      onError: (error) => {
        isLocked.current = false;
        haptics.error();
        onRefused?.(error);
      },
    });
  }

  function confirm() {
    const repeated = readUnanswered();
    if (repeated && (!request || isSameRequest(repeated, request))) send(repeated);
    else if (request && quote.data) send(withQuote(request, quote.data));
  }

  useEffect(() => {
    if (!unanswered || resumed.current) return;
    resumed.current = true;
    send(unanswered);
    // Once, when the page opens: the person confirmed it before the reload.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(
    () => () => {
      if (accepted.current) onAccepted?.();
    },
    // Once, when the page is left.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [],
  );

  /** A refusal holds for what was asked: another way to pay may suffice. */
  const isRefused = !request || !submit.variables || isSameRequest(submit.variables, request);
  const isCurrent = !quote.isPlaceholderData && quoted === request;
  return {
    quote,
    confirm,
    isSending,
    waitSeconds,
    /** Why the last attempt to send this failed, unless only money is missing. */
    error: isRefused && !shortageOf(submit.error) ? submit.error : null,
    shortage: (isRefused ? shortageOf(submit.error) : undefined) ?? foreseenShortage(quote.data),
    isResuming: unanswered !== undefined && (submit.isPending || submit.isIdle),
    isPriced: quote.data !== undefined && !quote.isError && (isCurrent || stillHolds?.(quote.data) === true),
    /** The same may be sent again as it is. */
    canRepeat: isRefused && isTransient(submit.error),
  };
}

/** The price that was shown goes along: if it no longer holds, the server asks again instead of taking more. */
function withQuote<Request extends GenerationRequest>(request: Request, quote: Quote): Request {
  return { ...request, ...(quote.source ? { expectedSource: quote.source } : {}), maxPrice: quote.price };
}

/** Whether both ask for the same, whatever price was shown. */
function isSameRequest(one: GenerationRequest, other: GenerationRequest): boolean {
  return JSON.stringify(withoutQuote(one)) === JSON.stringify(withoutQuote(other));
}

function withoutQuote(request: GenerationRequest): object {
  return { ...request, expectedSource: undefined, maxPrice: undefined };
}

function shortageOf(error: unknown): ProblemError | undefined {
  return error instanceof ProblemError && error.status === 402 ? error : undefined;
}

function foreseenShortage(quote: Quote | undefined): Shortage | undefined {
  if (!quote?.shortfall) return undefined;
  const { price, shortfall } = quote;
  return { required: price, available: price - shortfall, offers: [], detail: undefined };
}
