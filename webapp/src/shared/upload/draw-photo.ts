export interface Size {
  width: number;
  height: number;
}

/** A photo that the browser can open, not yet decoded. */
export interface MeasuredPhoto {
  image: HTMLImageElement;
  /** As it is shown: turned as the camera was held. */
  size: Size;
  release: () => void;
}

const QUALITY = 0.92;

/** How large a photo is. Reads only its beginning; the pixels are decoded when they are drawn. */
export function measurePhoto(file: Blob): Promise<MeasuredPhoto> {
  return new Promise((resolve, reject) => {
    const url = URL.createObjectURL(file);
    const release = () => URL.revokeObjectURL(url);
    const image = new Image();
    image.onload = () =>
      resolve({ image, size: { width: image.naturalWidth, height: image.naturalHeight }, release });
    image.onerror = () => {
      release();
      reject(new Error('This browser cannot open the photo'));
    };
    image.src = url;
  });
}

/**
 * Draws a photo upright at this size: as JPEG, or where it is transparent in a format that keeps that.
 *
 * @param mayBeTransparent whether its format can be
 */
export async function drawPhoto(
  file: Blob,
  photo: MeasuredPhoto,
  size: Size,
  mayBeTransparent: boolean,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  try {
    canvas.width = size.width;
    canvas.height = size.height;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser has no canvas');
    await drawScaled(context, file, photo, size);
    const opacity = opacityOf(context, size);
    if (opacity === 'nothing') throw new Error('This browser drew nothing');
    // Safari cannot write WebP and gives PNG instead, which is larger and as good.
    return await encode(canvas, mayBeTransparent && opacity === 'transparent' ? 'image/webp' : 'image/jpeg');
  } finally {
    // Or Safari keeps its memory for a while, and refuses the next canvas.
    canvas.width = 0;
    canvas.height = 0;
  }
}

/** By a bitmap that is decoded apart from the page and already small; by the image itself where there is no such. */
async function drawScaled(
  context: CanvasRenderingContext2D,
  file: Blob,
  { image }: MeasuredPhoto,
  { width, height }: Size,
): Promise<void> {
  const bitmap = await createImageBitmap(file, {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'high',
    imageOrientation: 'from-image',
  }).catch(() => undefined);
  if (bitmap && bitmap.width === width && bitmap.height === height) {
    context.drawImage(bitmap, 0, 0);
  } else {
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, width, height);
  }
  bitmap?.close();
}

function opacityOf(
  context: CanvasRenderingContext2D,
  { width, height }: Size,
): 'opaque' | 'transparent' | 'nothing' {
  const { data } = context.getImageData(0, 0, width, height);
  let isTransparent = false;
  let isDrawn = false;
  for (let alpha = 3; alpha < data.length; alpha += 4) {
    if (data[alpha] !== 0) isDrawn = true;
    if (data[alpha] !== 255) isTransparent = true;
  }
  if (!isDrawn) return 'nothing';
  return isTransparent ? 'transparent' : 'opaque';
}

function encode(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('This browser cannot write the photo'))),
      type,
      QUALITY,
    );
  });
}
