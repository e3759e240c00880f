import { Link, useParams } from 'wouter';
import { ProblemError } from '@/shared/api/problem';
import { useTexts } from '@/shared/i18n/translate';
import { operationKey } from '@/shared/jobs/job';
import { Fact } from '@/shared/ui/fact';
import { Icon } from '@/shared/ui/icon';
import { operatorKeys } from '../api/operator-keys';
import type { Attempt, OperatorJobDetails } from '../api/operator-types';
import { useHold, useJobDetails } from '../api/use-jobs';
import { useUser } from '../api/use-users';
import { secondsBetween } from '../format';
import { useOperatorTexts } from '../texts/operator-texts';
import { JobStatusChip } from './job-row';
import { Load } from './load';
import { OperatorPage, useLinkBack } from './operator-page';
import { Chip, Code, Nothing, Part, type Tone } from './pieces';
import { SourceName } from './user-account';
import { fullName } from './user-name';

/** One job, found by its id or the id of its hold: what happened, what it cost, where to read on. */
export function JobPage() {
  const { t } = useOperatorTexts();
  const { t: shared } = useTexts();
  const { id = '' } = useParams();
  const job = useJobDetails(id);
  const isMissing = job.error instanceof ProblemError && job.error.status === 404;
  return (
    <OperatorPage
      key={id}
      title={job.data ? shared(operationKey(job.data)) : t('job.title')}
      lead={job.data && <JobStatusChip status={job.data.status} />}
      back="/operator/jobs"
    >
      {isMissing ? (
        <Missing id={id} />
      ) : (
        <Load query={job} queryKey={operatorKeys.job(id)} outline="h-96">
          {(known) => (
            <>
              <Course job={known} />
              <Attempts job={known} />
              <Money job={known} />
              <Traces job={known} />
            </>
          )}
        </Load>
      )}
    </OperatorPage>
  );
}

/** There is no such job; if the id is a hold's, billing may still know it. */
function Missing({ id }: { id: string }) {
  const { t } = useOperatorTexts();
  const hold = useHold(id);
  return (
    <>
      <Nothing>{t('job.missing')}</Nothing>
      {hold.data && (
        <Part title={t('job.hold')}>
          <div className="card px-4 py-1">
            {hold.data.userId && <UserLink userId={hold.data.userId} />}
            <HoldFacts holdId={id} />
          </div>
        </Part>
      )}
    </>
  );
}

function Course({ job }: { job: OperatorJobDetails }) {
  const { t, instant, duration, nameOf } = useOperatorTexts();
  const { createdAt, startedAt, finishedAt, deadlineAt, queue, error } = job;
  return (
    <div>
      {error && (
        <div className="mb-4 rounded-2xl bg-danger-soft px-4 py-3 text-danger" data-testid="job-error">
          <p className="font-semibold">{nameOf('error', error.code)}</p>
          <p className="font-mono text-xs break-all">{error.code}</p>
          {error.message && <p className="mt-1 text-sm break-words">{error.message}</p>}
        </div>
      )}
      <div className="card px-4 py-1">
        <UserLink userId={job.userId} />
        <dl>
          <Fact term={t('job.model')}>{job.model}</Fact>
          <Fact term={t('job.created')}>{instant(createdAt)}</Fact>
          {startedAt && (
            <Fact term={t('job.started')}>
              {instant(startedAt)}
              <After>{duration(secondsBetween(createdAt, startedAt))}</After>
            </Fact>
          )}
          {finishedAt && (
            <Fact term={t('job.finished')}>
              {instant(finishedAt)}
              <After>{duration(secondsBetween(startedAt ?? createdAt, finishedAt))}</After>
            </Fact>
          )}
          {!finishedAt && deadlineAt && <Fact term={t('job.deadline')}>{instant(deadlineAt)}</Fact>}
          {job.refused && <Fact term={t('job.refused')}>{t('job.refused.text')}</Fact>}
          {job.cancelRequested && <Fact term={t('job.cancel')}>{t('job.cancel.asked')}</Fact>}
          {queue && (
            <Fact term={t('job.queue')}>
              {queue.name}
              {queue.position !== null && ` · ${t('job.queue.position', { position: queue.position })}`}
              {queue.leasedBy && (
                <span className="block text-sm break-words text-muted">
                  {t('job.queue.leased', {
                    worker: queue.leasedBy,
                    date: queue.leaseUntil ? instant(queue.leaseUntil) : '—',
                  })}
                </span>
              )}
            </Fact>
          )}
        </dl>
      </div>
    </div>
  );
}

function After({ children }: { children: string }) {
  return <span className="block text-sm text-muted">{children}</span>;
}

function UserLink({ userId }: { userId: string }) {
  const { t } = useOperatorTexts();
  const user = useUser(userId);
  return (
    <Link
      to={`/operator/users/${userId}`}
      state={useLinkBack()}
      className="flex min-h-12 items-center gap-3 border-b border-line py-2"
    >
      <Icon name="person" className="size-5 shrink-0 text-chalk" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium break-words">
          {user.data ? fullName(user.data) : t('job.user')}
        </span>
        <span className="block font-mono text-xs break-all text-muted">{userId}</span>
      </span>
      <Icon name="forward" className="size-5 shrink-0 text-muted" />
    </Link>
  );
}

