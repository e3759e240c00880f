import { useState } from 'react';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { toast } from '@/shared/ui/toasts';
import { operatorKeys } from '../api/operator-keys';
import type { DeadLetter } from '../api/operator-types';
import { type Service, useDeadLetters, useReplay } from '../api/use-services';
import { useOperatorTexts } from '../texts/operator-texts';
import { Load } from './load';
import { Nothing, Part, SmallButton } from './pieces';

export function DeadLetters({ service }: { service: Service }) {
  const { t } = useOperatorTexts();
  return (
    <Part title={t('letters.title')}>
      <Load query={useDeadLetters(service)} queryKey={operatorKeys.deadLetters(service)} outline="h-20">
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{t('letters.empty')}</Nothing>
          ) : (
            <ul className="space-y-3">
              {[...new Set(items.map(({ group }) => group))].map((group) => (
                <Group
                  key={group}
                  service={service}
                  group={group}
                  letters={items.filter((letter) => letter.group === group)}
                />
              ))}
            </ul>
          )
        }
      </Load>
    </Part>
  );
}

/** The dead letters of one consumer group, which are replayed together. */
function Group({ service, group, letters }: { service: Service; group: string; letters: DeadLetter[] }) {
  const { t, moment } = useOperatorTexts();
  const replay = useReplay(service);
  const [isAsking, setAsking] = useState(false);
  return (
    <li className="card px-4 py-3">
      <div className="flex items-center justify-between gap-3">
        <h3 className="min-w-0 font-semibold break-words">{group}</h3>
        <SmallButton label={t('letters.replay.of', { group })} onPress={() => setAsking(true)}>
          {t('letters.replay')}
        </SmallButton>
      </div>
      {replay.error && <Failure error={replay.error} />}
      <ul className="divide-y divide-line">
        {letters.map((letter) => (
          <li key={letter.offset} className="py-2.5">
            <p className="font-medium break-words">{letter.type ?? t('letters.unreadable')}</p>
            <p className="text-sm break-words">{letter.reason}</p>
            <p className="text-sm break-words text-muted">
              {letter.origin}
              {letter.at && ` · ${moment(letter.at)}`}
            </p>
            {letter.eventId && (
              <p className="font-mono text-xs break-all text-muted select-all">{letter.eventId}</p>
            )}
          </li>
        ))}
      </ul>
      {isAsking && (
        <ConfirmDialog
          title={t('letters.replay.title')}
          text={t('letters.replay.text', { count: letters.length, group })}
          action={t('letters.replay')}
          look="primary"
          busy={replay.isPending}
          onConfirm={() =>
            replay.mutate(group, {
              onSuccess: ({ handled, failed }) => toast(t('letters.replayed', { handled, failed })),
              onSettled: () => setAsking(false),
            })
          }
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
