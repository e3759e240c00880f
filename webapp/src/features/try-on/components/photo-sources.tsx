import { type ChangeEvent, type ReactNode, useState } from 'react';
import { ProblemError } from '@/shared/api/problem';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { navigate } from '@/shared/lib/route';
import { haptics } from '@/shared/telegram/haptics';
import { Icon } from '@/shared/ui/icon';
import { toast } from '@/shared/ui/toasts';
import { readUpload, type RecentPhoto, useRecentPhotos } from '../api/use-recent-photos';
import { NEXT_STEP, type PhotoRole, takePhoto } from '../draft';
import { acceptedByChooser, isHandheld } from '../photo-format';

/** A field that opens the device's gallery, or its camera. */
export function PhotoChooser({
  className,
  label,
  camera,
  isInvalid,
  onFile,
  children,
}: {
  className: string;
  label: string;
  /** Which of the device's cameras; its gallery without. */
  camera?: 'user' | 'environment';
  isInvalid?: boolean;
  onFile: (file: File) => void;
  children: ReactNode;
}) {
  return (
    <label className={className}>
      <input
        type="file"
        accept={acceptedByChooser()}
        capture={camera}
        className="sr-only"
        aria-label={label}
        aria-describedby="photo-state"
        aria-invalid={isInvalid}
        onChange={(event: ChangeEvent<HTMLInputElement>) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      {children}
    </label>
  );
}

/** The camera where the device is one, and the photos of the latest try-ons. */
export function OtherPhotos({ of: role, onFile }: { of: PhotoRole; onFile: (file: File) => void }) {
  const { t } = useTexts();
  const recent = useRecentPhotos(role);
  return (
    <div className="mt-4 space-y-4">
      {recent.length > 0 && <RecentPhotos of={role} photos={recent} />}
      {isHandheld() && (
        <PhotoChooser
          className="flex min-h-12 cursor-pointer items-center justify-center gap-2 rounded-2xl bg-surface px-4 font-semibold has-focus-visible:outline-2 has-focus-visible:outline-chalk"
          label={t(`tryOn.${role}.camera`)}
          camera={role === 'person' ? 'user' : 'environment'}
          onFile={onFile}
        >
          <Icon name="camera" className="size-5" />
          {t('upload.camera')}
        </PhotoChooser>
      )}
    </div>
  );
}

function RecentPhotos({ of: role, photos }: { of: PhotoRole; photos: readonly RecentPhoto[] }) {
  const { t } = useTexts();
  const [gone, setGone] = useState<readonly string[]>([]);
  const shown = photos.filter(({ uploadId }) => !gone.includes(uploadId));
  if (shown.length === 0) return null;
  const lose = (id: string) => setGone((known) => [...known, id]);

  async function take(id: string): Promise<void> {
    haptics.select();
    try {
      takePhoto(role, await readUpload(id));
      navigate(NEXT_STEP[role]);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) lose(id);
      toast(error instanceof ProblemError && error.status === 404 ? t('upload.gone') : problemText(error, t));
    }
  }

  return (
    <section aria-labelledby="recent-photos">
      <h2 id="recent-photos" className="mb-2 text-base">
        {t('upload.recent')}
      </h2>
      <ul className="-mx-4 flex gap-2 overflow-x-auto px-4 pb-1">
        {shown.map(({ uploadId, url }, index) => (
          <li key={uploadId} className="shrink-0">
            <button
              type="button"
              aria-label={t('upload.recent.one', { number: index + 1 })}
              className="block h-24 w-18 overflow-hidden rounded-xl bg-sunken transition active:scale-95"
              onClick={() => void take(uploadId)}
            >
              <img src={url} alt="" className="size-full object-cover" onError={() => lose(uploadId)} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
