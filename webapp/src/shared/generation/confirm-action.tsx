import type { Quote, Source } from '@/shared/api/types';
import { type Translate, useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { navigate } from '@/shared/lib/route';
import { MainAction } from '@/shared/telegram/main-action';

interface ConfirmActionProps {
  /** In words; not known yet without. */
  price: string | undefined;
  isShort: boolean;
  isSending: boolean;
  isPriced: boolean;
  canRepeat: boolean;
  waitSeconds: number;
  confirm: () => void;
  /** What confirming is called, with its price. */
  label: (price: string) => string;
}

/** Confirms for the price that it names; where the balance falls short, it leads to the wallet. */
export function ConfirmAction({
  price,
  isShort,
  isSending,
  isPriced,
  canRepeat,
  waitSeconds,
  confirm,
  label,
}: ConfirmActionProps) {
  const { t } = useTexts();
  if (isShort) return <MainAction label={t('funds.toWallet')} onPress={() => navigate('/wallet')} />;
  return (
    <MainAction
      label={words()}
      onPress={confirm}
      disabled={waitSeconds > 0 || !(canRepeat || isPriced)}
      busy={isSending}
    />
  );

  function words(): string {
    if (isSending) return t('confirm.sending');
    if (waitSeconds > 0) return t('common.retryIn', { count: waitSeconds });
    if (canRepeat) return t('common.retry');
    return price ? label(price) : t('confirm.checkingPrice');
  }
}

/** A quote's price for the button, which has room for the number of actions only: the card says which. */
export function shortPrice({ source, price }: Quote, t: Translate): string {
  const unit: Source = source === null || source === 'free' ? 'plan' : source;
  return unitText(unit, price, t);
}
