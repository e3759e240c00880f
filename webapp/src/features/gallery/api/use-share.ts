import { useMutation } from '@tanstack/react-query';
import type { GalleryItem } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { sharePicture } from '@/shared/telegram/save-picture';
import { toast } from '@/shared/ui/toasts';
import { fileNameOf } from './use-download';

/** Gives a picture to another app of the device; where the device has no such thing, it is saved. */
export function useShare() {
  const { t } = useTexts();
  return useMutation({
    mutationFn: (picture: GalleryItem) =>
      sharePicture(picture.downloadUrl, fileNameOf(picture), picture.contentType),
    onSuccess: (outcome) => {
      if (outcome === 'saved') toast(t('gallery.share.saved'));
    },
    onError: () => toast(t('gallery.share.failed')),
  });
}
