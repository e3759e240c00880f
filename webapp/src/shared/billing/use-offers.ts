import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { paysActions } from './sources';

/** What could be bought, packs before plans, for when a refusal did not name any. */
export function useOffers(enabled: boolean, unit: 'actions' | 'diamonds' = 'actions') {
  return useQuery({
    queryKey: queryKeys.offers,
    queryFn: async ({ signal }) => {
      const [packs, plans] = await Promise.all([
        answerOf(api.GET('/api/v1/billing/packs', { signal })),
        answerOf(api.GET('/api/v1/billing/plans', { signal })),
      ]);
      return [...packs.items, ...plans.items];
    },
    select: (products) =>
      products.filter(({ unit: bought }) =>
        unit === 'actions' ? bought === 'actions' || paysActions(bought) : bought === unit,
      ),
    staleTime: 5 * 60_000,
    enabled,
  });
}
