import type { PriceUnit } from '@/shared/api/catalogue-types';
import type { Balance } from '@/shared/api/types';
import type { Translate } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';

/** A price in words: "2 actions". */
export function priceText(unit: PriceUnit, price: number, t: Translate): string {
  return unitText(unit === 'actions' ? 'plan' : 'diamonds', price, t);
}

/** What a person has that pays in this unit: "3 credits, 10 free actions". */
export function meansText(unit: PriceUnit, balance: Balance, t: Translate): string {
  if (unit === 'diamonds') return unitText('diamonds', balance.diamonds, t);
  const { plan, credits, free } = balance;
  return [
    ...(plan ? [unitText('plan', plan.actionsLeft, t)] : []),
    ...(credits > 0 ? [unitText('credits', credits, t)] : []),
    unitText('free', free.actionsLeft, t),
  ].join(', ');
}
