import { Link } from 'wouter';
import { ProblemError } from '@/shared/api/problem';
import type { Job } from '@/shared/api/types';
import { InsufficientFunds } from '@/shared/billing/insufficient-funds';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { againPage } from '@/shared/jobs/job';
import { useRetryJob } from '@/shared/jobs/use-retry-job';
import { navigate } from '@/shared/lib/route';
import { useRetryCountdown } from '@/shared/lib/use-retry-countdown';
import { MainAction } from '@/shared/telegram/main-action';
import { buttonLook } from '@/shared/ui/button';
import { Failure } from '@/shared/ui/failure';
import { Icon } from '@/shared/ui/icon';
import { DeleteButton } from './delete-button';
import { JobInputs } from './job-inputs';

/** The same would be refused, or its photos are gone. */
const NEEDS_CHANGE: ReadonlySet<string | undefined> = new Set([
  'PROVIDER_REFUSED',
  'CONTENT_REFUSED',
  'INPUT_GONE',
  'CONTENT_NOT_ALLOWED',
]);

/** A job that failed or was cancelled: why, that it cost nothing, and the way to another try. */
export function JobFailed({ job }: { job: Job }) {
  const { t } = useTexts();
  const retry = useRetryJob();
  const waitSeconds = useRetryCountdown(retry.error);
  const isShort = retry.error instanceof ProblemError && retry.error.status === 402;
  const needsChange = NEEDS_CHANGE.has(job.error?.code);
  const isTryOn = job.operation === 'try-on';
  const again = againPage(job);
  const back = { back: `/jobs/${job.id}` };
  return (
    <>
      {job.status === 'CANCELLED' ? (
        <p className="card px-7 py-9 text-center text-lg">{t('job.cancelled.text')}</p>
      ) : (
        <Reason words={job.error?.message ?? `${t('error.unexpected')} ${t('job.failed.charged')}`} />
      )}
      <div className="mt-4 space-y-3">
        <JobInputs job={job} />
        {retry.error instanceof ProblemError && isShort && <InsufficientFunds shortage={retry.error} />}
        {retry.error && !isShort && <Failure error={retry.error} />}
        {!needsChange && (
          <p className="text-center text-sm text-muted" data-testid="retry-cost">
            {t('job.retry.cost', { price: unitText(job.source ?? 'plan', job.price, t) })}
          </p>
        )}
        {again && !isTryOn && !needsChange && (
          <Link to={again} state={back} className={`${buttonLook('quiet')} w-full bg-surface`}>
            {t('job.changeAndRetry')}
          </Link>
        )}
        <p className="text-center text-xs text-muted select-all">{t('common.trace', { traceId: job.id })}</p>
        <DeleteButton job={job} />
      </div>
      <div aria-hidden="true" className="h-20" />
      {!isShort && needsChange && isTryOn && (
        <MainAction label={t('job.otherPhotos')} onPress={() => navigate(`/try-on?photos=${job.id}`)} />
      )}
      {!isShort && needsChange && !isTryOn && again && (
        <MainAction label={t('job.changeAndRetry')} onPress={() => navigate(again, { state: back })} />
      )}
      {!isShort && !needsChange && (
        <MainAction
          label={waitSeconds > 0 ? t('common.retryIn', { count: waitSeconds }) : t('job.retry')}
          busy={retry.isPending || retry.isSuccess}
          disabled={waitSeconds > 0}
          onPress={() =>
            retry.mutate(job.id, {
              onSuccess: (next) => navigate(`/jobs/${next.id}`, { replace: true }),
              // Something else would pay now: the confirmation shows what.
              onError: (error) => {
                if (error instanceof ProblemError && error.code === 'QUOTE_CHANGED' && again)
                  navigate(again, { state: back });
              },
            })
          }
        />
      )}
    </>
  );
}

function Reason({ words }: { words: string }) {
  return (
    <div className="card flex flex-col items-center gap-4 px-7 py-9 text-center">
      <span className="inline-flex size-16 items-center justify-center rounded-full bg-danger-soft text-danger">
        <Icon name="alert" className="size-8" />
      </span>
      <p role="alert" className="text-lg" data-testid="job-error">
        {words}
      </p>
    </div>
  );
}
