export type PhotoFormat = 'jpeg' | 'png' | 'webp' | 'heic' | 'avif';

/** What an `ftyp` box calls a HEIC picture; `mif1` and `msf1` may be AVIF as well, which is rare in them. */
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];

const AVIF_BRANDS = ['avif', 'avis'];

/**
 * What a file is by its first bytes. Neither its name nor its type is asked: web views of Android give none, and some
 * systems call a HEIC photo JPEG.
 *
 * @returns undefined if it is none of these, or cannot be read
 */
export async function readPhotoFormat(file: Blob): Promise<PhotoFormat | undefined> {
  const head = await file
    .slice(0, 12)
    .arrayBuffer()
    .catch(() => new ArrayBuffer(0));
  const text = String.fromCharCode(...new Uint8Array(head));
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG')) return 'png';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  const brand = text.startsWith('ftyp', 4) ? text.slice(8) : '';
  if (HEIC_BRANDS.includes(brand)) return 'heic';
  if (AVIF_BRANDS.includes(brand)) return 'avif';
  return undefined;
}

/**
 * What the file chooser is to offer. Given a list, Android's web views offer only its first type; given anything that
 * includes HEIC, iOS no longer turns a photo into JPEG while it is chosen.
 */
export function acceptedByChooser(): string {
  const isIos =
    /iPhone|iPad|iPod/.test(navigator.userAgent) ||
    (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);
  return isIos ? 'image/jpeg,image/png,image/webp' : 'image/*';
}

/** Whether the device is held in the hand, so that its camera is where the person is. */
export function isHandheld(): boolean {
  return window.matchMedia?.('(pointer: coarse)').matches ?? false;
}
