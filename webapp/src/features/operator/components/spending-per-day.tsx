import { operatorKeys } from '../api/operator-keys';
import type { Spending } from '../api/operator-types';
import { useSpending } from '../api/use-figures';
import { useOperatorTexts } from '../texts/operator-texts';
import { Load } from './load';
import { Nothing, Part } from './pieces';

export function SpendingPerDay() {
  const { t, usd } = useOperatorTexts();
  const spending = useSpending();
  const total = (items: Spending[]) => items.reduce((sum, spent) => sum + countedCost(spent), 0);
  return (
    <Part
      title={t('spending.title')}
      aside={spending.data && t('spending.total', { sum: usd(total(spending.data.items)) })}
    >
      <Load query={spending} queryKey={operatorKeys.spending}>
        {({ items }) =>
          items.length === 0 ? <Nothing>{t('spending.empty')}</Nothing> : <Days days={daysOf(items)} />
        }
      </Load>
    </Part>
  );
}

/** What the free quota pays for is a provider's, too, and counted there. */
const FREE_QUOTA = 'free-quota';

function countedCost({ budget, costMicroUsd }: Spending): number {
  return budget === FREE_QUOTA ? 0 : costMicroUsd;
}

interface Day {
  day: string;
  costMicroUsd: number;
  budgets: Spending[];
}

/** One row a day, the latest first, its length the share of the dearest day. */
function Days({ days }: { days: Day[] }) {
  const { t, usd, calendarDay } = useOperatorTexts();
  const dearest = Math.max(1, ...days.map(({ costMicroUsd }) => costMicroUsd));
  return (
    <ul className="card space-y-3 px-4 py-4">
      {days.map(({ day, costMicroUsd, budgets }) => (
        <li key={day}>
          <div className="flex items-baseline justify-between gap-3 text-sm">
            <span className="font-medium">{calendarDay(day)}</span>
            <span className="shrink-0 font-semibold tabular-nums">{usd(costMicroUsd)}</span>
          </div>
          <div aria-hidden="true" className="mt-1 h-2 overflow-hidden rounded-full bg-sunken">
            <div
              className="h-full rounded-full bg-chalk"
              style={{ width: `${(costMicroUsd / dearest) * 100}%` }}
            />
          </div>
          <p className="mt-1 text-xs text-muted">
            {budgets
              .map(({ budget, costMicroUsd: cost, attempts }) =>
                budget === FREE_QUOTA
                  ? t('spending.free', { sum: usd(cost), count: attempts })
                  : t('spending.budget', { budget, sum: usd(cost), count: attempts }),
              )
              .join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  );
}

function daysOf(items: Spending[]): Day[] {
  const days = new Map<string, Day>();
  for (const spent of items) {
    const known = days.get(spent.day) ?? { day: spent.day, costMicroUsd: 0, budgets: [] };
    days.set(spent.day, {
      ...known,
      costMicroUsd: known.costMicroUsd + countedCost(spent),
      budgets: [...known.budgets, spent],
    });
  }
  return [...days.values()].sort((one, other) => other.day.localeCompare(one.day));
}
