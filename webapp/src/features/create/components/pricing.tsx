import type { PriceUnit } from '@/shared/api/catalogue-types';
import type { Quote } from '@/shared/api/types';
import { type Funding, FundingChoice } from '@/shared/billing/funding-choice';
import { InsufficientFunds, type Shortage } from '@/shared/billing/insufficient-funds';
import { PriceCard } from '@/shared/billing/price-card';
import { useBalance } from '@/shared/billing/use-balance';
import { ConfirmationFailure } from '@/shared/generation/confirmation-failure';
import { useTexts } from '@/shared/i18n/translate';
import { Failure } from '@/shared/ui/failure';
import { Notice } from '@/shared/ui/notice';
import { meansText, priceText } from '../price-text';
import { useCreateTexts } from '../texts/create-texts';

interface PricingProps {
  unit: PriceUnit;
  /** The price as the catalogue has it, until the server has said. */
  estimate: number;
  quote: Quote | undefined;
  funding: Funding;
  shortage: Shortage | undefined;
  quoteError: unknown;
  error: unknown;
  /** The fields themselves say what is wrong. */
  isMarked: boolean;
  onRetryQuote: () => void;
  onFunding: (funding: Funding) => void;
}

/** What it costs, who pays, what is missing, and why it was not accepted. */
export function Pricing({
  unit,
  estimate,
  quote,
  funding,
  shortage,
  quoteError,
  error,
  isMarked,
  onRetryQuote,
  onFunding,
}: PricingProps) {
  const { t } = useCreateTexts();
  return (
    <>
      {shortage ? (
        <InsufficientFunds shortage={shortage} unit={unit} />
      ) : quote ? (
        <PriceCard quote={quote} funding={funding} />
      ) : (
        <Estimate unit={unit} price={estimate} />
      )}
      {unit === 'actions' && <FundingChoice quote={quote} funding={funding} onChange={onFunding} />}
      {isMarked && <Notice tone="danger">{t('form.faulty')}</Notice>}
      {Boolean(quoteError) && !error && !shortage && <Failure error={quoteError} onRetry={onRetryQuote} />}
      {!isMarked && <ConfirmationFailure error={error} />}
    </>
  );
}

function Estimate({ unit, price }: { unit: PriceUnit; price: number }) {
  const { t } = useCreateTexts();
  const { t: shared } = useTexts();
  const balance = useBalance();
  return (
    <section className="card p-5" aria-label={shared('price.title')} data-testid="estimate">
      <p className="text-lg font-semibold">{priceText(unit, price, shared)}</p>
      <p className="mt-1 text-sm text-muted">
        {balance.data && `${t('price.youHave', { what: meansText(unit, balance.data, shared) })} `}
        {t('price.later')}
      </p>
    </section>
  );
}
