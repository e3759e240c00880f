import type { Quote } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { haptics } from '@/shared/telegram/haptics';
import { useBalance } from './use-balance';

/** From what a request is paid: the usual order of sources, or the free quota alone. */
export type Funding = 'auto' | 'free';

/** Lets someone who could pay otherwise spend the free quota instead. */
export function FundingChoice({
  quote,
  funding,
  onChange,
}: {
  quote: Quote | undefined;
  funding: Funding;
  onChange: (funding: Funding) => void;
}) {
  const { t } = useTexts();
  const balance = useBalance();
  const free = balance.data?.free.actionsLeft ?? 0;
  const isChoice = funding === 'free' || (quote && quote.source !== 'free' && free >= quote.price);
  if (!isChoice) return null;
  return (
    <label className="card flex min-h-16 cursor-pointer items-center gap-4 px-5 py-3">
      <span className="flex-1">
        <span className="block font-medium">{t('price.useFree')}</span>
        <span className="block text-sm text-muted">{t('price.useFree.hint')}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={funding === 'free'}
        className="size-6 accent-[var(--chalk)]"
        checked={funding === 'free'}
        onChange={({ target }) => {
          haptics.select();
          onChange(target.checked ? 'free' : 'auto');
        }}
      />
    </label>
  );
}
