import { useState } from 'react';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { toast } from '@/shared/ui/toasts';
import { operatorKeys } from '../api/operator-keys';
import type { ScheduledTask } from '../api/operator-types';
import { type Service, useRunTask, useScheduledTasks } from '../api/use-services';
import { secondsOf } from '../format';
import { useOperatorTexts } from '../texts/operator-texts';
import { Load } from './load';
import { Chip, Nothing, Part, SmallButton } from './pieces';

export function ScheduledTasks({ service }: { service: Service }) {
  const { t } = useOperatorTexts();
  return (
    <Part title={t('tasks.title')}>
      <Load query={useScheduledTasks(service)} queryKey={operatorKeys.scheduledTasks(service)} outline="h-96">
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{t('tasks.empty')}</Nothing>
          ) : (
            <ul className="card divide-y divide-line px-4">
              {items.map((task) => (
                <Task key={task.name} service={service} task={task} />
              ))}
            </ul>
          )
        }
      </Load>
    </Part>
  );
}

function Task({ service, task }: { service: Service; task: ScheduledTask }) {
  const { t, moment, duration, nameOf } = useOperatorTexts();
  const run = useRunTask(service);
  const [isAsking, setAsking] = useState(false);
  const { name: code, description, running, lastStartedAt, lastDuration, lastSucceeded, lastOutcome } = task;
  const name = nameOf('task', code);
  return (
    <li className="py-3">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-semibold break-words">{name}</h3>
          <p className="text-sm text-muted">{nameOf('task', `${code}.text`, description)}</p>
          {name !== code && <p className="font-mono text-xs break-all text-muted">{code}</p>}
        </div>
        <SmallButton
          label={t('tasks.run.of', { name })}
          disabled={running || run.isPending}
          onPress={() => setAsking(true)}
        >
          {t('tasks.run')}
        </SmallButton>
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        {running && <Chip>{t('tasks.running')}</Chip>}
        {!running && lastSucceeded === true && <Chip tone="good">{t('tasks.succeeded')}</Chip>}
        {!running && lastSucceeded === false && <Chip tone="bad">{t('tasks.failed')}</Chip>}
        {lastOutcome && <span className="min-w-0 break-words">{lastOutcome}</span>}
      </div>
      <p className="mt-1 text-sm text-muted">
        {lastStartedAt
          ? t('tasks.last', {
              date: moment(lastStartedAt),
              duration: lastDuration ? duration(secondsOf(lastDuration)) : '—',
            })
          : t('tasks.never')}
        {' · '}
        {t('tasks.next', { date: moment(task.nextRunAt) })}
      </p>
      {run.error && (
        <div className="mt-2">
          <Failure error={run.error} />
        </div>
      )}
      {isAsking && (
        <ConfirmDialog
          title={t('tasks.run.title')}
          text={t('tasks.run.text', { name, service })}
          action={t('tasks.run')}
          look="primary"
          busy={run.isPending}
          onConfirm={() =>
            run.mutate(code, {
              onSuccess: () => toast(t('tasks.run.done', { name })),
              onSettled: () => setAsking(false),
            })
          }
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
