import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { MainAction } from '@/shared/telegram/main-action';
import { Button } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/empty-state';
import { DeleteJob } from './delete-job';

/** A cancelled job: nothing came of it, nothing was paid. */
export function JobCancelled({ job }: { job: Job }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <EmptyState icon="check" title={t('job.status.CANCELLED')} text={t('job.cancelled.text')} />
      <Button look="quiet" className="mt-4 w-full bg-surface" onClick={() => setDeleting(true)}>
        {t('gallery.delete')}
      </Button>
      <div aria-hidden="true" className="h-20" />
      <MainAction label={t('job.completed.again')} onPress={() => void navigate('/try-on')} />
      {deleting && <DeleteJob job={job} onClose={() => setDeleting(false)} />}
    </>
  );
}
