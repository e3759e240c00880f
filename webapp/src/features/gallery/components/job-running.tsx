import { useEffect, useState } from 'react';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { useLive } from '@/shared/realtime/realtime';
import { useBotMessages } from '@/shared/telegram/use-bot-messages';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { Notice } from '@/shared/ui/notice';
import { ProgressTape } from '@/shared/ui/progress-tape';
import { useCancelJob } from '@/shared/jobs/use-cancel-job';
import { JobInputs } from './job-inputs';

/** A picture that takes this many times as long as usual is late. */
const LATE = 1.5;

export function JobRunning({ job }: { job: Job }) {
  const { t } = useTexts();
  const live = useLive();
  const { isCancelling, canCancel, cancel } = useCancelJob(job);
  const pause = pauseOf(job);
  return (
    <>
      <div className="card stitched flex w-full flex-col items-center justify-center gap-5 px-9 py-8 text-center">
        {job.inputs.length > 0 ? (
          <JobInputs job={job} />
        ) : (
          <span className="inline-flex size-20 items-center justify-center rounded-full bg-chalk-soft text-chalk">
            <Icon name="needle" className="needle size-10" />
          </span>
        )}
        <div>
          <p className="font-display text-2xl font-semibold">
            {isCancelling ? t('job.cancelling') : t(`job.status.${job.status}`)}
          </p>
          <p className="mt-1 min-h-6 text-muted" data-testid="job-waiting">
            <WaitingText job={job} />
          </p>
        </div>
        <div className="w-full">
          <ProgressTape value={job.progress} label={t('job.progress')} className="h-5" />
          <p className="mt-2 text-sm text-muted tabular-nums" data-testid="job-progress">
            {job.progress} %
          </p>
        </div>
      </div>
      <div className="mt-4 space-y-3">
        {pause && <QueuePaused until={pause.until} />}
        {!live && <p className="text-center text-sm text-muted">{t('realtime.away')}</p>}
        <WhileWaiting />
        {canCancel && (
          <Button
            look="quiet"
            className="w-full bg-surface"
            disabled={isCancelling}
            busy={isCancelling}
            onClick={cancel}
          >
            {t('job.cancel')}
          </Button>
        )}
      </div>
    </>
  );
}

/** A frame that tells of the start says nothing of the queue, whose pause no longer matters then. */
function pauseOf({ status, queuePause }: Job) {
  return status === 'PENDING' ? queuePause : undefined;
}

/** The place in the queue, or how long the picture usually takes, or that this one is late and what happens then. */
function WaitingText({ job }: { job: Job }) {
  const { t, time } = useTexts();
  const isLate = useIsLate(job);
  if (pauseOf(job)) return null;
  if (job.status === 'PENDING') {
    if (job.queuePosition === null) return null;
    const ahead = job.queuePosition - 1;
    return ahead > 0 ? t('job.queuePosition', { count: ahead }) : t('job.next');
  }
  if (isLate && job.deadlineAt) return t('job.late', { time: time(job.deadlineAt) });
  return job.usualSeconds ? t('job.usual', { count: job.usualSeconds }) : null;
}

function useIsLate({ startedAt, usualSeconds }: Job): boolean {
  const lateAt = startedAt && usualSeconds ? Date.parse(startedAt) + usualSeconds * LATE * 1_000 : undefined;
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (lateAt === undefined) return;
    const timer = setTimeout(() => setLate(true), Math.max(0, lateAt - Date.now()));
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [lateAt]);
  return isLate;
}

/** Nothing is started in the meantime, and nothing charged. */
function QueuePaused({ until }: { until: string | null }) {
  const { t, time } = useTexts();
  return (
    <Notice tone="info" icon="clock">
      {until ? t('job.paused.until', { time: time(until) }) : t('job.paused')} {t('job.paused.what')}
    </Notice>
  );
}

/** That one may leave, and who tells when the picture is there. */
function WhileWaiting() {
  const { t } = useTexts();
  const bot = useBotMessages();
  return (
    <>
      <p className="min-h-6 text-center text-sm text-muted">
        {bot.isAllowed ? t('job.leave.bot') : t('job.leave')}
      </p>
      {bot.canAsk && (
        <Button look="quiet" className="w-full bg-surface" disabled={bot.isAsking} onClick={bot.ask}>
          {t('job.tellMe')}
        </Button>
      )}
    </>
  );
}
