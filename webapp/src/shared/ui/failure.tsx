import { useRetryCountdown } from '@/shared/lib/use-retry-countdown';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { Button } from './button';
import { Notice } from './notice';

/** A failure in words and the way out of it: again, at once or when the server said. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTexts();
  const seconds = useRetryCountdown(error);
  return (
    <div className="space-y-3">
      <Notice tone="danger">{problemText(error, t)}</Notice>
      {onRetry && (
        <Button look="quiet" className="w-full" onClick={onRetry} disabled={seconds > 0}>
          {seconds > 0 ? t('common.retryIn', { count: seconds }) : t('common.retry')}
        </Button>
      )}
    </div>
  );
}
