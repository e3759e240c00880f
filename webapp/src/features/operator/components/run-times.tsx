import { useTexts } from '@/shared/i18n/translate';
import { operationKey } from '@/shared/jobs/job';
import { operatorKeys } from '../api/operator-keys';
import { useRunTimes } from '../api/use-figures';
import type { RunTimesOfModel } from '../api/operator-types';
import { useOperatorTexts } from '../texts/operator-texts';
import { Load } from './load';
import { Nothing, Part } from './pieces';

/** How the jobs of the last day ended and how long they ran, by what was asked for. */
export function RunTimes() {
  const { t, number } = useOperatorTexts();
  const runTimes = useRunTimes();
  const ended = runTimes.data?.items.reduce(
    (sum, { completed, failed, cancelled }) => sum + completed + failed + cancelled,
    0,
  );
  return (
    <Part title={t('runTimes.title')} aside={ended ? t('runTimes.ended', { count: number(ended) }) : null}>
      <Load query={runTimes} queryKey={operatorKeys.runTimes}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{t('failures.nothingEnded')}</Nothing>
          ) : (
            <ul className="card divide-y divide-line px-4">
              {items.map((ended) => (
                <OfModel key={`${ended.operation} ${ended.model}`} ended={ended} />
              ))}
            </ul>
          )
        }
      </Load>
    </Part>
  );
}

function OfModel({ ended }: { ended: RunTimesOfModel }) {
  const { t, number, duration } = useOperatorTexts();
  const { t: shared } = useTexts();
  const { operation, model, completed, failed, cancelled, meanMillis, p95Millis } = ended;
  const time = (millis: number | null) => (millis === null ? '—' : duration(millis / 1000));
  return (
    <li className="py-3" data-testid={`run-times-${operation}-${model}`}>
      <p className="font-medium">{shared(operationKey({ operation }))}</p>
      <p className="font-mono text-xs break-all text-muted">{model}</p>
      <dl className="mt-1.5 grid grid-cols-3 gap-x-3 gap-y-1.5 text-sm">
        <Figure term={t('status.COMPLETED')}>{number(completed)}</Figure>
        <Figure term={t('runTimes.failed')} isBad={failed > 0}>
          {number(failed)}
        </Figure>
        <Figure term={t('runTimes.cancelled')}>{number(cancelled)}</Figure>
        <Figure term={t('providers.mean')}>{time(meanMillis)}</Figure>
        <Figure term={t('providers.p95')}>{time(p95Millis)}</Figure>
      </dl>
    </li>
  );
}

function Figure({ term, children, isBad = false }: { term: string; children: string; isBad?: boolean }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs break-words text-muted">{term}</dt>
      <dd className={`font-medium tabular-nums ${isBad ? 'text-danger' : ''}`}>{children}</dd>
    </div>
  );
}
