import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { isTransient, ProblemError } from '@/shared/api/problem';
import type { Quote, Source, TryOnRequest } from '@/shared/api/types';
import { InsufficientFunds, type Shortage } from '@/shared/billing/insufficient-funds';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { navigate } from '@/shared/lib/route';
import { useRetryCountdown } from '@/shared/lib/use-retry-countdown';
import { haptics } from '@/shared/telegram/haptics';
import { MainAction } from '@/shared/telegram/main-action';
import { Failure } from '@/shared/ui/failure';
import { Notice } from '@/shared/ui/notice';
import { requestOf } from '../api/try-on-request';
import { useQuote } from '../api/use-quote';
import { unansweredTryOn, useSubmitTryOn } from '../api/use-submit-try-on';
import { isExtreme, startNextDraft, useDraft } from '../draft';
import { FundingChoice } from './funding-choice';
import { PriceCard } from './price-card';
import { StepPage } from './step-page';

export function ConfirmStep() {
  const { t } = useTexts();
  const draft = useDraft();
  const request = requestOf(draft);
  const submit = useSubmitTryOn();
  /** Until the next screen is there, so that a second tap cannot ask for a second picture. */
  const isSending = submit.isPending || submit.isSuccess;
  const quote = useQuote(request, isSending);
  const [unanswered] = useState(unansweredTryOn);
  const resumed = useRef(false);
  const submitted = useRef(false);
  /** From the first press to its answer: a second one can come before anything is drawn. */
  const isLocked = useRef(false);
  const waitSeconds = useRetryCountdown(submit.error);

  function send(body: TryOnRequest) {
    if (isLocked.current) return;
    isLocked.current = true;
    submit.mutate(body, {
      onSuccess: (job) => {
        haptics.success();
        submitted.current = true;
        navigate(`/jobs/${job.id}`, { replace: true });
      },
      onError: () => {
        isLocked.current = false;
        haptics.error();
      },
    });
  }

  function confirm() {
    const repeated = unansweredTryOn();
    if (repeated && (!request || isSameTryOn(repeated, request))) send(repeated);
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
      if (submitted.current) startNextDraft();
    },
    [],
  );

  /** A refusal holds for what was asked: another way to pay may suffice. */
  const isRefused = !request || !submit.variables || isSameTryOn(submit.variables, request);
  const shortage = (isRefused ? shortageOf(submit.error) : undefined) ?? foreseenShortage(quote.data);
  const isResuming = unanswered !== undefined && (submit.isPending || submit.isIdle);
  const isPriced = quote.data !== undefined && !quote.isPlaceholderData && !quote.isError;
  const canRepeat = isTransient(submit.error);
  const price = quote.data && unitText(shortPriceSource(quote.data), quote.data.price, t);

  return (
    <StepPage
      step={4}
      title={shortage ? t('tryOn.confirm.short.title') : t('tryOn.confirm.title')}
      lead={shortage ? t('tryOn.confirm.short.text') : t('tryOn.confirm.text')}
      back="/try-on/item"
    >
      <div className="mb-5 space-y-4">
        {isResuming && <Notice tone="info">{t('tryOn.confirm.resumed')}</Notice>}
        {shortage && <InsufficientFunds shortage={shortage} />}
        {!shortage && <PriceCard quote={quote.data} funding={draft.funding} />}
        <FundingChoice quote={quote.data} funding={draft.funding} />
        {quote.error && !shortage && (
          <QuoteFailure error={quote.error} onRetry={() => void quote.refetch()} />
        )}
        <SubmitFailure error={submit.error} />
        {[draft.person, draft.item].some((photo) => photo && isExtreme(photo)) && (
          <Notice tone="info">{t('upload.extreme')}</Notice>
        )}
      </div>
      <ChosenPhotos />
      {shortage ? (
        <MainAction label={t('funds.toWallet')} onPress={() => navigate('/wallet')} />
      ) : (
        <MainAction
          label={mainLabel()}
          onPress={confirm}
          disabled={waitSeconds > 0 || !(canRepeat || isPriced)}
          busy={isSending}
        />
      )}
    </StepPage>
  );

  function mainLabel(): string {
    if (isSending) return t('tryOn.confirm.sending');
    if (waitSeconds > 0) return t('common.retryIn', { count: waitSeconds });
    if (canRepeat) return t('common.retry');
    return price ? t('tryOn.confirm.action', { price }) : t('tryOn.confirm.checkingPrice');
  }
}

