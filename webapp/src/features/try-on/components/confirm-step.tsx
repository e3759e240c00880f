import { Link } from 'wouter';
import { ProblemError } from '@/shared/api/problem';
import { FundingChoice } from '@/shared/billing/funding-choice';
import { InsufficientFunds } from '@/shared/billing/insufficient-funds';
import { PriceCard } from '@/shared/billing/price-card';
import { ConfirmAction, shortPrice } from '@/shared/generation/confirm-action';
import { ConfirmationFailure } from '@/shared/generation/confirmation-failure';
import { useConfirmation } from '@/shared/generation/use-confirmation';
import { useTexts } from '@/shared/i18n/translate';
import { Failure } from '@/shared/ui/failure';
import { Notice } from '@/shared/ui/notice';
import { requestOf } from '../api/try-on-request';
import { tryOnSubmission, unansweredTryOn } from '../api/unanswered-try-on';
import { changeDraft, isExtreme, startNextDraft, useDraft } from '../draft';
import { StepPage } from './step-page';

export function ConfirmStep() {
  const { t } = useTexts();
  const draft = useDraft();
  const { quote, shortage, error, ...confirmation } = useConfirmation({
    request: requestOf(draft),
    submission: tryOnSubmission,
    unanswered: unansweredTryOn,
    onAccepted: startNextDraft,
  });
  return (
    <StepPage
      step={4}
      title={shortage ? t('tryOn.confirm.short.title') : t('tryOn.confirm.title')}
      lead={shortage ? t('tryOn.confirm.short.text') : t('tryOn.confirm.text')}
      back="/try-on/item"
    >
      <div className="mb-5 space-y-4">
        {confirmation.isResuming && <Notice tone="info">{t('confirm.resumed')}</Notice>}
        {shortage && <InsufficientFunds shortage={shortage} />}
        {!shortage && <PriceCard quote={quote.data} funding={draft.funding} />}
        <FundingChoice
          quote={quote.data}
          funding={draft.funding}
          onChange={(funding) => changeDraft({ funding })}
        />
        {quote.error && !shortage && (
          <QuoteFailure error={quote.error} onRetry={() => void quote.refetch()} />
        )}
        <SubmitFailure error={error} />
        {[draft.person, draft.item].some((photo) => photo && isExtreme(photo)) && (
          <Notice tone="info">{t('upload.extreme')}</Notice>
        )}
      </div>
      <ChosenPhotos />
      <ConfirmAction
        {...confirmation}
        isShort={shortage !== undefined}
        price={quote.data && shortPrice(quote.data, t)}
        label={(price) => t('tryOn.confirm.action', { price })}
      />
    </StepPage>
  );
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
  return isUploadGone(error) ? <UploadGone /> : <ConfirmationFailure error={error} />;
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

function isUploadGone(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 404 || error.code === 'UPLOAD_GONE');
}
