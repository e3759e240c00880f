import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useRouteQuery } from '@/shared/lib/route';
import { Icon } from '@/shared/ui/icon';
import { operatorKeys } from '../api/operator-keys';
import type { OperatorUser } from '../api/operator-types';
import { useUsers } from '../api/use-users';
import { useOperatorTexts } from '../texts/operator-texts';
import { PagedList } from './load';
import { OperatorPage, useLinkBack } from './operator-page';
import { Chip, FIELD, Nothing } from './pieces';
import { fullName } from './user-name';

const DEBOUNCE_MILLIS = 300;

/** Users found by Telegram id, username or name. What is searched for is kept in the address, so that back leads to it. */
export function UsersPage() {
  const { t } = useOperatorTexts();
  const [parameters, setParameters] = useRouteQuery();
  const query = parameters.get('query') ?? '';
  const [typed, setTyped] = useState(query);
  const users = useUsers(query);

  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === query) return;
    const timer = setTimeout(() => setParameters(wanted ? { query: wanted } : {}), DEBOUNCE_MILLIS);
    return () => clearTimeout(timer);
  }, [typed, query, setParameters]);

  return (
    <OperatorPage title={t('users.title')} back="/operator">
      <div>
        <label className="mb-4 block">
          <span className="mb-1.5 block text-sm text-muted">{t('users.search')}</span>
          <input
            type="search"
            className={FIELD}
            value={typed}
            maxLength={100}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <PagedList
          query={users}
          queryKey={operatorKeys.users(query)}
          outline="h-64"
          empty={<Nothing>{query ? t('users.none', { query }) : t('users.empty')}</Nothing>}
        >
          {(user) => <UserRow key={user.id} user={user} />}
        </PagedList>
      </div>
    </OperatorPage>
  );
}

function UserRow({ user }: { user: OperatorUser }) {
  const { t, moment } = useOperatorTexts();
  return (
    <li>
      <Link to={`/operator/users/${user.id}`} state={useLinkBack()} className="flex items-center gap-3 py-3">
        <span className="min-w-0 flex-1">
          <span className="block font-medium break-words">{fullName(user)}</span>
          <span className="block text-sm break-words text-muted">
            {user.username && `@${user.username} · `}
            {user.telegramId}
          </span>
          <span className="block text-sm text-muted">
            {t('users.lastSeen', { date: moment(user.lastSeenAt) })}
          </span>
          <span className="mt-1 flex flex-wrap gap-1.5 empty:hidden">
            {user.blockedAt && <Chip tone="bad">{t('user.blocked')}</Chip>}
            {user.roles.includes('ADMIN') && <Chip>{t('user.admin')}</Chip>}
          </span>
        </span>
        <Icon name="forward" className="size-5 shrink-0 text-muted" />
      </Link>
    </li>
  );
}
