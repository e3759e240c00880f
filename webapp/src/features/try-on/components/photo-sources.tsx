import { useState } from 'react';
import { ProblemError } from '@/shared/api/problem';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { navigate } from '@/shared/lib/route';
import { haptics } from '@/shared/telegram/haptics';
import { Icon } from '@/shared/ui/icon';
import { toast } from '@/shared/ui/toasts';
import { PhotoChooser } from '@/shared/upload/photo-chooser';
import { isHandheld } from '@/shared/upload/photo-format';
import { readUpload } from '@/shared/upload/read-upload';
import { type RecentPhoto, useRecentPhotos } from '../api/use-recent-photos';
import { NEXT_STEP, type PhotoRole, takePhoto } from '../draft';

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
