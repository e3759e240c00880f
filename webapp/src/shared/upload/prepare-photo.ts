import { drawPhoto, type MeasuredPhoto, measurePhoto, type Size } from './draw-photo';
import { type PhotoFormat, readPhotoFormat } from './photo-format';

/** The server takes no larger file. */
const MAX_PHOTO_BYTES = 5 * 1024 * 1024;

/** The models look at no more. */
const LONGEST_SIDE = 2048;

/** The smaller ones are for a photo whose file is too large even so. */
const LONGER_SIDES = [LONGEST_SIDE, 1536, 1024];

/** A phone runs out of memory beyond that. */
const MAX_PIXELS = 200_000_000;

/** The server takes no photo with a shorter side. */
const SHORTEST_SIDE = 64;

/** Formats that the server takes, with the extensions that are right for them. */
const EXTENSIONS: Partial<Record<PhotoFormat, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png'],
  webp: ['webp'],
};

export type PhotoFault = 'empty' | 'type' | 'heic' | 'avif' | 'size';

/** A file that cannot be sent, and cannot be made so here. */
export class PhotoFaultError extends Error {
  override readonly name = 'PhotoFaultError';

  constructor(readonly fault: PhotoFault) {
    super(fault);
  }
}

/** What was done to a photo before it is sent. */
export type PhotoChange = { kind: 'smaller'; size: Size } | { kind: 'converted'; from: PhotoFormat };

/** A photo that the server may be sent. */
export interface PreparedPhoto {
  file: File;
  change?: PhotoChange;
}

/**
 * Makes a photo fit to be sent: a large one smaller, upright and with its transparency, one in HEIC or AVIF a JPEG where
 * this browser can open it. A photo that is fine stays byte for byte. The server checks again, and more.
 *
 * @param signal calls it off between its steps
 * @throws PhotoFaultError
 */
export async function preparePhoto(file: File, signal: AbortSignal): Promise<PreparedPhoto> {
  signal.throwIfAborted();
  if (file.size === 0) throw new PhotoFaultError('empty');
  const format = await readPhotoFormat(file);
  signal.throwIfAborted();
  if (!format) throw new PhotoFaultError('type');
  const image = await measurePhoto(file).catch(() => undefined);
  if (!image) return untouched(file, format);
  try {
    signal.throwIfAborted();
    if (isFine(file, format, image.size)) return untouched(file, format);
    if (image.size.width * image.size.height > MAX_PIXELS) throw new PhotoFaultError('size');
    return await redraw(file, format, image, signal);
  } finally {
    image.release();
  }
}

function isFine(file: File, format: PhotoFormat, size: Size): boolean {
  const isTaken = EXTENSIONS[format] !== undefined && file.size <= MAX_PHOTO_BYTES;
  return isTaken && isSameSize(fitInto(LONGEST_SIDE, size), size);
}

/** The file as it is, its name and type saying what it is; what this browser cannot open, the server may. */
function untouched(file: File, format: PhotoFormat): PreparedPhoto {
  if (format === 'heic' || format === 'avif') throw new PhotoFaultError(format);
  if (file.size > MAX_PHOTO_BYTES) throw new PhotoFaultError('size');
  const type = `image/${format}`;
  const name = nameOf(file, format);
  return { file: file.type === type && file.name === name ? file : new File([file], name, { type }) };
}

async function redraw(
  file: File,
  format: PhotoFormat,
  image: MeasuredPhoto,
  signal: AbortSignal,
): Promise<PreparedPhoto> {
  for (const longerSide of LONGER_SIDES) {
    const size = fitInto(longerSide, image.size);
    const drawn = await drawPhoto(file, image, size, format !== 'jpeg').catch(() => undefined);
    signal.throwIfAborted();
    if (!drawn) break;
    if (drawn.size > MAX_PHOTO_BYTES) continue;
    const isSmaller = !isSameSize(size, image.size) || file.size > MAX_PHOTO_BYTES;
    return {
      file: new File([drawn], nameOf(file, drawn.type.replace('image/', '') as PhotoFormat), {
        type: drawn.type,
      }),
      change: isSmaller ? { kind: 'smaller', size } : { kind: 'converted', from: format },
    };
  }
  return untouched(file, format);
}

/** The size scaled down to this longer side, but not so far that the shorter one becomes too short for the server. */
function fitInto(longerSide: number, { width, height }: Size): Size {
  const shorter = Math.min(width, height);
  const least = shorter < SHORTEST_SIDE ? 0 : SHORTEST_SIDE / shorter;
  const scale = Math.min(1, Math.max(longerSide / Math.max(width, height), least));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function isSameSize(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}

/** The name of the file, with an extension that is right for the format: the server refuses one that contradicts it. */
function nameOf({ name }: File, format: PhotoFormat): string {
  const [, base = name, extension = ''] = /^(.*)\.([^.]*)$/s.exec(name) ?? [];
  const [usual = format, ...others] = EXTENSIONS[format] ?? [];
  return [usual, ...others].includes(extension.toLowerCase()) ? name : `${base || 'photo'}.${usual}`;
}
