import type { Balance } from '@/shared/api/types';
import { GRANTABLE_ACTION_SOURCES, SOURCES } from '@/shared/billing/sources';
import { useBalance } from '@/shared/billing/use-balance';
import { type Texts, useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { Failure } from '@/shared/ui/failure';
import { Icon, type IconName } from '@/shared/ui/icon';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { HistoryList } from './history-list';

export default function WalletPage() {
  const texts = useTexts();
  const { t } = texts;
  const { data, error, refetch } = useBalance();
  return (
    <Page title={t('wallet.title')}>
      {data ? (
        <SourceBalances balance={data} texts={texts} />
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Outline />
      )}
      <HistoryList />
    </Page>
  );
}

/** What pays for pictures. Other units are shown once there is something to spend them on. */
function SourceBalances({ balance, texts }: { balance: Balance; texts: Texts }) {
  const { t, number, day } = texts;
  const { free, plan, zone } = balance;
  return (
    <div className="space-y-3" data-testid="balance">
      <section className="card p-5" aria-label={t('source.free')}>
        <div className="flex items-start justify-between gap-4">
          <div>
            <p className="text-muted">{t('source.free')}</p>
            <p className="mt-1 font-display text-5xl font-semibold tabular-nums" data-testid="balance-free">
              {number(free.actionsLeft)}
            </p>
          </div>
          <Badge icon={SOURCES.free.icon} />
        </div>
        <div aria-hidden="true" className="stitch mt-4 mb-3" />
        <p className="text-sm text-muted">{t('wallet.free.until', { date: day(free.renewsAt, zone) })}</p>
      </section>
      {plan && (
        <SourceBalance
          icon={SOURCES.plan.icon}
          name={t('source.plan')}
          amount={number(plan.actionsLeft)}
          hint={t('wallet.plan.until', { code: plan.code, date: day(plan.renewsAt, zone) })}
          testId="balance-plan"
        />
      )}
      {GRANTABLE_ACTION_SOURCES.map((source) => (
        <SourceBalance
          key={source}
          icon={SOURCES[source].icon}
          name={t(`source.${source}`)}
          amount={number(balance[source])}
          hint={t(`wallet.${source}.hint`)}
          testId={`balance-${source}`}
        />
      ))}
      <Held held={balance.held} texts={texts} />
    </div>
  );
}

interface SourceBalanceProps {
  icon: IconName;
  name: string;
  amount: string;
  hint: string;
  testId: string;
}

function SourceBalance({ icon, name, amount, hint, testId }: SourceBalanceProps) {
  return (
    <section className="card flex flex-col justify-between p-4" aria-label={name}>
      <div className="flex items-center justify-between gap-2">
        <p className="font-medium">{name}</p>
        <Icon name={icon} className="size-5 text-chalk" />
      </div>
      <p className="mt-1 font-display text-2xl font-semibold tabular-nums" data-testid={testId}>
        {amount}
      </p>
      <p className="mt-0.5 text-sm text-muted">{hint}</p>
    </section>
  );
}

function Badge({ icon }: { icon: IconName }) {
  return (
    <span className="inline-flex size-12 shrink-0 items-center justify-center rounded-full bg-chalk-soft text-chalk">
      <Icon name={icon} />
    </span>
  );
}

/** What waits in open holds, which the balances above do not contain. */
function Held({ held, texts: { t } }: { held: Balance['held']; texts: Texts }) {
  const parts = [
    held.actions > 0 && t('units.plan', { count: held.actions }),
    ...GRANTABLE_ACTION_SOURCES.map((source) => held[source] > 0 && unitText(source, held[source], t)),
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return (
    <section className="flex items-start gap-3 rounded-2xl bg-chalk-soft p-4" data-testid="held">
      <Icon name="clock" className="mt-0.5 size-5 shrink-0 text-chalk" />
      <div>
        <p className="font-medium">
          {t('wallet.held')}: {parts.join(', ')}
        </p>
        <p className="mt-0.5 text-sm text-muted">{t('wallet.held.text')}</p>
      </div>
    </section>
  );
}

function Outline() {
  return (
    <div className="space-y-3">
      <Skeleton className="h-44 rounded-card" />
      <Skeleton className="h-28 rounded-card" />
    </div>
  );
}
