import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { navigate } from '@/shared/lib/route';
import { Button } from '@/shared/ui/button';
import { useDeleteJobs } from '../api/use-delete-jobs';

/** Deletes the job and goes back to the gallery, where it can still be brought back for a few seconds. */
export function DeleteButton({ job }: { job: Job }) {
  const { t } = useTexts();
  const deleteJobs = useDeleteJobs();
  return (
    <Button
      look="quiet"
      className="mt-3 w-full"
      onClick={() => {
        deleteJobs([{ jobId: job.id, imageIds: job.images.map(({ id }) => id) }]);
        navigate('/gallery', { replace: true });
      }}
    >
      {t('gallery.delete')}
    </Button>
  );
}
