import { useMutation } from '@tanstack/react-query';
import type { GalleryItem } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { savePicture } from '@/shared/telegram/save-picture';
import { toast } from '@/shared/ui/toasts';

/** Saves a picture to the device. */
export function useDownload() {
  const { t } = useTexts();
  return useMutation({
    mutationFn: ({ id, contentType, downloadUrl }: GalleryItem) => {
      const extension = contentType.split('/')[1]?.replace('jpeg', 'jpg') ?? 'jpg';
      return savePicture(downloadUrl, `atelier-${id.slice(0, 8)}.${extension}`);
    },
    onError: () => toast(t('gallery.download.failed')),
  });
}