/** What was chosen, each a way back to change it. */
function ChosenPhotos() {
  const { t } = useTexts();
  const { category, person, item } = useDraft();
  if (!category || !person || !item) return null;
  const chosen = [
    { to: '/try-on/person', label: t('tryOn.person.label'), url: person.url },
    { to: '/try-on/item', label: t('tryOn.item.label'), url: item.url },
  ];
  return (
    <div>
      <div className="relative grid grid-cols-2 gap-3">
        {chosen.map(({ to, label, url }) => (
          <Link
            key={to}
            to={to}
            className="card block overflow-hidden"
            aria-label={t('tryOn.confirm.edit', { what: label })}
          >
            <img src={url} alt="" className="aspect-3/4 w-full object-cover" />
          </Link>
        ))}
        <span aria-hidden="true" className="stitch absolute top-1/2 left-1/2 w-14 -translate-x-1/2" />
      </div>
      <Link
        to="/try-on"
        className="mt-3 inline-flex min-h-11 items-center gap-2 rounded-full bg-chalk-soft px-4 text-sm font-semibold"
        aria-label={t('tryOn.confirm.edit', { what: t(`tryOn.category.${category}`) })}
      >
        {t(`tryOn.category.${category}`)}
      </Link>
    </div>
  );
}

function QuoteFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return isUploadGone(error) ? <UploadGone /> : <Failure error={error} onRetry={onRetry} />;
}

function SubmitFailure({ error }: { error: unknown }) {
  const { t } = useTexts();
  if (!error || shortageOf(error)) return null;
  if (isUploadGone(error)) return <UploadGone />;
  if (error instanceof ProblemError && error.code === 'QUOTE_CHANGED') {
    return <Notice tone="info">{t('tryOn.confirm.quoteChanged')}</Notice>;
  }
  return <Failure error={error} />;
}

function UploadGone() {
  const { t } = useTexts();
  return (
    <Notice tone="danger">
      {t('tryOn.confirm.uploadGone')}{' '}
      <Link to="/try-on/person" className="font-semibold underline">
        {t('tryOn.person.label')}
      </Link>
      {' · '}
      <Link to="/try-on/item" className="font-semibold underline">
        {t('tryOn.item.label')}
      </Link>
    </Notice>
  );
}

/** The card says which actions; the button has room for their number only. */
function shortPriceSource({ source }: Quote): Source {
  return source === null || source === 'free' ? 'plan' : source;
}

/** The price that was shown goes along: if it no longer holds, the server asks again instead of taking more. */
function withQuote(request: TryOnRequest, quote: Quote): TryOnRequest {
  return { ...request, ...(quote.source ? { expectedSource: quote.source } : {}), maxPrice: quote.price };
}

function isSameTryOn(one: TryOnRequest, other: TryOnRequest): boolean {
  return (
    one.category === other.category &&
    one.personUploadId === other.personUploadId &&
    one.itemUploadId === other.itemUploadId &&
    one.funding === other.funding
  );
}

function shortageOf(error: unknown): ProblemError | undefined {
  return error instanceof ProblemError && error.status === 402 ? error : undefined;
}

function foreseenShortage(quote: Quote | undefined): Shortage | undefined {
  if (!quote?.shortfall) return undefined;
  const { price, shortfall } = quote;
  return { required: price, available: price - shortfall, offers: [], detail: undefined };
}

function isUploadGone(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 404 || error.code === 'UPLOAD_GONE');
}
