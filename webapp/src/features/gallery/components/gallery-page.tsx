import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { loadFailure, useLoadAfresh } from '@/shared/api/load-failure';
import { queryKeys } from '@/shared/api/query-keys';
import { useTexts } from '@/shared/i18n/translate';
import { CATEGORIES } from '@/shared/jobs/categories';
import { isEnded } from '@/shared/jobs/job';
import { JobTile, Pictureless, useJobLabel } from '@/shared/jobs/job-tile';
import { useRecentJobs } from '@/shared/jobs/use-recent-jobs';
import type { GalleryItem, Job } from '@/shared/api/types';
import type { Deletion } from '@/shared/jobs/deletions';
import { haptics } from '@/shared/telegram/haptics';
import { Button, buttonLook } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/empty-state';
import { Failure } from '@/shared/ui/failure';
import { Icon } from '@/shared/ui/icon';
import { IconButton } from '@/shared/ui/icon-button';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import { Thumbnail, ThumbnailRetry, useThumbnail } from '@/shared/ui/thumbnail';
import { useFavorite } from '../api/use-favorite';
import { type GalleryFilter, useGallery } from '@/shared/jobs/use-gallery';
import { type Selection, SelectionBar, useSelection } from './selection';

export default function GalleryPage() {
  const { t } = useTexts();
  const [filter, setFilter] = useState<GalleryFilter>('all');
  const selection = useSelection();
  return (
    <Page title={t('gallery.title')}>
      <Filter value={filter} onChange={setFilter} />
      <Rail key={filter} filter={filter} selection={selection} />
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

function Rail({ filter, selection }: { filter: GalleryFilter; selection: Selection }) {
  const texts = useTexts();
  const { t } = texts;
  const gallery = useGallery(filter);
  const { running, failed, isFetching, failure } = useJobsWithoutPicture(filter);
  const loadAfresh = useLoadAfresh();
  const images = gallery.data?.pages.flatMap((page) => page.items) ?? [];
  const isEmpty = images.length + running.length + failed.length === 0;
  const missing = (images.length === 0 && loadFailure(gallery)) || (isEmpty && failure);
  if (missing) {
    return (
      <Failure
        error={missing}
        onRetry={() => loadAfresh(queryKeys.images.list(filter), queryKeys.jobs.recent)}
      />
    );
  }
  if (gallery.isPending || (isEmpty && (gallery.isFetching || isFetching))) return <Outline />;
  if (isEmpty) return <Empty filter={filter} />;
  const pieces = byTime(images, failed, gallery.hasNextPage);
  return (
    <>
      {pieces.length > 0 && <SelectionBar pieces={deletionsOf(pieces)} selection={selection} />}
      <Tiles>
        {running.map((job) => (
          <li key={job.id}>
            <JobTile job={job} />
          </li>
        ))}
      </Tiles>
      {byDay(pieces).map(({ day, pieces }) => (
        <section key={day} aria-label={texts.day(day)}>
          <h2 className="mt-5 mb-2 text-base">{texts.day(day)}</h2>
          <Tiles>
            {pieces.map((piece) => (
              <li key={piece.id} className="relative">
                {'status' in piece ? (
                  <FailedJob job={piece} selection={selection} />
                ) : (
                  <Picture image={piece} selection={selection} />
                )}
              </li>
            ))}
          </Tiles>
        </section>
      ))}
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

interface JobsWithoutPicture {
  running: Job[];
  failed: Job[];
  isFetching: boolean;
  failure: Error | undefined;
}

/** Jobs that gave no picture yet, which hang before the pictures, and those that gave none. */
function useJobsWithoutPicture(filter: GalleryFilter): JobsWithoutPicture {
  const recent = useRecentJobs();
  if (filter !== 'all') return { running: [], failed: [], isFetching: false, failure: undefined };
  const jobs = recent.data?.items ?? [];
  return {
    running: jobs.filter(({ status }) => !isEnded(status)),
    failed: jobs.filter(({ status }) => status === 'FAILED'),
    isFetching: recent.isFetching,
    failure: loadFailure(recent),
  };
}

/** Pictures and failures by the time they came, the latest first. Failures older than the pictures so far wait. */
function byTime(images: GalleryItem[], failed: Job[], hasMore: boolean): (GalleryItem | Job)[] {
  const oldest = images.at(-1);
  const shownSince = hasMore && oldest ? cameAt(oldest) : 0;
  return [...failed.filter((job) => cameAt(job) >= shownSince), ...images].sort(
    (one, other) => cameAt(other) - cameAt(one),
  );
}

/** What deleting each piece takes, by the piece's id. */
function deletionsOf(pieces: readonly (GalleryItem | Job)[]): ReadonlyMap<string, Deletion> {
  return new Map(
    pieces.map((piece) => [
      piece.id,
      'status' in piece ? { jobId: piece.id, imageIds: [] } : { jobId: piece.jobId, imageIds: [piece.id] },
    ]),
  );
}

/** A picture's time is the one at which it was made. */
function cameAt(piece: GalleryItem | Job): number {
  return Date.parse(('status' in piece && piece.finishedAt) || piece.createdAt);
}

/** Pieces of one day of the device together, in the order in which they come. */
function byDay(pieces: readonly (GalleryItem | Job)[]): { day: string; pieces: (GalleryItem | Job)[] }[] {
  const days = new Map<string, { day: string; pieces: (GalleryItem | Job)[] }>();
  for (const piece of pieces) {
    const at = new Date(cameAt(piece));
    const group = days.get(at.toDateString()) ?? { day: at.toISOString(), pieces: [] };
    group.pieces.push(piece);
    days.set(at.toDateString(), group);
  }
  return [...days.values()];
}

function Tiles({ children }: { children: ReactNode }) {
  return <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3">{children}</ul>;
}

const TILE = 'card relative block aspect-4/5 w-full overflow-hidden transition active:scale-[0.98]';

/** A picture, which leads to its page, or is marked while several are chosen. */
function Picture({ image, selection }: { image: GalleryItem; selection: Selection }) {
  const { t, moment } = useTexts();
  const category = CATEGORIES.find((known) => known === image.category);
  const label = t('gallery.picture', {
    what: t(category ? `tryOn.category.${category}` : 'operation.other'),
    date: moment(image.createdAt),
  });
  const picture = useThumbnail(image.thumbnailUrl);
  const shown = (
    <>
      <Thumbnail picture={picture} />
      {category && (
        <span className="absolute bottom-2 left-2 rounded-full bg-surface/90 px-2.5 py-1 text-xs font-medium">
          {t(`tryOn.category.${category}`)}
        </span>
      )}
    </>
  );
  if (selection.isOn) {
    return (
      <ChoiceTile id={image.id} label={label} selection={selection}>
        {shown}
      </ChoiceTile>
    );
  }
  return (
    <>
      <Link to={`/jobs/${image.jobId}`} data-testid="gallery-picture" aria-label={label} className={TILE}>
        {shown}
      </Link>
      <ThumbnailRetry picture={picture} />
      <Heart image={image} />
    </>
  );
}

/** A job that gave no picture: as everywhere, or marked while several pieces are chosen. */
function FailedJob({ job, selection }: { job: Job; selection: Selection }) {
  const label = useJobLabel(job);
  if (!selection.isOn) return <JobTile job={job} />;
  return (
    <ChoiceTile id={job.id} label={label} selection={selection}>
      <Pictureless job={job} />
    </ChoiceTile>
  );
}

interface ChoiceTileProps {
  id: string;
  label: string;
  selection: Selection;
  children: ReactNode;
}

/** A tile that is marked, or no longer marked, by a tap. */
function ChoiceTile({ id, label, selection, children }: ChoiceTileProps) {
  const isChosen = selection.chosen.has(id);
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      aria-label={label}
      className={`${TILE} ${isChosen ? 'outline-4 -outline-offset-4 outline-chalk' : ''}`}
      onClick={() => selection.toggle(id)}
    >
      {children}
      <span
        className={`absolute top-2 right-2 inline-flex size-8 items-center justify-center rounded-full ${isChosen ? 'bg-chalk text-on-chalk' : 'bg-surface/85'}`}
      >
        {isChosen && <Icon name="check" className="size-5" />}
      </span>
    </button>
  );
}

function Heart({ image }: { image: GalleryItem }) {
  const { t } = useTexts();
  const favorite = useFavorite();
  return (
    <IconButton
      icon="heart"
      label={image.favorite ? t('gallery.unfavorite') : t('gallery.favorite')}
      pressed={image.favorite}
      onPress={() => favorite.mutate({ id: image.id, favorite: !image.favorite })}
      className="absolute top-2 right-2 bg-surface/85 backdrop-blur"
    />
  );
}

function Empty({ filter }: { filter: GalleryFilter }) {
  const { t } = useTexts();
  return filter === 'all' ? (
    <EmptyState icon="gallery" title={t('gallery.empty.title')} text={t('gallery.empty.text')}>
      <Link to="/try-on" className={buttonLook('primary')}>
        {t('home.hero.action')}
      </Link>
    </EmptyState>
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
