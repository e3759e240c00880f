import { type FormEvent, useState } from 'react';
import { GRANTABLE_SOURCES } from '@/shared/billing/sources';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { haptics } from '@/shared/telegram/haptics';
import { Button } from '@/shared/ui/button';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { Notice } from '@/shared/ui/notice';
import { toast } from '@/shared/ui/toasts';
import type { GrantUnit, OperatorUser } from '../api/operator-types';
import { type GrantOrder, unansweredGrant, useGrant } from '../api/use-grant';
import { useOperatorTexts } from '../texts/operator-texts';
import { Choice, FIELD } from './pieces';
import { whoExactly } from './user-name';

const MAX_AMOUNT = 1_000_000;
const MAX_REASON = 500;

/** Gives a user units or takes some: how many, of what and why, and then once more who gets what. */
export function GrantForm({ user }: { user: OperatorUser }) {
  const { t } = useOperatorTexts();
  const { t: shared } = useTexts();
  const [unanswered, setUnanswered] = useState(() => unansweredGrant(user.id));
  const [isOpen, setOpen] = useState(unanswered !== undefined);
  const [direction, setDirection] = useState<GrantOrder['direction']>(unanswered?.direction ?? 'give');
  const [unit, setUnit] = useState<GrantUnit>(unanswered?.unit ?? 'credits');
  const [amount, setAmount] = useState(unanswered ? String(unanswered.amount) : '');
  const [reason, setReason] = useState(unanswered?.reason ?? '');
  const [order, setOrder] = useState<GrantOrder>();
  const grant = useGrant(user.id);

  const units = Number(amount);
  const isComplete = /^\d+$/.test(amount) && units >= 1 && units <= MAX_AMOUNT && reason.trim().length > 0;

  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (isComplete) setOrder({ userId: user.id, direction, unit, amount: units, reason: reason.trim() });
  };

  const send = (confirmed: GrantOrder) =>
    grant.mutate(confirmed, {
      onSuccess: () => {
        haptics.success();
        toast(t('grant.done'));
        setOpen(false);
        setAmount('');
        setReason('');
      },
      onSettled: () => {
        setOrder(undefined);
        setUnanswered(unansweredGrant(user.id));
      },
    });

  if (!isOpen) {
    return (
      <Button look="quiet" className="mt-3 w-full bg-surface" onClick={() => setOpen(true)}>
        {t('grant.open')}
      </Button>
    );
  }
  return (
    <form className="card mt-3 space-y-4 p-4" aria-label={t('grant.open')} onSubmit={ask}>
      <Choice
        legend={t('grant.direction')}
        values={[
          { value: 'give', label: t('grant.give') },
          { value: 'take', label: t('grant.take') },
        ]}
        chosen={direction}
        onChoose={setDirection}
      />
      <Choice
        legend={t('grant.unit')}
        values={GRANTABLE_SOURCES.map((value) => ({ value, label: shared(`source.${value}`) }))}
        chosen={unit}
        onChoose={setUnit}
      />
      <label className="block">
        <span className="mb-1.5 block text-sm text-muted">{t('grant.amount')}</span>
        <input
          className={FIELD}
          inputMode="numeric"
          autoComplete="off"
          maxLength={7}
          value={amount}
          onChange={(event) => setAmount(event.target.value.replace(/\D/g, ''))}
        />
      </label>
      <label className="block">
        <span className="mb-1.5 block text-sm text-muted">{t('grant.reason')}</span>
        <textarea
          className={FIELD}
          rows={2}
          maxLength={MAX_REASON}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {unanswered && <Notice tone="info">{t('grant.unanswered')}</Notice>}
      {grant.error && <Failure error={grant.error} />}
      <div className="grid gap-2">
        <Button look="primary" type="submit" disabled={!isComplete}>
          {t('grant.continue')}
        </Button>
        <Button look="quiet" onClick={() => setOpen(false)}>
          {shared('common.cancel')}
        </Button>
      </div>
      {order && (
        <ConfirmDialog
          title={t(`grant.${order.direction}.title`, { units: unitText(order.unit, order.amount, shared) })}
          text={t(`grant.${order.direction}.text`, { who: whoExactly(user), reason: order.reason })}
          action={t(`grant.${order.direction}`)}
          look={order.direction === 'give' ? 'primary' : 'danger'}
          busy={grant.isPending}
          onConfirm={() => send(order)}
          onClose={() => setOrder(undefined)}
        />
      )}
    </form>
  );
}
