import { beforeEach, describe, expect, it } from 'vitest';
import { FakePictures, type PictureFacts } from '@/test/fake-pictures';
import { aHeicPhoto, aPhotoFile } from '@/test/fixtures';
import { preparePhoto } from './prepare-photo';

const MEGABYTE = 1024 * 1024;
const NOT_ABORTED = new AbortController().signal;

let pictures: FakePictures;

beforeEach(() => {
  pictures = FakePictures.install();
});

describe('a small photo', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('in %s stays byte for byte', async (format) => {
    const photo = aPhotoFile(format, { sizeBytes: 5 * MEGABYTE });
    expect((await preparedAs(photo, { width: 2048, height: 1536 })).file).toBe(photo);
    expect(pictures.bitmaps).toHaveLength(0);
  });

  it.each(['', 'application/octet-stream', 'image/pjpeg', 'image/png', 'text/plain'])(
    'that is called %j is called what it is, whatever its name',
    async (type) => {
      const photo = aPhotoFile('jpeg', { name: 'blob', type, sizeBytes: 1234 });
      const { file, change } = await preparePhoto(photo, NOT_ABORTED);
      expect([file.type, file.size, change]).toEqual(['image/jpeg', 1234, undefined]);
    },
  );

  it.each([
    ['webp', 'x.jpg', 'x.webp'],
    ['jpeg', 'IMG.HEIC', 'IMG.jpg'],
    ['jpeg', 'me.png', 'me.jpg'],
    ['png', 'a.b.jpeg', 'a.b.png'],
    ['webp', 'blob', 'blob.webp'],
    ['png', '', 'photo.png'],
    ['jpeg', 'me.JPG', 'me.JPG'],
    ['jpeg', 'me.jpeg', 'me.jpeg'],
    ['jpeg', 'me.jpe', 'me.jpe'],
    ['jpeg', 'me.jfif', 'me.jfif'],
  ] as const)('in %s that is named %j is sent as %j', async (format, name, sent) => {
    const { file } = await preparePhoto(aPhotoFile(format, { name }), NOT_ABORTED);
    expect([file.name, file.type]).toEqual([sent, `image/${format}`]);
  });

  it('that is a long strip already as narrow as the server takes stays byte for byte', async () => {
    const photo = aPhotoFile('jpeg');
    expect((await preparedAs(photo, { width: 12_000, height: 64 })).file).toBe(photo);
  });

  it('that this browser cannot open is left to the server', async () => {
    const photo = aPhotoFile('webp');
    expect((await preparedAs(photo, { width: 0, height: 0, unreadable: true })).file).toBe(photo);
  });
});

describe('a large photo', () => {
  it.each([
    ['across', { width: 4032, height: 3024 }, { width: 2048, height: 1536 }],
    ['upright', { width: 3024, height: 4032 }, { width: 1536, height: 2048 }],
    ['a panorama', { width: 16_384, height: 2000 }, { width: 2048, height: 250 }],
    ['a long strip', { width: 12_000, height: 300 }, { width: 2560, height: 64 }],
    ['a tall strip', { width: 300, height: 12_000 }, { width: 64, height: 2560 }],
    ['narrow and a little too high', { width: 100, height: 2049 }, { width: 100, height: 2048 }],
    ['a line', { width: 20_000, height: 4 }, { width: 2048, height: 1 }],
    ['of 200 megapixels', { width: 16_320, height: 12_240 }, { width: 2048, height: 1536 }],
  ])('%s becomes as small as the models use', async (_what, facts, size) => {
    const { file, change } = await preparedAs(aPhotoFile('jpeg', { name: 'me.jpeg' }), facts);
    expect(change).toEqual({ kind: 'smaller', size });
    expect([file.name, file.type]).toEqual(['me.jpeg', 'image/jpeg']);
    expect(pictures.bitmaps).toEqual([
      {
        resizeWidth: size.width,
        resizeHeight: size.height,
        resizeQuality: 'high',
        imageOrientation: 'from-image',
      },
    ]);
  });

  it('keeps its transparency, in PNG where the browser writes no WebP', async () => {
    const facts = { width: 3000, height: 3000, transparent: true };
    expect((await preparedAs(aPhotoFile('png'), facts)).file.type).toBe('image/webp');
    pictures.writesWebp = false;
    const { file } = await preparedAs(aPhotoFile('png', { name: '' }), facts);
    expect([file.name, file.type]).toEqual(['photo.png', 'image/png']);
  });

  it('that could be transparent and is not becomes a JPEG', async () => {
    const { file } = await preparedAs(aPhotoFile('png'), { width: 3000, height: 3000 });
    expect(file.type).toBe('image/jpeg');
  });

  it('in bytes alone is written anew, and smaller until its file is small enough', async () => {
    pictures.bytesAt = (longerSide) => longerSide * 4000;
    const { file, change } = await preparedAs(aPhotoFile('png', { sizeBytes: 9 * MEGABYTE }), {
      width: 1800,
      height: 900,
    });
    expect(change).toEqual({ kind: 'smaller', size: { width: 1024, height: 512 } });
    expect(file.size).toBe(1024 * 4000);
  });

  it('without memory for a bitmap is drawn by the image itself', async () => {
    const { change } = await preparedAs(aPhotoFile('jpeg'), { width: 9000, height: 9000, noBitmap: true });
    expect(change).toEqual({ kind: 'smaller', size: { width: 2048, height: 2048 } });
    expect(pictures.imagesDrawn).toBe(1);
  });

  it('that cannot be drawn is sent as it is if the server takes such files, else refused', async () => {
    const facts = { width: 9000, height: 9000, noBitmap: true, undrawable: true };
    const photo = aPhotoFile('jpeg');
    expect((await preparedAs(photo, facts)).file).toBe(photo);
    await expect(preparedAs(aPhotoFile('jpeg', { sizeBytes: 6 * MEGABYTE }), facts)).rejects.toMatchObject({
      fault: 'size',
    });
  });

  it('of more than 200 megapixels is not tried', async () => {
    await expect(preparedAs(aPhotoFile('jpeg'), { width: 20_001, height: 10_000 })).rejects.toMatchObject({
      fault: 'size',
    });
    expect(pictures.bitmaps).toHaveLength(0);
  });
});

