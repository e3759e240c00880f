import { useEffect, useState } from 'react';
import { Icon } from './icon';

/** The waits after the first and each further failure; after the last one it stays as it is. */
const RETRY_MILLIS = [1_000, 3_000, 10_000];

/**
 * A picture that fills its tile. One that does not come is asked for again a few times by the same address (it is
 * signed, so nothing may be added to it), and its place is held meanwhile.
 */
export function Thumbnail({ src }: { src: string }) {
  const { failures, isAway, onError } = useRetriedPicture(src);
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

/** Counts the failures of one address; the picture is away from each failure until its next try. */
function useRetriedPicture(src: string) {
  const [noted, setNoted] = useState({ src, failures: 0, isAway: false });
  const { failures, isAway } = noted.src === src ? noted : { failures: 0, isAway: false };

  useEffect(() => {
    const wait = isAway ? RETRY_MILLIS[failures - 1] : undefined;
    if (wait === undefined) return;
    const timer = setTimeout(() => setNoted({ src, failures, isAway: false }), wait);
    return () => clearTimeout(timer);
  }, [src, failures, isAway]);

  return { failures, isAway, onError: () => setNoted({ src, failures: failures + 1, isAway: true }) };
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
