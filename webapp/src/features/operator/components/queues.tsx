import { useState } from 'react';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { Fact } from '@/shared/ui/fact';
import { Icon } from '@/shared/ui/icon';
import { toast } from '@/shared/ui/toasts';
import { operatorKeys } from '../api/operator-keys';
import type { Queue, Worker } from '../api/operator-types';
import { type QueueChange, useChangeQueue, useClearQueue, useQueues } from '../api/use-queues';
import { useOperatorTexts } from '../texts/operator-texts';
import { Load } from './load';
import { Chip, Nothing, Part, SmallButton } from './pieces';

export function Queues() {
  const { t } = useOperatorTexts();
  const queues = useQueues();
  return (
    <Part
      title={t('queues.title')}
      aside={queues.data && t('queues.workers', { count: queues.data.workers.length })}
    >
      <Load query={queues} queryKey={operatorKeys.queues} outline="h-56">
        {({ queues: known, workers }) =>
          known.length === 0 ? (
            <Nothing>{t('queues.empty')}</Nothing>
          ) : (
            <>
              <ul className="space-y-3">
                {known.map((queue) => (
                  <QueueCard key={queue.name} queue={queue} workers={workers} />
                ))}
              </ul>
              <Workers workers={workers} />
            </>
          )
        }
      </Load>
    </Part>
  );
}

type Asking = QueueChange | 'clear';

function QueueCard({ queue, workers }: { queue: Queue; workers: Worker[] }) {
  const texts = useOperatorTexts();
  const { t, number, duration, usd } = texts;
  const [asking, setAsking] = useState<Asking>();
  const change = useChangeQueue(queue.name);
  const clear = useClearQueue(queue.name);
  const serving = workers.filter(({ queues }) => queues.includes(queue.name)).length;
  const failure = change.error ?? clear.error;
  const close = () => setAsking(undefined);

  const act = () => {
    if (asking === 'clear') {
      clear.mutate(undefined, {
        onSuccess: ({ cleared }) => toast(t('queues.cleared', { count: cleared })),
        onSettled: close,
      });
    } else if (asking) change.mutate(asking, { onSettled: close });
  };

  return (
    <li className="card px-4 py-3" data-testid={`queue-${queue.name}`}>
      <div className="flex items-center justify-between gap-3">
        <h3 className="min-w-0 text-lg font-semibold break-words">{queue.name}</h3>
        <Chip tone={queue.paused ? 'bad' : 'good'}>
          {queue.paused ? t('queues.paused') : t('queues.runs')}
        </Chip>
      </div>
      {queue.paused && <Pause queue={queue} />}
      {queue.breakerOpen && <p className="mt-1 text-sm text-danger">{t('queues.breaker')}</p>}
      <dl className="mt-1">
        <Fact term={t('queues.waiting')} strong={queue.waiting > 0}>
          {number(queue.waiting)}
        </Fact>
        <Fact term={t('queues.oldest')}>
          {queue.firstWaitsSeconds === null ? '—' : duration(queue.firstWaitsSeconds)}
        </Fact>
        <Fact term={t('queues.slots')}>
          {t('queues.slots.used', { used: queue.running, slots: queue.slots })}
          {' · '}
          {t('queues.workers', { count: serving })}
        </Fact>
        <Fact term={t('queues.spent')}>{usd(queue.spentTodayMicroUsd)}</Fact>
      </dl>
      <div className="mt-2 flex flex-wrap gap-2">
        {queue.paused ? (
          <SmallButton label={t('queues.resume.of', queue)} onPress={() => setAsking('resume')}>
            {t('queues.resume')}
          </SmallButton>
        ) : (
          <SmallButton label={t('queues.pause.of', queue)} onPress={() => setAsking('pause')}>
            {t('queues.pause')}
          </SmallButton>
        )}
        {queue.waiting > 0 && (
          <SmallButton tone="bad" label={t('queues.clear.of', queue)} onPress={() => setAsking('clear')}>
            {t('queues.clear')}
          </SmallButton>
        )}
      </div>
      {failure && (
        <div className="mt-3">
          <Failure error={failure} />
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={t(`queues.${asking}.title`, queue)}
          text={
            asking === 'resume'
              ? t('queues.resume.text')
              : t(`queues.${asking}.text`, { count: queue.waiting })
          }
          action={t(`queues.${asking}`)}
          look={asking === 'clear' ? 'danger' : 'primary'}
          busy={change.isPending || clear.isPending}
          onConfirm={act}
          onClose={close}
        />
      )}
    </li>
  );
}

/** Why a queue is paused, and until when. */
function Pause({ queue: { pauseReason, pausedUntil } }: { queue: Queue }) {
  const { t, moment, nameOf } = useOperatorTexts();
  return (
    <p className="mt-1 text-sm text-danger">
      {pauseReason && `${nameOf('queues.reason', pauseReason)} · `}
      {pausedUntil ? t('queues.until', { date: moment(pausedUntil) }) : t('queues.untilResumed')}
    </p>
  );
}

function Workers({ workers }: { workers: Worker[] }) {
  const { t, moment } = useOperatorTexts();
  if (workers.length === 0) return <p className="mt-3 text-sm text-danger">{t('queues.noWorkers')}</p>;
  return (
    <details className="group card mt-3 px-4">
      <summary className="flex min-h-12 cursor-pointer items-center justify-between gap-3 font-medium">
        {t('queues.workers', { count: workers.length })}
        <Icon name="forward" className="size-5 text-muted transition group-open:rotate-90" />
      </summary>
      <ul className="divide-y divide-line border-t border-line">
        {workers.map((worker) => (
          <li key={worker.id} className="py-3">
            <p className="font-medium break-all">{worker.host}</p>
            <p className="text-sm text-muted">
              {worker.queues.join(', ')}
              {' · '}
              {t('queues.slots.inUse', { count: worker.inUse })}
              {' · '}
              {t('queues.workers.since', { date: moment(worker.startedAt) })}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
