import { useMutation } from '@tanstack/react-query';
import type { GalleryItem } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { savePicture } from '@/shared/telegram/save-picture';
import { toast } from '@/shared/ui/toasts';

/** Saves a picture to the device. */
export function useDownload() {
  const { t } = useTexts();
  return useMutation({
    mutationFn: (picture: GalleryItem) => savePicture(picture.downloadUrl, fileNameOf(picture)),
    onError: () => toast(t('gallery.download.failed')),
  });
}

export function fileNameOf({ id, contentType }: GalleryItem): string {
  const extension = contentType.split('/')[1]?.replace('jpeg', 'jpg') ?? 'jpg';
  return `atelier-${id.slice(0, 8)}.${extension}`;
}