const ATTEMPT_TONES: Readonly<Record<string, Tone>> = {
  SUCCEEDED: 'good',
  REJECTED: 'bad',
  FAILED: 'bad',
  UNKNOWN: 'bad',
};

function Attempts({ job: { attempts } }: { job: OperatorJobDetails }) {
  const { t } = useOperatorTexts();
  return (
    <Part title={t('job.attempts')}>
      {attempts.length === 0 ? (
        <Nothing>{t('job.attempts.empty')}</Nothing>
      ) : (
        <ul className="space-y-3">
          {attempts.map((attempt) => (
            <AttemptCard key={attempt.number} attempt={attempt} />
          ))}
        </ul>
      )}
    </Part>
  );
}

/** One call of a provider: how it went, and when it said what. */
function AttemptCard({ attempt }: { attempt: Attempt }) {
  const { t, instant, duration, usd, nameOf } = useOperatorTexts();
  const { createdAt, acceptedAt, callbackAt, finishedAt, costMicroUsd } = attempt;
  return (
    <li className="card px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-semibold break-words">
          {t('job.attempt', { number: attempt.number, provider: attempt.provider })}
        </h3>
        <Chip tone={ATTEMPT_TONES[attempt.state] ?? 'plain'}>{nameOf('attempt', attempt.state)}</Chip>
      </div>
      <p className="text-sm break-words text-muted">{attempt.model}</p>
      {attempt.errorCode && (
        <p className="mt-1 font-mono text-sm break-all text-danger">{attempt.errorCode}</p>
      )}
      <dl className="mt-1">
        <Fact term={t('attempt.called')}>{instant(createdAt)}</Fact>
        {acceptedAt && (
          <Fact term={t('attempt.accepted')}>+ {duration(secondsBetween(createdAt, acceptedAt))}</Fact>
        )}
        {callbackAt && (
          <Fact term={t('attempt.callback')}>+ {duration(secondsBetween(createdAt, callbackAt))}</Fact>
        )}
        {finishedAt && (
          <Fact term={t('attempt.finished')}>+ {duration(secondsBetween(createdAt, finishedAt))}</Fact>
        )}
        <Fact term={t('attempt.cost')}>{usd(costMicroUsd)}</Fact>
      </dl>
      {attempt.providerTaskId && <Code label={t('attempt.task')} value={attempt.providerTaskId} />}
    </li>
  );
}

function Money({ job }: { job: OperatorJobDetails }) {
  const { t, number, usd, nameOf } = useOperatorTexts();
  return (
    <Part title={t('job.money')}>
      <div className="card px-4 py-1">
        <dl>
          <Fact term={t('job.price')} strong>
            {number(job.price)} · <SourceName source={job.source} />
          </Fact>
          <Fact term={t('job.cost')}>{usd(job.costMicroUsd)}</Fact>
          <Fact term={t('job.watermark')}>{job.watermark ? t('yes') : t('no')}</Fact>
          <Fact term={t('job.holdState')}>{nameOf('hold', job.holdState)}</Fact>
        </dl>
        <HoldFacts holdId={job.holdId} />
      </div>
    </Part>
  );
}

/** The hold as billing has it, which should agree with what generation says. */
function HoldFacts({ holdId }: { holdId: string }) {
  const { t, instant, number, nameOf } = useOperatorTexts();
  const hold = useHold(holdId);
  const isMissing = hold.error instanceof ProblemError && hold.error.status === 404;
  return (
    <>
      {isMissing ? (
        <p className="border-t border-line py-2.5 text-muted">{t('hold.missing')}</p>
      ) : (
        <Load query={hold} queryKey={operatorKeys.hold(holdId)} outline="h-32">
          {({ state, amount, captured, source, late, placedAt, expiresAt, settledAt, ...reasons }) => (
            <dl className="border-t border-line">
              <Fact term={t('hold.state')}>
                {nameOf('hold', state.toUpperCase())}
                {late && <After>{t('hold.late')}</After>}
              </Fact>
              {(reasons.declineReason ?? reasons.endReason) && (
                <Fact term={t('hold.reason')}>{reasons.declineReason ?? reasons.endReason}</Fact>
              )}
              <Fact term={t('hold.amount')}>
                {amount === null ? '—' : number(amount)} · <SourceName source={source} />
              </Fact>
              <Fact term={t('hold.captured')}>{number(captured)}</Fact>
              {placedAt && <Fact term={t('hold.placed')}>{instant(placedAt)}</Fact>}
              {settledAt ? (
                <Fact term={t('hold.settled')}>{instant(settledAt)}</Fact>
              ) : (
                expiresAt && <Fact term={t('hold.expires')}>{instant(expiresAt)}</Fact>
              )}
            </dl>
          )}
        </Load>
      )}
      <div className="border-t border-line">
        <Code label={t('hold.id')} value={holdId} />
      </div>
    </>
  );
}

function Traces({ job }: { job: OperatorJobDetails }) {
  const { t } = useOperatorTexts();
  return (
    <Part title={t('job.traces')}>
      <div className="card divide-y divide-line px-4 py-1">
        <Code label={t('job.id')} value={job.id} />
        {job.traceId && <Code label={t('job.traceId')} value={job.traceId} />}
        <Code label={t('job.logQuery')} value={job.logQuery} />
      </div>
    </Part>
  );
}
