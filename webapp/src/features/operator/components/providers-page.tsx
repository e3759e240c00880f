import { Fact } from '@/shared/ui/fact';
import { operatorKeys } from '../api/operator-keys';
import type { Provider } from '../api/operator-types';
import { useProviders, useSwitchProvider } from '../api/use-providers';
import { useOperatorTexts } from '../texts/operator-texts';
import { Load } from './load';
import { OnOffSwitch } from './on-off-switch';
import { OperatorPage } from './operator-page';
import { Chip, Nothing, Part, type Tone } from './pieces';

/** How each provider does, and its switch. */
export function ProvidersPage() {
  const { t } = useOperatorTexts();
  return (
    <OperatorPage title={t('providers.title')} lead={t('providers.lead')} back="/operator">
      <Part title={t('providers.list')}>
        <Load query={useProviders()} queryKey={operatorKeys.providers} outline="h-80">
          {({ items }) =>
            items.length === 0 ? (
              <Nothing>{t('providers.empty')}</Nothing>
            ) : (
              <ul className="space-y-3">
                {items.map((provider) => (
                  <ProviderCard key={provider.name} provider={provider} />
                ))}
              </ul>
            )
          }
        </Load>
      </Part>
    </OperatorPage>
  );
}

const BREAKER_TONES: Readonly<Record<Provider['breaker'], Tone>> = {
  closed: 'good',
  'half-open': 'plain',
  open: 'bad',
};

function ProviderCard({ provider }: { provider: Provider }) {
  const { t, number, percent, duration } = useOperatorTexts();
  const { name, enabled, breaker, calls, errorRatePercent, meanMillis, p95Millis } = provider;
  const time = (millis: number | null) => (millis === null ? '—' : duration(millis / 1000));
  return (
    <li className="card px-4 py-3" data-testid={`provider-${name}`}>
      <div className="flex items-center justify-between gap-3">
        <h3 className="min-w-0 text-lg font-semibold break-words">{name}</h3>
        <span className="shrink-0">
          <Chip tone={enabled ? 'good' : 'bad'}>{enabled ? t('providers.on') : t('providers.off')}</Chip>
        </span>
      </div>
      <p className="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">
        {(enabled || breaker !== 'closed') && (
          <Chip tone={BREAKER_TONES[breaker]}>{t(`providers.breaker.${breaker}`)}</Chip>
        )}
        {provider.queuePaused && <Chip tone="bad">{t('providers.queuePaused')}</Chip>}
        {provider.credit?.low && <Chip tone="bad">{t('providers.credit.low')}</Chip>}
      </p>
      <dl className="mt-1">
        <Fact term={t('providers.calls')}>{number(calls)}</Fact>
        <Fact term={t('providers.errors')} strong={errorRatePercent > 0}>
          {calls === 0 ? '—' : percent(errorRatePercent / 100)}
        </Fact>
        <Fact term={t('providers.mean')}>{time(meanMillis)}</Fact>
        <Fact term={t('providers.p95')}>{time(p95Millis)}</Fact>
        <Credit provider={provider} />
        <SpentToday provider={provider} />
      </dl>
      <SpentBar provider={provider} />
      <Switch provider={provider} />
    </li>
  );
}

/** What is left on our account, as the provider said last. */
function Credit({ provider: { credit } }: { provider: Provider }) {
  const { t, money, number, moment, nameOf } = useOperatorTexts();
  if (!credit) return <Fact term={t('providers.credit')}>—</Fact>;
  const { amount, unit, low, readAt } = credit;
  const left =
    unit === 'USD'
      ? money({ amount: String(amount), currency: unit })
      : `${number(amount)} ${nameOf('providers.credit.unit', unit)}`;
  return (
    <Fact term={t('providers.credit')} strong={low}>
      <span className={low ? 'text-danger' : ''}>{left}</span>
      <span className="block text-xs font-normal text-muted">
        {t('providers.credit.readAt', { date: moment(readAt) })}
      </span>
    </Fact>
  );
}

const NEAR_CAP = 0.9;

/** What was spent since midnight UTC, of what may be spent. */
function SpentToday({ provider }: { provider: Provider }) {
  const { t, usd } = useOperatorTexts();
  const { spentTodayMicroUsd: spent, dailyCapMicroUsd: cap } = provider;
  return (
    <Fact term={t('providers.spent')} strong={shareSpent(provider) >= NEAR_CAP}>
      {t('providers.spent.ofCap', { spent: usd(spent), cap: usd(cap) })}
    </Fact>
  );
}

function SpentBar({ provider }: { provider: Provider }) {
  const share = shareSpent(provider);
  return (
    <div aria-hidden="true" className="mb-2 h-2 overflow-hidden rounded-full bg-sunken">
      <div
        className={`h-full rounded-full ${share >= NEAR_CAP ? 'bg-danger' : 'bg-chalk'}`}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}

function shareSpent({ spentTodayMicroUsd, dailyCapMicroUsd }: Provider): number {
  return dailyCapMicroUsd > 0 ? Math.min(1, spentTodayMicroUsd / dailyCapMicroUsd) : 1;
}

function Switch({ provider: { name, enabled } }: { provider: Provider }) {
  const change = useSwitchProvider(name);
  return (
    <div className="mt-2">
      <OnOffSwitch
        of="providers"
        name={name}
        enabled={enabled}
        busy={change.isPending}
        error={change.error}
        onSwitch={change.mutate}
      />
    </div>
  );
}
