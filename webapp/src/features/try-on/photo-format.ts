export type PhotoFormat = 'jpeg' | 'png' | 'webp' | 'heic';

/** What an `ftyp` box may call a picture of a phone; HEIC and AVIF share `mif1`. */
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis'];

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
  if (text.startsWith('ftyp', 4) && HEIC_BRANDS.includes(text.slice(8))) return 'heic';
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
