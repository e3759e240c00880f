import { useState } from 'react';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { Failure } from '@/shared/ui/failure';
import { toast } from '@/shared/ui/toasts';
import { useOperatorTexts } from '../texts/operator-texts';
import { SmallButton } from './pieces';

interface OnOffSwitchProps {
  /** Whose texts say what happens. */
  of: 'providers' | 'models';
  name: string;
  enabled: boolean;
  busy: boolean;
  error: Error | null;
  onSwitch: (on: boolean, then: { onSuccess: () => void; onSettled: () => void }) => void;
}

/** Switches something on or off, after a question that says what happens. */
export function OnOffSwitch({ of, name, enabled, busy, error, onSwitch }: OnOffSwitchProps) {
  const { t } = useOperatorTexts();
  const [asking, setAsking] = useState<'switchOn' | 'switchOff'>();
  const close = () => setAsking(undefined);
  const possible = enabled ? 'switchOff' : 'switchOn';
  return (
    <div>
      <SmallButton
        tone={enabled ? 'bad' : 'plain'}
        label={t(`${of}.${possible}.of`, { name })}
        onPress={() => setAsking(possible)}
      >
        {t(`${of}.${possible}`)}
      </SmallButton>
      {error && (
        <div className="mt-3">
          <Failure error={error} />
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={t(`${of}.${asking}.title`, { name })}
          text={t(`${of}.${asking}.text`)}
          action={t(`${of}.${asking}`)}
          look={asking === 'switchOff' ? 'danger' : 'primary'}
          busy={busy}
          onConfirm={() =>
            onSwitch(asking === 'switchOn', {
              onSuccess: () => toast(t(`${of}.${asking}.done`, { name })),
              onSettled: close,
            })
          }
          onClose={close}
        />
      )}
    </div>
  );
}
