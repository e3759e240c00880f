import { fetchInTime } from '@/shared/lib/fetch-in-time';
import { telegramSdk } from './start';

/** How long a picture may take; it is a few megabytes at most. */
const PICTURE_MILLIS = 60_000;

/** Saves a picture: by Telegram's own download where it has one, else by the browser's. */
export async function savePicture(link: string, fileName: string): Promise<void> {
  const url = new URL(link, window.location.href);
  const downloadFile = telegramSdk.get()?.downloadFile;
  if (url.protocol === 'https:' && downloadFile?.isAvailable()) {
    await downloadFile(url.href, fileName);
    return;
  }
  saveFile(await fetchPicture(url), fileName);
}

/**
 * Gives a picture as a file to another app of the device, where the browser can; else saves it. The person may change
 * their mind.
 */
export async function sharePicture(
  link: string,
  fileName: string,
  type: string,
): Promise<'shared' | 'saved' | 'called-off'> {
  const fileOf = (content: Blob[]) => ({ files: [new File(content, fileName, { type })] });
  if (!navigator.canShare?.(fileOf([]))) {
    await savePicture(link, fileName);
    return 'saved';
  }
  const shared = fileOf([await fetchPicture(new URL(link, window.location.href))]);
  try {
    await navigator.share(shared);
    return 'shared';
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'called-off';
    throw error;
  }
}

async function fetchPicture(url: URL): Promise<Blob> {
  const response = await fetchInTime(url, { millis: PICTURE_MILLIS });
  if (!response.ok) throw new Error(`The picture answered ${response.status}`);
  return response.blob();
}

function saveFile(file: Blob, fileName: string): void {
  const objectUrl = URL.createObjectURL(file);
  const anchor = document.createElement('a');
  anchor.href = objectUrl;
  anchor.download = fileName;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(objectUrl), 60_000);
}
