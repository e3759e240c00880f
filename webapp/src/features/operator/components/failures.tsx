import { Link } from 'wouter';
import { operatorKeys } from '../api/operator-keys';
import type { FailureReason } from '../api/operator-types';
import { useFailures } from '../api/use-figures';
import { useOperatorTexts } from '../texts/operator-texts';
import { Load } from './load';
import { Nothing, Part } from './pieces';

export function Failures() {
  const { t, number, percent } = useOperatorTexts();
  const failures = useFailures();
  return (
    <Part
      title={t('failures.title')}
      aside={
        failures.data &&
        failures.data.ended > 0 &&
        t('failures.rate', {
          failed: number(failures.data.failed),
          ended: number(failures.data.ended),
          share: percent(failures.data.failed / failures.data.ended),
        })
      }
    >
      <Load query={failures} queryKey={operatorKeys.failures}>
        {({ reasons, ended, failed }) =>
          reasons.length === 0 ? (
            <Nothing>{ended === 0 ? t('failures.nothingEnded') : t('failures.empty')}</Nothing>
          ) : (
            <>
              <ul className="card divide-y divide-line px-4">
                {reasons.map((reason) => (
                  <Reason key={`${reason.code} ${reason.provider ?? ''}`} reason={reason} failed={failed} />
                ))}
              </ul>
              <Link
                to="/operator/jobs"
                className="mt-1 inline-flex min-h-11 items-center font-semibold text-chalk"
              >
                {t('failures.jobs')}
              </Link>
            </>
          )
        }
      </Load>
    </Part>
  );
}

function Reason({ reason, failed }: { reason: FailureReason; failed: number }) {
  const { t, number, percent, moment, nameOf } = useOperatorTexts();
  const { code, provider, count, share, lastAt } = reason;
  const name = nameOf('error', code);
  const details = [provider, t('failures.last', { date: moment(lastAt) })].filter(Boolean).join(' · ');
  return (
    <li className="py-3">
      <div className="flex items-baseline justify-between gap-3">
        <p className="min-w-0 font-medium">{name}</p>
        <p className="shrink-0 tabular-nums">
          {number(count)}
          <span className="text-muted"> · {percent(share)}</span>
        </p>
      </div>
      <p className="text-sm text-muted">
        {name !== code && <span className="block font-mono text-xs break-all">{code}</span>}
        {details}
      </p>
      <div aria-hidden="true" className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken">
        <div
          className="h-full rounded-full bg-danger"
          style={{ width: `${(count / Math.max(failed, count)) * 100}%` }}
        />
      </div>
    </li>
  );
}
