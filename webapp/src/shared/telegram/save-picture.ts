import { downloadFile } from '@tma.js/sdk-react';
import { fetchInTime } from '@/shared/lib/fetch-in-time';

/** How long a picture may take; it is a few megabytes at most. */
const PICTURE_MILLIS = 60_000;

/** Saves a picture: by Telegram's own download where it has one, else by the browser's. */
export async function savePicture(link: string, fileName: string): Promise<void> {
  const url = new URL(link, window.location.href);
  if (url.protocol === 'https:' && downloadFile.isAvailable()) {
    await downloadFile(url.href, fileName);
    return;
  }
  const response = await fetchInTime(url, { millis: PICTURE_MILLIS });
  if (!response.ok) throw new Error(`The picture answered ${response.status}`);
  const objectUrl = URL.createObjectURL(await response.blob());
  const anchor = document.createElement('a');
  anchor.href = objectUrl;
  anchor.download = fileName;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(objectUrl), 60_000);
}
