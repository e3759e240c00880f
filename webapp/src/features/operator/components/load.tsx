import type { QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { loadFailure, useLoadAfresh } from '@/shared/api/load-failure';
import { useTexts } from '@/shared/i18n/translate';
import { Button } from '@/shared/ui/button';
import { Failure } from '@/shared/ui/failure';
import { Skeleton } from '@/shared/ui/skeleton';
import type { Page } from '../api/operator-types';

interface LoadProps<Data> {
  query: {
    data: Data | undefined;
    error: Error | null;
    failureReason: Error | null;
    refetch: () => Promise<unknown>;
  };
  queryKey: QueryKey;
  /** The height of what is coming. */
  outline?: string;
  children: (data: Data) => ReactNode;
}

/** What was loaded, or its outline, or why it is not there with the way to try again. */
export function Load<Data>({ query, queryKey, outline = 'h-40', children }: LoadProps<Data>) {
  const loadAfresh = useLoadAfresh();
  const failure = loadFailure(query);
  if (query.data === undefined && failure)
    return <Failure error={failure} onRetry={() => loadAfresh(queryKey)} />;
  if (query.data === undefined) return <Skeleton className={`${outline} rounded-card`} />;
  return (
    <>
      {children(query.data)}
      {query.error && (
        <div className="mt-3">
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        </div>
      )}
    </>
  );
}

interface PagedQuery<Item> {
  data: { pages: Page<Item>[] } | undefined;
  error: Error | null;
  failureReason: Error | null;
  refetch: () => Promise<unknown>;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

interface PagedListProps<Item> {
  query: PagedQuery<Item>;
  queryKey: QueryKey;
  empty: ReactNode;
  outline?: string;
  children: (item: Item) => ReactNode;
}

/** A list of rows that grows by a page at a time. */
export function PagedList<Item>({ query, queryKey, empty, outline, children }: PagedListProps<Item>) {
  return (
    <Load query={query} queryKey={queryKey} {...(outline ? { outline } : {})}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return empty;
        return (
          <>
            <ul className="card divide-y divide-line px-4">{items.map(children)}</ul>
            <MoreButton query={query} />
          </>
        );
      }}
    </Load>
  );
}

/** Loads the next page, if there is one. */
export function MoreButton({
  query,
}: {
  query: Pick<PagedQuery<unknown>, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
}) {
  const { t } = useTexts();
  if (!query.hasNextPage) return null;
  return (
    <Button
      look="quiet"
      className="mt-3 w-full bg-surface"
      busy={query.isFetchingNextPage}
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {t('common.loadMore')}
    </Button>
  );
}
