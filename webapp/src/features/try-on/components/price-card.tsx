import type { Quote } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { Fact } from '@/shared/ui/fact';
import { Skeleton } from '@/shared/ui/skeleton';

/** Price, what pays it, and the balance before and after; in outline until the server has said. */
export function PriceCard({ quote }: { quote: Quote | undefined }) {
  const { t, number } = useTexts();
  const after = quote?.balanceAfter ?? undefined;
  /** What the source has with so much given back; a dash while no balance is known. */
  const amount = (back: number) => (after === undefined ? '—' : number(after + back));
  const waiting = <Skeleton className="inline-block h-5 w-28 align-middle" />;
  return (
    <section className="card p-5" aria-label={t('price.title')} data-testid="quote">
      <dl className="divide-y divide-line">
        <Fact term={t('price.title')} strong>
          {quote ? (
            <span data-testid="quote-price">{unitText(quote.source ?? 'plan', quote.price, t)}</span>
          ) : (
            waiting
          )}
        </Fact>
        <Fact term={t('price.source')}>
          {quote ? (
            <span data-testid="quote-source">{quote.source ? t(`source.${quote.source}`) : '—'}</span>
          ) : (
            waiting
          )}
        </Fact>
        <Fact term={t('price.before')}>
          {quote ? <span data-testid="quote-before">{amount(quote.price)}</span> : waiting}
        </Fact>
        <Fact term={t('price.after')} strong>
          {quote ? <span data-testid="quote-after">{amount(0)}</span> : waiting}
        </Fact>
      </dl>
      <p className="mt-2 min-h-6 text-sm text-muted">
        {quote?.source && t(quote.watermark ? 'price.watermark' : 'price.noWatermark')}
      </p>
    </section>
  );
}
