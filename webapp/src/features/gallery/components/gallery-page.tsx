import { useState } from 'react';
import { useTexts } from '@/shared/i18n/translate';
import { JobTile } from '@/shared/jobs/job-tile';
import { useFavorite } from '@/shared/jobs/use-job-actions';
import type { Job } from '@/shared/api/types';
import { haptics } from '@/shared/telegram/haptics';
import { Button } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/empty-state';
import { Failure } from '@/shared/ui/failure';
import { IconButton } from '@/shared/ui/icon-button';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { type GalleryFilter, useGallery } from '../api/use-gallery';

export default function GalleryPage() {
  const { t } = useTexts();
  const [filter, setFilter] = useState<GalleryFilter>('all');
  return (
    <Page title={t('gallery.title')}>
      <Filter value={filter} onChange={setFilter} />
      <Rail key={filter} filter={filter} />
    </Page>
  );
}

function Filter({ value, onChange }: { value: GalleryFilter; onChange: (filter: GalleryFilter) => void }) {
  const { t } = useTexts();
  return (
    <fieldset className="mb-5 grid grid-cols-2 gap-1 rounded-2xl bg-surface p-1">
      <legend className="sr-only">{t('gallery.filter')}</legend>
      {(['all', 'favorites'] as const).map((filter) => (
        <label
          key={filter}
          className="flex min-h-11 cursor-pointer items-center justify-center rounded-xl text-sm font-semibold transition has-checked:bg-chalk has-checked:text-on-chalk has-focus-visible:outline-2 has-focus-visible:outline-chalk"
        >
          <input
            type="radio"
            name="filter"
            className="sr-only"
            checked={value === filter}
            onChange={() => {
              haptics.select();
              onChange(filter);
            }}
          />
          {t(`gallery.filter.${filter}`)}
        </label>
      ))}
    </fieldset>
  );
}

function Rail({ filter }: { filter: GalleryFilter }) {
  const { t } = useTexts();
  const gallery = useGallery(filter);
  const jobs = (gallery.data?.pages.flatMap((page) => page.items) ?? []).filter(
    (job) => filter === 'all' || job.favorite,
  );
  if (gallery.isPending) return <Outline />;
  if (gallery.error && jobs.length === 0) {
    return <Failure error={gallery.error} onRetry={() => void gallery.refetch()} />;
  }
  if (jobs.length === 0) return <Empty filter={filter} />;
  return (
    <>
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {jobs.map((job) => (
          <li key={job.id} className="relative">
            <JobTile job={job} />
            {job.status === 'COMPLETED' && <Heart job={job} />}
          </li>
        ))}
      </ul>
      {gallery.hasNextPage && (
        <Button
          look="quiet"
          className="mt-5 w-full bg-surface"
          busy={gallery.isFetchingNextPage}
          disabled={gallery.isFetchingNextPage}
          onClick={() => void gallery.fetchNextPage()}
        >
          {t('common.loadMore')}
        </Button>
      )}
      {gallery.isFetchNextPageError && (
        <div className="mt-4">
          <Failure error={gallery.error} />
        </div>
      )}
    </>
  );
}

function Heart({ job }: { job: Job }) {
  const { t } = useTexts();
  const favorite = useFavorite();
  const marked = job.favorite ?? false;
  return (
    <IconButton
      icon="heart"
      label={marked ? t('gallery.unfavorite') : t('gallery.favorite')}
      pressed={marked}
      onPress={() => favorite.mutate({ id: job.id, favorite: !marked })}
      className="absolute top-2 right-2 bg-surface/85 backdrop-blur"
    />
  );
}

function Empty({ filter }: { filter: GalleryFilter }) {
  const { t } = useTexts();
  return filter === 'all' ? (
    <EmptyState icon="gallery" title={t('gallery.empty.title')} text={t('gallery.empty.text')} />
  ) : (
    <EmptyState
      icon="heart"
      title={t('gallery.emptyFavorites.title')}
      text={t('gallery.emptyFavorites.text')}
    />
  );
}

function Outline() {
  return (
    <div className="grid grid-cols-2 gap-3">
      {[1, 2, 3, 4].map((tile) => (
        <Skeleton key={tile} className="aspect-4/5 rounded-card" />
      ))}
    </div>
  );
}
