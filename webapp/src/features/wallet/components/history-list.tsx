import { Link } from 'wouter';
import type { HistoryEntry } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { Button } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/empty-state';
import { Failure } from '@/shared/ui/failure';
import { Skeleton } from '@/shared/ui/skeleton';
import { useHistory } from '../api/use-history';

export function HistoryList() {
  const { t } = useTexts();
  return (
    <section className="mt-8" aria-labelledby="history-title">
      <h2 id="history-title" className="mb-3 text-xl">
        {t('wallet.history')}
      </h2>
      <Entries />
    </section>
  );
}

function Entries() {
  const { t } = useTexts();
  const history = useHistory();
  const entries = history.data?.pages.flatMap((page) => page.items) ?? [];
  if (history.isPending) return <Skeleton className="h-40 rounded-card" />;
  if (history.error && entries.length === 0) {
    return <Failure error={history.error} onRetry={() => void history.refetch()} />;
  }
  if (entries.length === 0) {
    return (
      <EmptyState
        icon="wallet"
        title={t('wallet.history.empty.title')}
        text={t('wallet.history.empty.text')}
      />
    );
  }
  return (
    <>
      <ul className="card divide-y divide-line px-5" data-testid="history">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      {history.hasNextPage && (
        <Button
          look="quiet"
          className="mt-4 w-full bg-surface"
          busy={history.isFetchingNextPage}
          disabled={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t('common.loadMore')}
        </Button>
      )}
    </>
  );
}

/** A charge names its hold, by which its job is found. */
function Entry({ entry }: { entry: HistoryEntry }) {
  const rowClass = 'flex min-h-16 flex-wrap items-center justify-between gap-x-4 py-3';
  return (
    <li>
      {entry.kind === 'charge' ? (
        <Link to={`/jobs/${entry.id}`} className={rowClass}>
          <EntryFacts entry={entry} />
        </Link>
      ) : (
        <div className={rowClass}>
          <EntryFacts entry={entry} />
        </div>
      )}
    </li>
  );
}

function EntryFacts({ entry }: { entry: HistoryEntry }) {
  const { t, moment, number } = useTexts();
  const incoming = entry.amount > 0;
  return (
    <>
      <span className="min-w-0 flex-1 basis-32">
        <span className="block font-medium">{entry.note || t(`wallet.history.${entry.kind}`)}</span>
        <span className="block text-sm text-muted">
          {entry.status === 'held' ? t('wallet.history.held') : t(`wallet.history.${entry.kind}`)}
          {' · '}
          {moment(entry.at)}
        </span>
      </span>
      <span className="text-right">
        <span className={`block text-lg font-semibold tabular-nums ${incoming ? 'text-good' : ''}`}>
          {incoming ? '+' : '−'}
          {number(Math.abs(entry.amount))}
        </span>
        <span className="text-sm text-muted">{t(`source.${entry.source}`)}</span>
      </span>
    </>
  );
}
