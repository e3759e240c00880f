import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { queryKeys } from '@/shared/api/query-keys';
import type { Job, JobImage } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { againPage } from '@/shared/jobs/job';
import { navigate } from '@/shared/lib/route';
import { MainAction } from '@/shared/telegram/main-action';
import { useCanShareMessages } from '@/shared/telegram/share-message';
import { Icon } from '@/shared/ui/icon';
import { IconButton } from '@/shared/ui/icon-button';
import { useDownload } from '../api/use-download';
import { useFavorite } from '../api/use-favorite';
import { useImage } from '../api/use-image';
import { useShare } from '../api/use-share';
import { useShareToChat } from '../api/use-share-to-chat';
import { BeforeAndAfter } from './before-and-after';
import { DeleteButton } from './delete-button';

const FullPicture = lazy(() => import('./full-picture'));

export function JobCompleted({ job }: { job: Job }) {
  const { t } = useTexts();
  const isTryOn = job.operation === 'try-on' && job.inputs.length > 0;
  const again = job.operation === 'try-on' ? undefined : againPage(job);
  return (
    <>
      {job.images.map((image) => (
        <Result key={image.id} job={job} image={image} />
      ))}
      <p className="mt-3 text-center text-sm text-muted" data-testid="job-paid">
        {job.source && t('job.paid', { price: unitText(job.source, job.price, t) })}
        {job.watermark && ` · ${t('job.watermarked')}`}
      </p>
      {isTryOn && (
        <Link
          to={`/try-on?again=${job.id}`}
          className="mt-4 flex min-h-13 items-center justify-center rounded-2xl bg-surface px-5 text-center font-semibold"
        >
          {t('job.variation')}
        </Link>
      )}
      <DeleteButton job={job} />
      <div aria-hidden="true" className="h-24" />
      {again ? (
        <MainAction
          label={t('job.again')}
          onPress={() => navigate(again, { state: { back: `/jobs/${job.id}` } })}
        />
      ) : (
        <MainAction
          label={t(isTryOn ? 'job.anotherItem' : 'job.completed.again')}
          onPress={() => navigate(isTryOn ? `/try-on?person=${job.id}` : '/try-on')}
        />
      )}
    </>
  );
}

/** One picture with what can be done with it. */
function Result({ job, image }: { job: Job; image: JobImage }) {
  const { t } = useTexts();
  const [isFull, setFull] = useState(false);
  const queryClient = useQueryClient();
  const readAgain = () => void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.one(job.id) });
  return (
    <figure>
      <div className="relative mx-auto w-fit">
        <BeforeAndAfter
          // What a model is given beside its words need not be what it has changed.
          before={job.operation === 'model' ? undefined : job.inputs[0]?.url}
          after={image}
          onReload={readAgain}
        />
        <IconButton
          icon="expand"
          label={t('job.fullScreen')}
          onPress={() => setFull(true)}
          className="absolute top-2 right-2 bg-surface/85 backdrop-blur"
        />
      </div>
      <Actions image={image} />
      <NextSteps job={job} image={image} />
      {isFull && (
        <Suspense>
          <FullPicture image={image} onClose={() => setFull(false)} />
        </Suspense>
      )}
    </figure>
  );
}

/** What can be made of the picture. */
function NextSteps({ job, image }: { job: Job; image: JobImage }) {
  const { t } = useTexts();
  const steps = [
    { to: `/edit?picture=${image.id}`, icon: 'wand', label: t('job.change') },
    { to: `/edit?picture=${image.id}&mode=variation`, icon: 'copy', label: t('job.vary') },
    { to: `/create?picture=${image.id}`, icon: 'image', label: t('job.useInModel') },
  ] as const;
  return (
    <ul className="mt-3 grid grid-cols-3 gap-2">
      {steps.map(({ to, icon, label }) => (
        <li key={to}>
          <Link
            to={to}
            state={{ back: `/jobs/${job.id}` }}
            className="card flex h-full min-h-18 flex-col items-center justify-center gap-1 px-2 py-2.5 text-center text-sm leading-tight font-semibold"
          >
            <Icon name={icon} className="size-5 text-chalk" />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Actions({ image }: { image: JobImage }) {
  const { t } = useTexts();
  const { data: picture } = useImage(image.id);
  const favorite = useFavorite();
  const download = useDownload();
  const shareFile = useShare();
  const shareToChat = useShareToChat();
  const hasChats = useCanShareMessages();
  const marked = picture?.favorite ?? false;
  return (
    <figcaption className="card mt-4 flex items-stretch justify-around p-1.5">
      <IconButton
        icon="heart"
        label={marked ? t('gallery.unfavorite') : t('gallery.favorite')}
        caption={marked ? t('gallery.favorite.on') : t('gallery.favorite.off')}
        pressed={marked}
        disabled={!picture}
        onPress={() => favorite.mutate({ id: image.id, favorite: !marked })}
      />
      {hasChats && (
        <IconButton
          icon="send"
          label={t('gallery.shareToChat')}
          caption={t('gallery.share')}
          disabled={!picture || shareToChat.isPending}
          onPress={() => picture && shareToChat.start(picture)}
        />
      )}
      <IconButton
        icon="share"
        label={t('gallery.shareFile')}
        caption={hasChats ? t('gallery.shareFile.short') : t('gallery.share')}
        disabled={!picture || shareFile.isPending}
        onPress={() => picture && shareFile.mutate(picture)}
      />
      <IconButton
        icon="download"
        label={t('gallery.download')}
        caption={t('gallery.download')}
        disabled={!picture || download.isPending}
        onPress={() => picture && download.mutate(picture)}
      />
    </figcaption>
  );
}
