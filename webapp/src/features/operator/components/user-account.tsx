import { Link } from 'wouter';
import { ProblemError } from '@/shared/api/problem';
import type { Source } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { Icon } from '@/shared/ui/icon';
import { operatorKeys } from '../api/operator-keys';
import type { Movement, OpenHold, OperatorUser, Pot } from '../api/operator-types';
import { useAccount } from '../api/use-account';
import { useOperatorTexts } from '../texts/operator-texts';
import { GrantForm } from './grant-form';
import { Load, MoreButton } from './load';
import { useLinkBack } from './operator-page';
import { Chip, Nothing, Part } from './pieces';

/** A user's money: the balance, what is held, what happened, and the way to give or take some. */
export function UserAccount({ user }: { user: OperatorUser }) {
  const { t } = useOperatorTexts();
  const account = useAccount(user.id);
  if (account.error instanceof ProblemError && account.error.status === 404) {
    return (
      <Part title={t('account.title')}>
        <Nothing>{t('account.none')}</Nothing>
      </Part>
    );
  }
  return (
    <Part
      title={t('account.title')}
      aside={account.data?.pages[0]?.status === 'closing' && <Chip tone="bad">{t('account.closing')}</Chip>}
    >
      <Load query={account} queryKey={operatorKeys.account(user.id)} outline="h-56">
        {({ pages }) => (
          <>
            <Pots pots={pages[0]?.pots ?? []} />
            <GrantForm user={user} />
            <Holds holds={pages[0]?.holds ?? []} />
            <h3 className="mt-6 mb-2 font-semibold">{t('account.ledger')}</h3>
            <Ledger movements={pages.flatMap(({ ledger }) => ledger.items)} />
            <MoreButton query={account} />
          </>
        )}
      </Load>
    </Part>
  );
}

function Pots({ pots }: { pots: Pot[] }) {
  const { t, number } = useOperatorTexts();
  if (pots.length === 0) return <Nothing>{t('account.empty')}</Nothing>;
  return (
    <ul className="grid grid-cols-2 gap-3" data-testid="pots">
      {pots.map(({ source, units, held }) => (
        <li key={source} className="card px-4 py-3">
          <p className="text-sm text-muted">
            <SourceName source={source} />
          </p>
          <p className="font-display text-2xl font-semibold tabular-nums">{number(units - held)}</p>
          {held > 0 && <p className="text-sm text-muted">{t('account.held', { count: held })}</p>}
        </li>
      ))}
    </ul>
  );
}

function Holds({ holds }: { holds: OpenHold[] }) {
  const { t, number, moment } = useOperatorTexts();
  const state = useLinkBack();
  if (holds.length === 0) return null;
  return (
    <>
      <h3 className="mt-6 mb-2 font-semibold">{t('account.holds')}</h3>
      <ul className="card divide-y divide-line px-4">
        {holds.map((hold) => (
          <li key={hold.id}>
            <Link to={`/operator/jobs/${hold.id}`} state={state} className="flex items-center gap-3 py-3">
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                  <span className="font-medium">{hold.purpose}</span>
                  <span>
                    <span className="font-semibold tabular-nums">{number(hold.amount)}</span>
                    {' · '}
                    <SourceName source={hold.source} />
                  </span>
                </span>
                <span className="block text-sm text-muted">
                  {t('account.holds.times', {
                    placed: moment(hold.createdAt),
                    expires: moment(hold.expiresAt),
                  })}
                </span>
              </span>
              <Icon name="forward" className="size-5 shrink-0 text-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Ledger({ movements }: { movements: Movement[] }) {
  const { t } = useOperatorTexts();
  if (movements.length === 0) return <Nothing>{t('account.ledger.empty')}</Nothing>;
  return (
    <ul className="card divide-y divide-line px-4" data-testid="ledger">
      {movements.map((movement) => (
        <MovementRow key={movement.id} movement={movement} />
      ))}
    </ul>
  );
}

function MovementRow({ movement }: { movement: Movement }) {
  const { moment, number, nameOf } = useOperatorTexts();
  const state = useLinkBack();
  const { kind, amount, source, holdId, product, reason, at } = movement;
  const sign = amount > 0 ? '+' : amount < 0 ? '−' : '';
  const row = (
    <>
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{nameOf('ledger', kind)}</span>
        {(reason || product) && <span className="block text-sm break-words">{reason || product}</span>}
        <span className="block text-sm text-muted">{moment(at)}</span>
      </span>
      <Units amount={`${sign}${number(Math.abs(amount))}`} source={source} />
      {holdId && <Icon name="forward" className="size-5 shrink-0 text-muted" />}
    </>
  );
  return (
    <li>
      {holdId ? (
        <Link to={`/operator/jobs/${holdId}`} state={state} className="flex items-center gap-3 py-3">
          {row}
        </Link>
      ) : (
        <div className="flex items-center gap-3 py-3">{row}</div>
      )}
    </li>
  );
}

function Units({ amount, source }: { amount: string; source: string }) {
  return (
    <span className="max-w-24 shrink-0 text-right">
      <span className="block font-semibold tabular-nums">{amount}</span>
      <span className="block text-xs text-muted">
        <SourceName source={source} />
      </span>
    </span>
  );
}

/** What a user pays with, in the words that the user sees. */
export function SourceName({ source }: { source: string | null }) {
  const { t } = useTexts();
  return source === null ? '—' : t(`source.${source as Source}`);
}
