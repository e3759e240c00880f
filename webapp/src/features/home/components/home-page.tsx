import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';
import { loadFailure, useLoadAfresh } from '@/shared/api/load-failure';
import { queryKeys } from '@/shared/api/query-keys';
import { session } from '@/shared/api/session';
import type { Job } from '@/shared/api/types';
import { GRANTABLE_ACTION_SOURCES } from '@/shared/billing/sources';
import { useBalance } from '@/shared/billing/use-balance';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { isEnded } from '@/shared/jobs/job';
import { JobTile } from '@/shared/jobs/job-tile';
import { RunningBatch, RunningJob } from '@/shared/jobs/running-job';
import { useRecentJobs } from '@/shared/jobs/use-recent-jobs';
import { isTrue, readStored, writeStored } from '@/shared/lib/storage';
import { useViewer } from '@/shared/lib/viewer';
import { Failure } from '@/shared/ui/failure';
import { Icon } from '@/shared/ui/icon';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { Hero, NextTryOn, OtherEntries } from './hero';

export function HomePage() {
  const { t } = useTexts();
  const { firstName } = useViewer();
  const isNewcomer = useIsNewcomer();
  return (
    <Page
      title={firstName ? t('home.greeting', { name: firstName }) : t('home.greetingAnonymous')}
      lead={<WhatOneHas />}
    >
      {isNewcomer ? <Hero /> : <NextTryOn />}
      <OtherEntries />
      <Recent />
    </Page>
  );
}

/** A device can have several people. */
const knownKey = () => `atelier.has-jobs.${session.ownerId}`;

/** Whether the person has asked for nothing yet. Until that is read, what it was on this device before. */
function useIsNewcomer(): boolean {
  const { data } = useRecentJobs();
  const isNewcomer = data ? data.items.length === 0 : undefined;
  useEffect(() => {
    if (isNewcomer !== undefined) writeStored(knownKey(), isNewcomer ? undefined : true, 'device');
  }, [isNewcomer]);
  return isNewcomer ?? readStored(knownKey(), isTrue, 'device') === undefined;
}

/** Free actions, and before them what pays without a watermark, once there is any. */
function WhatOneHas() {
  const { t, day } = useTexts();
  const { data } = useBalance();
  if (!data) return <Skeleton className="inline-block h-5 w-56 align-middle" />;
  const { plan, free, zone } = data;
  const paid = [
    ...(plan ? [unitText('plan', plan.actionsLeft, t)] : []),
    ...GRANTABLE_ACTION_SOURCES.filter((source) => data[source] > 0).map((source) =>
      unitText(source, data[source], t),
    ),
  ];
  return (
    <>
      {paid.length > 0 && <span data-testid="paid-units">{`${paid.join(' · ')} · `}</span>}
      <span data-testid="free-actions">
        {t('home.free', { count: free.actionsLeft, date: day(free.renewsAt, zone) })}
      </span>
    </>
  );
}

function Recent() {
  const { t } = useTexts();
  const { data, ...load } = useRecentJobs();
  const loadAfresh = useLoadAfresh();
  const failure = loadFailure(load);
  if (failure && !data?.items.length)
    return (
      <Section>
        <Failure error={failure} onRetry={() => loadAfresh(queryKeys.jobs.recent)} />
      </Section>
    );
  if (!data) return <RecentOutline />;
  const running = data.items.filter((job) => !isEnded(job.status));
  const looks = data.items.filter((job) => job.status === 'COMPLETED');
  if (running.length === 0 && looks.length === 0) return <HowItGoes />;
  return (
    <>
      {running.length > 0 && (
        <Section title={t('home.running')}>
          <ul className="space-y-3">
            {inBatches(running).map(({ batchId, jobs }) =>
              batchId ? (
                <li key={batchId}>
                  <RunningBatch id={batchId} jobs={jobs} />
                </li>
              ) : (
                jobs.map((job) => (
                  <li key={job.id}>
                    <RunningJob job={job} />
                  </li>
                ))
              ),
            )}
          </ul>
        </Section>
      )}
      {looks.length > 0 && (
        <Section
          title={t('home.recent')}
          aside={
            <Link to="/gallery" className="inline-flex min-h-11 items-center gap-1 font-semibold text-chalk">
              {t('home.recent.all')}
              <Icon name="forward" className="size-4" />
            </Link>
          }
        >
          <ul className="grid grid-cols-2 gap-3">
            {looks.slice(0, 4).map((job) => (
              <li key={job.id}>
                <JobTile job={job} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** Jobs of one batch together, where the first of them stands; others alone. */
function inBatches(jobs: readonly Job[]): { batchId: string | undefined; jobs: Job[] }[] {
  const groups = new Map<string, { batchId: string | undefined; jobs: Job[] }>();
  for (const job of jobs) {
    const batchId = job.batchId ?? undefined;
    const group = groups.get(batchId ?? job.id) ?? { batchId, jobs: [] };
    group.jobs.push(job);
    groups.set(batchId ?? job.id, group);
  }
  return [...groups.values()];
}

function Section({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="mt-8">
      {title && (
        <div className="mb-3 flex min-h-11 items-center justify-between">
          <h2 className="text-xl">{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

function RecentOutline() {
  return (
    <Section>
      <Skeleton className="mb-4 h-7 w-40" />
      <div className="grid grid-cols-2 gap-3">
        <Skeleton className="aspect-4/5 rounded-card" />
        <Skeleton className="aspect-4/5 rounded-card" />
      </div>
    </Section>
  );
}

/** For someone who has nothing yet: the three steps on a thread. */
function HowItGoes() {
  const { t } = useTexts();
  const steps = [t('home.how.one'), t('home.how.two'), t('home.how.three')];
  return (
    <Section title={t('home.how.title')}>
      <ol className="card relative space-y-5 p-5">
        {steps.map((step, index) => (
          <li key={step} className="relative flex items-center gap-4">
            <span
              aria-hidden="true"
              className="inline-flex size-9 shrink-0 items-center justify-center rounded-full bg-chalk-soft font-display font-semibold text-chalk"
            >
              {index + 1}
            </span>
            {step}
          </li>
        ))}
      </ol>
    </Section>
  );
}
