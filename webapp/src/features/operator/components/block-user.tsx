import { useState } from 'react';
import { Button } from '@/shared/ui/button';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { toast } from '@/shared/ui/toasts';
import type { OperatorUser } from '../api/operator-types';
import { useBlock } from '../api/use-users';
import { useOperatorTexts } from '../texts/operator-texts';
import { FIELD, Nothing, Part } from './pieces';
import { whoExactly } from './user-name';

const MAX_REASON = 500;

/** Keeps a user out, for a reason, or lets them in again. */
export function BlockUser({ user }: { user: OperatorUser }) {
  const { t, moment } = useOperatorTexts();
  const [asking, setAsking] = useState<'block' | 'unblock'>();
  const [reason, setReason] = useState('');
  const block = useBlock(user.id);
  const close = () => setAsking(undefined);

  const act = (change: 'block' | 'unblock') =>
    block.mutate(change === 'block' ? reason.trim() : undefined, {
      onSuccess: () => {
        toast(t(`block.${change}.done`));
        setReason('');
      },
      onSettled: close,
    });

  return (
    <Part title={t('block.heading')}>
      {user.blockedAt && (
        <p className="card mb-3 px-4 py-3">
          {t('block.since', { date: moment(user.blockedAt) })}
          {user.blockedBecause && <span className="block break-words text-muted">{user.blockedBecause}</span>}
        </p>
      )}
      {block.error && (
        <div className="mb-3">
          <Failure error={block.error} />
        </div>
      )}
      {user.roles.includes('ADMIN') ? (
        <Nothing>{t('block.operator')}</Nothing>
      ) : user.blockedAt ? (
        <Button look="quiet" className="w-full bg-surface" onClick={() => setAsking('unblock')}>
          {t('block.unblock')}
        </Button>
      ) : (
        <Button look="danger" className="w-full" onClick={() => setAsking('block')}>
          {t('block.block')}
        </Button>
      )}
      {asking && (
        <ConfirmDialog
          title={t(`block.${asking}.title`)}
          text={t(`block.${asking}.text`, { who: whoExactly(user) })}
          action={t(`block.${asking}`)}
          look={asking === 'block' ? 'danger' : 'primary'}
          busy={block.isPending}
          disabled={asking === 'block' && reason.trim().length === 0}
          onConfirm={() => act(asking)}
          onClose={close}
        >
          {asking === 'block' && (
            <label className="mt-4 block">
              <span className="mb-1.5 block text-sm text-muted">{t('block.reason')}</span>
              <textarea
                className={FIELD}
                rows={2}
                maxLength={MAX_REASON}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </label>
          )}
        </ConfirmDialog>
      )}
    </Part>
  );
}
