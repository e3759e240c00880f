import type { Quote } from '@/shared/api/types';
import { type Texts, useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { Skeleton } from '@/shared/ui/skeleton';
import type { Funding } from './funding-choice';
import { paysActions } from './sources';

/** What a request takes of what the person has, in a sentence, and why from there; in outline until the server has said. */
export function PriceCard({ quote, funding }: { quote: Quote | undefined; funding: Funding }) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <section className="card p-5" aria-label={t('price.title')} data-testid="quote">
      {quote ? (
        <>
          <p className="text-lg font-semibold" data-testid="quote-price">
            {priceSentence(quote, texts)}
          </p>
          <p className="mt-1 text-sm text-muted">{reason(quote, funding, texts)}</p>
        </>
      ) : (
        <>
          <Skeleton className="my-1 h-5 w-64 max-w-full" />
          <Skeleton className="mt-3 h-4 w-48 max-w-full" />
        </>
      )}
    </section>
  );
}

/** The price alone where nothing can pay it, or no balance is known. */
function priceSentence({ price, source, balanceAfter }: Quote, { t, number }: Texts): string {
  if ((!paysActions(source) && source !== 'diamonds') || balanceAfter === null || balanceAfter === undefined)
    return unitText(source ?? 'plan', price, t);
  return t(`price.of.${source}`, {
    price: number(price),
    count: balanceAfter + price,
    after: number(balanceAfter),
  });
}

/** Sources pay in a fixed order; a person who chose the free actions knows why. */
function reason({ source, watermark }: Quote, funding: Funding, { t }: Texts): string {
  const mark = source === null ? '' : t(watermark ? 'price.watermark' : 'price.noWatermark');
  return funding === 'auto' && paysActions(source) ? `${t(`price.why.${source}`)} ${mark}` : mark;
}
