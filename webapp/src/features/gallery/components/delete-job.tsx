import { useNavigate } from 'react-router';
import type { Job } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { useDeleteJob } from '../api/use-delete-job';

/** Asks, then goes back to the gallery, where the picture is gone already. */
export function DeleteJob({ job, onClose }: { job: Job; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const remove = useDeleteJob();
  return (
    <ConfirmDialog
      title={t('gallery.delete.title')}
      text={t('gallery.delete.text')}
      action={t('gallery.delete')}
      onConfirm={() => {
        remove.mutate(job);
        void navigate('/gallery', { replace: true });
      }}
      onClose={onClose}
    />
  );
}