describe('a HEIC photo', () => {
  it.each(['heic', 'heix', 'hevc', 'mif1', 'msf1', 'avif'])(
    'of brand %s becomes a JPEG where the browser opens it',
    async (brand) => {
      const { file, change } = await preparedAs(aHeicPhoto(brand), { width: 1200, height: 1600 });
      expect([file.name, file.type]).toEqual(['IMG_0001.jpg', 'image/jpeg']);
      expect(change).toEqual({ kind: 'converted', from: brand === 'avif' ? 'avif' : 'heic' });
    },
  );

  it('that is large becomes smaller, too', async () => {
    const { change } = await preparedAs(aHeicPhoto(), { width: 4032, height: 3024 });
    expect(change).toEqual({ kind: 'smaller', size: { width: 2048, height: 1536 } });
  });

  it.each([
    ['under its own name', {}],
    ['that calls itself JPEG', { name: 'photo.jpg', type: 'image/jpeg' }],
    ['without name and type', { name: '', type: '' }],
  ])('%s is recognised where the browser does not open it', async (_what, names) => {
    await expect(
      preparedAs(aHeicPhoto('heic', names), { width: 0, height: 0, unreadable: true }),
    ).rejects.toMatchObject({ fault: 'heic' });
  });
});

it('an AVIF photo is not called HEIC where the browser does not open it', async () => {
  const photo = aHeicPhoto('avif', { name: 'a.avif', type: 'image/avif' });
  await expect(preparedAs(photo, { width: 0, height: 0, unreadable: true })).rejects.toMatchObject({
    fault: 'avif',
  });
});

describe('a photo that is called off', () => {
  it('is not opened before its preparation began', async () => {
    await expect(
      preparedAs(aPhotoFile('jpeg'), { width: 4000, height: 3000 }, AbortSignal.abort()),
    ).rejects.toThrow();
    expect(pictures.bitmaps).toHaveLength(0);
  });

  it('is not decoded again to make it smaller', async () => {
    const controller = new AbortController();
    pictures.bytesAt = () => {
      controller.abort();
      return 6 * MEGABYTE;
    };
    await expect(
      preparedAs(aPhotoFile('jpeg'), { width: 4000, height: 3000 }, controller.signal),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(pictures.bitmaps).toHaveLength(1);
  });
});

describe('no photo', () => {
  it.each([
    ['an empty file', () => new File([], 'a.png', { type: 'image/png' }), 'empty'],
    ['a GIF', () => aPhotoFile('gif'), 'type'],
    ['a text that calls itself PNG', () => new File(['hello'], 'a.png', { type: 'image/png' }), 'type'],
    ['a film', () => aHeicPhoto('isom', { name: 'a.mp4', type: 'video/mp4' }), 'type'],
  ])('is %s', async (_what, file, fault) => {
    await expect(preparePhoto(file(), NOT_ABORTED)).rejects.toMatchObject({ fault });
  });
});

async function preparedAs(file: File, facts: PictureFacts, signal = NOT_ABORTED) {
  pictures.describe(file, facts);
  try {
    return await preparePhoto(file, signal);
  } finally {
    expect(pictures.openUrls, 'addresses that hold memory').toEqual(new Set());
  }
}
