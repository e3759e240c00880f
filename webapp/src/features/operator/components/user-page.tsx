import { useParams } from 'wouter';
import { ProblemError } from '@/shared/api/problem';
import { Fact } from '@/shared/ui/fact';
import { Skeleton } from '@/shared/ui/skeleton';
import { operatorKeys } from '../api/operator-keys';
import type { OperatorUserDetails } from '../api/operator-types';
import { useJobs } from '../api/use-jobs';
import { useUser } from '../api/use-users';
import { useOperatorTexts } from '../texts/operator-texts';
import { BlockUser } from './block-user';
import { JobRow } from './job-row';
import { Load, PagedList } from './load';
import { OperatorPage } from './operator-page';
import { Chip, Code, Nothing, Part } from './pieces';
import { UserAccount } from './user-account';
import { fullName } from './user-name';

const JOBS_AT_ONCE = 5;

/** Everything about one user: who, what they have, what they made, where they are logged in. */
export function UserPage() {
  const { t } = useOperatorTexts();
  const { id = '' } = useParams();
  const user = useUser(id);
  const isMissing = user.error instanceof ProblemError && user.error.status === 404;
  return (
    <OperatorPage
      key={id}
      title={user.data ? fullName(user.data) : t('user.title')}
      lead={user.data ? <Marks user={user.data} /> : <Skeleton className="inline-block h-5 w-40" />}
      back="/operator/users"
    >
      {isMissing ? (
        <Nothing>{t('user.missing')}</Nothing>
      ) : (
        <Load query={user} queryKey={operatorKeys.user(id)} outline="h-72">
          {(known) => (
            <>
              <UserAccount user={known} />
              <Jobs userId={id} />
              <Person user={known} />
              <Sessions user={known} />
              <BlockUser user={known} />
            </>
          )}
        </Load>
      )}
    </OperatorPage>
  );
}

function Marks({ user }: { user: OperatorUserDetails }) {
  const { t } = useOperatorTexts();
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {user.username && <span className="min-w-0 break-words">@{user.username}</span>}
      <span>{user.telegramId}</span>
      {user.blockedAt && <Chip tone="bad">{t('user.blocked')}</Chip>}
      {user.roles.includes('ADMIN') && <Chip>{t('user.admin')}</Chip>}
      {user.premium && <Chip>{t('user.premium')}</Chip>}
    </span>
  );
}

function Jobs({ userId }: { userId: string }) {
  const { t } = useOperatorTexts();
  const filter = { userId };
  return (
    <Part title={t('user.jobs')}>
      <PagedList
        query={useJobs(filter, JOBS_AT_ONCE)}
        queryKey={operatorKeys.jobs(filter)}
        empty={<Nothing>{t('user.jobs.empty')}</Nothing>}
      >
        {(job) => <JobRow key={job.id} job={job} />}
      </PagedList>
    </Part>
  );
}

function Person({ user }: { user: OperatorUserDetails }) {
  const { t, moment } = useOperatorTexts();
  return (
    <Part title={t('user.who')}>
      <div className="card px-4 py-1">
        <dl>
          <Fact term={t('user.language')}>{user.language}</Fact>
          <Fact term={t('user.firstSeen')}>{moment(user.firstSeenAt)}</Fact>
          <Fact term={t('user.lastSeen')}>{moment(user.lastSeenAt)}</Fact>
        </dl>
        <div className="border-t border-line">
          <Code label={t('user.telegramId')} value={String(user.telegramId)} />
          <Code label={t('user.id')} value={user.id} />
        </div>
      </div>
    </Part>
  );
}

function Sessions({ user: { sessions = [] } }: { user: OperatorUserDetails }) {
  const { t, moment } = useOperatorTexts();
  return (
    <Part title={t('user.sessions')}>
      {sessions.length === 0 ? (
        <Nothing>{t('user.sessions.empty')}</Nothing>
      ) : (
        <ul className="card divide-y divide-line px-4">
          {sessions.map((session) => (
            <li key={session.id} className="py-3">
              <p className="font-medium break-words">{session.device || t('user.sessions.unknown')}</p>
              <p className="text-sm text-muted">
                {t('user.sessions.times', {
                  created: moment(session.createdAt),
                  used: moment(session.lastUsedAt),
                })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
