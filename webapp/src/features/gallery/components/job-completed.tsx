import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { unitText } from '@/shared/i18n/unit-text';
import { useDownload, useFavorite } from '@/shared/jobs/use-job-actions';
import { MainAction } from '@/shared/telegram/main-action';
import { IconButton } from '@/shared/ui/icon-button';
import { DeleteJob } from './delete-job';

export function JobCompleted({ job }: { job: Job }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const favorite = useFavorite();
  const download = useDownload();
  const [deleting, setDeleting] = useState(false);
  const marked = job.favorite ?? false;
  return (
    <>
      {job.images.map((image) => (
        <img
          key={image.id}
          src={image.url}
          width={image.width}
          height={image.height}
          alt={t('job.completed.alt')}
          data-testid="result-image"
          className="card reveal h-auto max-h-[62vh] w-full bg-sunken object-contain"
        />
      ))}
      <div className="card mt-4 flex items-center justify-around p-1.5">
        <IconButton
          icon="heart"
          label={marked ? t('gallery.unfavorite') : t('gallery.favorite')}
          pressed={marked}
          onPress={() => favorite.mutate({ id: job.id, favorite: !marked })}
        />
        <IconButton
          icon="download"
          label={t('gallery.download')}
          disabled={download.isPending}
          onPress={() => download.mutate(job)}
        />
        <IconButton icon="trash" label={t('gallery.delete')} onPress={() => setDeleting(true)} />
      </div>
      <p className="mt-3 text-center text-sm text-muted" data-testid="job-paid">
        {job.source && t('job.paid', { price: unitText(job.source, job.price, t) })}
        {job.watermark && ` · ${t('job.watermarked')}`}
      </p>
      <div aria-hidden="true" className="h-20" />
      <MainAction label={t('job.completed.again')} onPress={() => void navigate('/try-on')} />
      {deleting && <DeleteJob job={job} onClose={() => setDeleting(false)} />}
    </>
  );
}
