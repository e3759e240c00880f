import type { Quote, Source } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { navigate } from '@/shared/lib/route';
import { MainAction } from '@/shared/telegram/main-action';

interface ConfirmActionProps {
  quote: Quote | undefined;
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
  quote,
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
    return quote ? label(unitText(shortPriceSource(quote), quote.price, t)) : t('confirm.checkingPrice');
  }
}

/** The card says which actions; the button has room for their number only. */
function shortPriceSource({ source }: Quote): Source {
  return source === null || source === 'free' ? 'plan' : source;
}
