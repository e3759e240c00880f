import { useState } from 'react';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { toast } from '@/shared/ui/toasts';
import type { OperatorModel } from '../api/operator-types';
import { useChangeModel } from '../api/use-models';
import { useOperatorTexts } from '../texts/operator-texts';
import { SmallButton } from './pieces';

/** Offers a model, or no longer, after a question. */
export function ModelSwitch({ model: { id, name, enabled } }: { model: OperatorModel }) {
  const { t } = useOperatorTexts();
  const change = useChangeModel(id);
  const [asking, setAsking] = useState<'switchOn' | 'switchOff'>();
  const close = () => setAsking(undefined);
  const possible = enabled ? 'switchOff' : 'switchOn';

  const act = (chosen: 'switchOn' | 'switchOff') =>
    change.mutate(
      { enabled: chosen === 'switchOn' },
      { onSuccess: () => toast(t(`models.${chosen}.done`, { name })), onSettled: close },
    );

  return (
    <div>
      <SmallButton
        tone={enabled ? 'bad' : 'plain'}
        label={t(`models.${possible}.of`, { name })}
        onPress={() => setAsking(possible)}
      >
        {t(`models.${possible}`)}
      </SmallButton>
      {change.error && (
        <div className="mt-3">
          <Failure error={change.error} />
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={t(`models.${asking}.title`, { name })}
          text={t(`models.${asking}.text`)}
          action={t(`models.${asking}`)}
          look={asking === 'switchOff' ? 'danger' : 'primary'}
          busy={change.isPending}
          onConfirm={() => act(asking)}
          onClose={close}
        />
      )}
    </div>
  );
}
