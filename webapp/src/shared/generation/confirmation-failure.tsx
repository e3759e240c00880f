import { ProblemError } from '@/shared/api/problem';
import { useTexts } from '@/shared/i18n/translate';
import { Failure } from '@/shared/ui/failure';
import { Notice } from '@/shared/ui/notice';

/** Why a confirmed request was not accepted; nothing without an error. */
export function ConfirmationFailure({ error }: { error: unknown }) {
  const { t } = useTexts();
  if (!error) return null;
  if (error instanceof ProblemError && error.code === 'QUOTE_CHANGED') {
    return <Notice tone="info">{error.detail ?? t('confirm.quoteChanged')}</Notice>;
  }
  return <Failure error={error} />;
}
