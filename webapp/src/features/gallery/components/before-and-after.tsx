import { useState } from 'react';
import type { JobImage } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { Button } from '@/shared/ui/button';

interface BeforeAndAfterProps {
  /** The person's photo, while it is there. */
  before: string | undefined;
  after: JobImage;
  /** Asked when a picture that did not come is to be tried again: its link may have ended. */
  onReload: () => void;
}

/** The picture, and under a line that can be moved the photo it was made of; the picture alone once that photo is gone. */
export function BeforeAndAfter({ before, after, onReload }: BeforeAndAfterProps) {
  const { t } = useTexts();
  const [percent, setPercent] = useState(0);
  const [isGone, setGone] = useState(false);
  const [tries, setTries] = useState({ count: 0, hasFailed: false });
  if (tries.hasFailed) {
    return (
      <div className="card flex aspect-4/5 w-72 max-w-full flex-col items-center justify-center gap-4 p-6 text-center">
        <p role="alert">{t('job.picture.failed')}</p>
        <Button
          look="quiet"
          onClick={() => {
            setTries(({ count }) => ({ count: count + 1, hasFailed: false }));
            onReload();
          }}
        >
          {t('common.retry')}
        </Button>
      </div>
    );
  }
  return (
    <div className="card reveal relative mx-auto w-fit overflow-hidden bg-sunken">
      <img
        key={tries.count}
        src={after.url}
        onError={() => setTries(({ count }) => ({ count, hasFailed: true }))}
        width={after.width}
        height={after.height}
        alt={t('job.completed.alt')}
        data-testid="result-image"
        className="h-auto"
        style={{ width: placeOf(after) }}
      />
      {before && !isGone && (
        <>
          <img
            src={before}
            alt=""
            onError={() => setGone(true)}
            className="absolute inset-0 size-full object-cover"
            style={{ clipPath: `inset(0 ${100 - percent}% 0 0)` }}
          />
          <span
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 w-0.5 bg-white shadow-[0_0_6px_rgb(0_0_0/60%)]"
            style={{ left: `${percent}%` }}
          />
          <input
            type="range"
            min={0}
            max={100}
            value={percent}
            aria-label={t('job.compare')}
            aria-valuetext={t('job.compare.value', { percent })}
            onChange={({ target }) => setPercent(Number(target.value))}
            className="absolute inset-x-3 bottom-2 h-11 accent-[var(--chalk)]"
          />
        </>
      )}
    </div>
  );
}

/** As wide as the screen and 62 % of its height allow, also before the picture is there: nothing moves when it comes. */
function placeOf({ width, height }: { width: number; height: number }): string {
  return `min(${width}px, ${(62 * width) / height}vh, 100vw - 2rem, 30rem)`;
}
