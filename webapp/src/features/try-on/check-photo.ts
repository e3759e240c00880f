export const MAX_PHOTO_BYTES = 5 * 1024 * 1024;

export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;

export type PhotoFault = 'empty' | 'type' | 'size';

/** What is plainly wrong with a file, before a byte of it is sent. The server checks again, and more. */
export async function checkPhoto(file: File): Promise<PhotoFault | undefined> {
  if (file.size === 0) return 'empty';
  if (file.type && !PHOTO_TYPES.some((type) => type === file.type)) return 'type';
  if (file.size > MAX_PHOTO_BYTES) return 'size';
  const isPhoto = await startsLikeAPhoto(file).catch(() => false);
  return isPhoto ? undefined : 'type';
}

async function startsLikeAPhoto(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  const isWebp =
    starts(0x52, 0x49, 0x46, 0x46) &&
    head[8] === 0x57 &&
    head[9] === 0x45 &&
    head[10] === 0x42 &&
    head[11] === 0x50;
  return starts(0xff, 0xd8, 0xff) || starts(0x89, 0x50, 0x4e, 0x47) || isWebp;
}
