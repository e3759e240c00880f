import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { MainAction } from '@/shared/telegram/main-action';
import { Button } from '@/shared/ui/button';
import { IconButton } from '@/shared/ui/icon-button';
import { useDownload } from '../api/use-download';
import { useFavorite } from '../api/use-favorite';
import { useImage } from '../api/use-image';
import { BeforeAndAfter } from './before-and-after';
import { DeleteJob } from './delete-job';

export function JobCompleted({ job }: { job: Job }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      {job.images.map((image) => (
        <figure key={image.id}>
          <BeforeAndAfter before={job.inputs[0]?.url} after={image} />
          <Actions imageId={image.id} />
        </figure>
      ))}
      <p className="mt-3 text-center text-sm text-muted" data-testid="job-paid">
        {job.source && t('job.paid', { price: unitText(job.source, job.price, t) })}
        {job.watermark && ` · ${t('job.watermarked')}`}
      </p>
      <Button look="quiet" className="mt-3 w-full bg-surface" onClick={() => setDeleting(true)}>
        {t('gallery.delete')}
      </Button>
      <div aria-hidden="true" className="h-24" />
      <MainAction label={t('job.completed.again')} onPress={() => void navigate('/try-on')} />
      {deleting && <DeleteJob job={job} onClose={() => setDeleting(false)} />}
    </>
  );
}

function Actions({ imageId }: { imageId: string }) {
  const { t } = useTexts();
  const { data: image } = useImage(imageId);
  const favorite = useFavorite();
  const download = useDownload();
  const marked = image?.favorite ?? false;
  return (
    <figcaption className="card mt-4 flex items-center justify-around p-1.5">
      <IconButton
        icon="heart"
        label={marked ? t('gallery.unfavorite') : t('gallery.favorite')}
        captioned
        pressed={marked}
        disabled={!image}
        onPress={() => favorite.mutate({ id: imageId, favorite: !marked })}
      />
      <IconButton
        icon="download"
        label={t('gallery.download')}
        captioned
        disabled={!image || download.isPending}
        onPress={() => image && download.mutate(image)}
      />
    </figcaption>
  );
}
