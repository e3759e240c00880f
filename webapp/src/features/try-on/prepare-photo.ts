import { drawPhoto, measurePhoto, type Size } from './draw-photo';
import { type PhotoFormat, readPhotoFormat } from './photo-format';

/** The server takes no larger file. */
const MAX_PHOTO_BYTES = 5 * 1024 * 1024;

/** The models look at no more. */
const LONGEST_SIDE = 2048;

/** The smaller ones are for a photo whose file is too large even so. */
const LONGER_SIDES = [LONGEST_SIDE, 1536, 1024];

/** A phone runs out of memory beyond that. */
const MAX_PIXELS = 200_000_000;

export type PhotoFault = 'empty' | 'type' | 'heic' | 'size';

/** A file that cannot be sent, and cannot be made so here. */
export class PhotoFaultError extends Error {
  override readonly name = 'PhotoFaultError';

  constructor(readonly fault: PhotoFault) {
    super(fault);
  }
}

/** What was done to a photo before it is sent. */
export type PhotoChange = { kind: 'smaller'; size: Size } | { kind: 'converted' };

/** A photo that the server may be sent. */
export interface PreparedPhoto {
  file: File;
  change?: PhotoChange;
}

/**
 * Makes a photo fit to be sent: a large one smaller, upright and with its transparency, one in the HEIC format a JPEG
 * where this browser can open it. A photo that is fine stays byte for byte. The server checks again, and more.
 *
 * @throws PhotoFaultError
 */
export async function preparePhoto(file: File): Promise<PreparedPhoto> {
  if (file.size === 0) throw new PhotoFaultError('empty');
  const format = await readPhotoFormat(file);
  if (!format) throw new PhotoFaultError('type');
  const image = await measurePhoto(file).catch(() => undefined);
  if (!image) return untouched(file, format);
  try {
    if (isFine(file, format, image.size)) return untouched(file, format);
    if (image.size.width * image.size.height > MAX_PIXELS) throw new PhotoFaultError('size');
    return await redraw(file, format, image);
  } finally {
    image.release();
  }
}

function isFine(file: File, format: PhotoFormat, { width, height }: Size): boolean {
  return format !== 'heic' && file.size <= MAX_PHOTO_BYTES && Math.max(width, height) <= LONGEST_SIDE;
}

/** The file as it is, called what it is; what this browser cannot open, the server may. */
function untouched(file: File, format: PhotoFormat): PreparedPhoto {
  if (format === 'heic') throw new PhotoFaultError('heic');
  if (file.size > MAX_PHOTO_BYTES) throw new PhotoFaultError('size');
  const type = `image/${format}`;
  return { file: file.type === type ? file : new File([file], file.name, { type }) };
}

async function redraw(
  file: File,
  format: PhotoFormat,
  image: Awaited<ReturnType<typeof measurePhoto>>,
): Promise<PreparedPhoto> {
  for (const longerSide of LONGER_SIDES) {
    const size = fitInto(longerSide, image.size);
    const drawn = await drawPhoto(file, image, size, format !== 'jpeg').catch(() => undefined);
    if (!drawn) break;
    if (drawn.size > MAX_PHOTO_BYTES) continue;
    const isSmaller = size.width < image.size.width || file.size > MAX_PHOTO_BYTES;
    return {
      file: new File([drawn], nameOf(file, drawn.type), { type: drawn.type }),
      change: isSmaller ? { kind: 'smaller', size } : { kind: 'converted' },
    };
  }
  return untouched(file, format);
}

function fitInto(longerSide: number, { width, height }: Size): Size {
  const scale = Math.min(1, longerSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function nameOf(file: File, type: string): string {
  const base = file.name.replace(/\.[^.]*$/, '') || 'photo';
  return `${base}.${type === 'image/jpeg' ? 'jpg' : type.replace('image/', '')}`;
}
