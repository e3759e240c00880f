import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queryKeys } from '@/shared/api/query-keys';
import { useTexts } from '@/shared/i18n/translate';
import { Icon } from './icon';
import { IconButton } from './icon-button';

/** The waits after the first and each further failure; after the last one it stays as it is. */
const RETRY_MILLIS = [1_000, 3_000, 10_000];

interface RetriedPicture {
  src: string;
  failures: number;
  isAway: boolean;
  onError: () => void;
  /** Whether it will not be asked for again by itself. */
  isGivenUp: boolean;
  retry: () => void;
}

/**
 * A picture that is asked for again a few times if it does not come, by the same address: it is signed, so nothing may
 * be added to it.
 */
export function useThumbnail(src: string): RetriedPicture {
  const [noted, setNoted] = useState({ src, failures: 0, isAway: false });
  const { failures, isAway } = noted.src === src ? noted : { failures: 0, isAway: false };
  const wait = isAway ? RETRY_MILLIS[failures - 1] : undefined;

  useEffect(() => {
    if (wait === undefined) return;
    const timer = setTimeout(() => setNoted({ src, failures, isAway: false }), wait);
    return () => clearTimeout(timer);
  }, [src, failures, wait]);

  return {
    src,
    failures,
    isAway,
    onError: () => setNoted({ src, failures: failures + 1, isAway: true }),
    isGivenUp: isAway && wait === undefined,
    retry: () => setNoted({ src, failures, isAway: false }),
  };
}

/** A picture that fills its tile. While it does not come, its place is held. */
export function Thumbnail({ picture: { src, failures, isAway, onError } }: { picture: RetriedPicture }) {
  return (
    <>
      {failures > 0 && <Placeholder />}
      {!isAway && (
        <img
          key={failures}
          src={src}
          alt=""
          loading="lazy"
          decoding="async"
          onError={onError}
          className={`absolute inset-0 size-full object-cover ${failures > 0 ? '' : 'bg-sunken'}`}
        />
      )}
    </>
  );
}

/**
 * Asks for a picture that was given up once more, and for its address, which may have expired. It stands beside the
 * tile in its place, because a tile may be a link.
 */
export function ThumbnailRetry({ picture }: { picture: RetriedPicture }) {
  const { t } = useTexts();
  const queryClient = useQueryClient();
  if (!picture.isGivenUp) return null;
  return (
    <IconButton
      icon="retry"
      label={t('picture.retry')}
      onPress={() => {
        picture.retry();
        void queryClient.invalidateQueries({ queryKey: queryKeys.images.lists });
        void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.recent });
      }}
      className="absolute top-1/2 left-1/2 -translate-1/2 bg-surface text-chalk shadow"
    />
  );
}

function Placeholder() {
  return (
    <span
      aria-hidden="true"
      data-testid="thumbnail-missing"
      className="absolute inset-0 flex items-center justify-center bg-sunken text-muted"
    >
      <Icon name="gallery" className="size-8 opacity-60" />
    </span>
  );
}
