import { type FormEvent, useState } from 'react';
import { navigate, useRouteQuery } from '@/shared/lib/route';
import { Button } from '@/shared/ui/button';
import { operatorKeys } from '../api/operator-keys';
import type { JobStatus } from '../api/operator-types';
import { useJobs } from '../api/use-jobs';
import { isUuid } from '../format';
import { useOperatorTexts } from '../texts/operator-texts';
import { JobRow } from './job-row';
import { PagedList } from './load';
import { OperatorPage, useLinkBack } from './operator-page';
import { Choice, FIELD, Nothing } from './pieces';
import { RunTimes } from './run-times';

const STATUSES = [
  'FAILED',
  'PROCESSING',
  'PENDING',
  'COMPLETED',
  'CANCELLED',
] as const satisfies readonly JobStatus[];
const JOBS_AT_ONCE = 20;

/** One job by its id, the latest jobs of a status, the failed ones first, and how long jobs run. */
export function JobsPage() {
  const { t } = useOperatorTexts();
  const [parameters, setParameters] = useRouteQuery();
  const status = STATUSES.find((known) => known === parameters.get('status')) ?? 'FAILED';
  const filter = { status };
  return (
    <OperatorPage title={t('jobs.title')} back="/operator">
      <FindJob />
      <div>
        <div className="mb-4">
          <Choice
            legend={t('jobs.status')}
            values={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
            chosen={status}
            onChoose={(chosen) => setParameters({ status: chosen })}
          />
        </div>
        <PagedList
          query={useJobs(filter, JOBS_AT_ONCE)}
          queryKey={operatorKeys.jobs(filter)}
          outline="h-64"
          empty={<Nothing>{t('jobs.empty')}</Nothing>}
        >
          {(job) => <JobRow key={job.id} job={job} />}
        </PagedList>
      </div>
      <RunTimes />
    </OperatorPage>
  );
}

function FindJob() {
  const { t } = useOperatorTexts();
  const state = useLinkBack();
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);

  const find = (event: FormEvent) => {
    event.preventDefault();
    const id = typed.trim();
    setWrong(!isUuid(id));
    if (isUuid(id)) navigate(`/operator/jobs/${id.toLowerCase()}`, { state });
  };

  return (
    <form role="search" onSubmit={find}>
      <label htmlFor="job-id" className="mb-1.5 block text-sm text-muted">
        {t('jobs.find')}
      </label>
      <div className="flex items-center gap-2">
        <input
          id="job-id"
          type="search"
          className={FIELD}
          value={typed}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? 'job-id-wrong' : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            setWrong(false);
          }}
        />
        <Button look="quiet" type="submit" className="min-h-12 shrink-0 bg-surface py-2">
          {t('jobs.find.action')}
        </Button>
      </div>
      {isWrong && (
        <p id="job-id-wrong" role="alert" className="mt-1.5 text-sm text-danger">
          {t('jobs.find.wrong')}
        </p>
      )}
    </form>
  );
}
