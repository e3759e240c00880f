import { Link } from 'wouter';
import type { Offer, ProblemError } from '@/shared/api/problem';
import { type Texts, useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { Fact } from '@/shared/ui/fact';
import { Icon } from '@/shared/ui/icon';
import { isGrantable } from './sources';
import { useBalance } from './use-balance';
import { useOffers } from './use-offers';

/** What is missing: as a refusal says, or as a quote foresees. */
export type Shortage = Pick<ProblemError, 'required' | 'available' | 'offers' | 'detail'>;

/** What is missing and what would cover it. */
export function InsufficientFunds({
  shortage,
  unit = 'actions',
}: {
  shortage: Shortage;
  /** What the request is paid in. */
  unit?: 'actions' | 'diamonds';
}) {
  const texts = useTexts();
  const { t, number, day } = texts;
  const balance = useBalance();
  const known = useOffers(shortage.offers.length === 0, unit);
  const offers = shortage.offers.length > 0 ? shortage.offers : (known.data ?? []);
  return (
    <section className="card appear p-5" aria-labelledby="funds-title" data-testid="insufficient-funds">
      <h2 id="funds-title" className="text-xl">
        {t('funds.title')}
      </h2>
      <p role="status" className="mt-1 text-muted">
        {shortage.detail ?? t('funds.nothingCharged')}
      </p>
      <dl className="mt-3 divide-y divide-line">
        <Fact term={t('funds.required')}>{number(shortage.required)}</Fact>
        <Fact term={t('funds.available')}>{number(shortage.available)}</Fact>
        <Fact term={t('funds.shortfall')} strong>
          <span className="text-danger">{number(Math.max(0, shortage.required - shortage.available))}</span>
        </Fact>
      </dl>
      {unit === 'actions' && balance.data && (
        <p className="mt-2 text-sm text-muted">
          {t('funds.untilRenewal', { date: day(balance.data.free.renewsAt, balance.data.zone) })}
        </p>
      )}
      {offers.length > 0 && <Offers offers={offers} texts={texts} />}
      <Link
        to="/wallet"
        className="mt-4 flex min-h-12 items-center justify-center rounded-2xl bg-sunken font-semibold"
      >
        {t('funds.toWallet')}
      </Link>
    </section>
  );
}

function Offers({ offers, texts }: { offers: readonly Offer[]; texts: Texts }) {
  return (
    <>
      <h3 className="mt-4 mb-2 text-sm font-semibold text-muted">{texts.t('funds.offers')}</h3>
      <ul className="space-y-2">
        {offers.map((offer) => (
          <li key={offer.code} className="flex items-center gap-3 rounded-2xl bg-sunken px-4 py-3">
            <Icon name={offer.kind === 'plan' ? 'retry' : 'coin'} className="size-5 shrink-0 text-chalk" />
            <span className="flex-1">{offerText(offer, texts)}</span>
            <span className="font-semibold tabular-nums">{texts.money(offer.price)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function offerText(offer: Offer, { t }: Texts): string {
  if (offer.kind === 'plan') return t('funds.offer.plan', { count: offer.units });
  return unitText(isGrantable(offer.unit) ? offer.unit : 'credits', offer.units, t);
}
