import { vi } from 'vitest';

export interface PictureFacts {
  width: number;
  height: number;
  /** Not opaque everywhere. */
  transparent?: boolean;
  /** This browser cannot open it. */
  unreadable?: boolean;
  /** It has no memory for a bitmap of it. */
  noBitmap?: boolean;
  /** Nor for drawing it by itself: the canvas stays empty. */
  undrawable?: boolean;
}

const SMALL: PictureFacts = { width: 600, height: 800 };

/** The browser's picture decoder and canvas, which jsdom lacks. Every file is a small photo unless told otherwise. */
export class FakePictures {
  /** Sizes that bitmaps were asked for, and how. */
  readonly bitmaps: ImageBitmapOptions[] = [];
  /** What was drawn by the image itself. */
  imagesDrawn = 0;
  readonly openUrls = new Set<string>();
  /** How large a file gets that is written at this longer side. */
  bytesAt: (longerSide: number) => number = () => 1_000;
  writesWebp = true;
  #decoding: Promise<void> = Promise.resolve();
  readonly #facts = new Map<Blob, PictureFacts>();
  readonly #blobs = new Map<string, Blob>();

  static install(): FakePictures {
    const pictures = new FakePictures();
    pictures.#installUrls();
    pictures.#installImage();
    pictures.#installCanvas();
    return pictures;
  }

  /** From now on bitmaps are not finished before what is returned is called. */
  holdBitmaps(): () => void {
    let finish = () => {};
    this.#decoding = new Promise((resolve) => (finish = resolve));
    return () => finish();
  }

  describe(file: Blob, facts: PictureFacts): void {
    this.#facts.set(file, facts);
  }

  #of(source: unknown): PictureFacts {
    return (source instanceof Blob && this.#facts.get(source)) || SMALL;
  }

  #installUrls(): void {
    let count = 0;
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      const url = `blob:photo-${(count += 1)}`;
      this.#blobs.set(url, blob as Blob);
      this.openUrls.add(url);
      return url;
    });
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void this.openUrls.delete(url));
  }

  #installImage(): void {
    const factsAt = (url: string) => this.#of(this.#blobs.get(url));
    vi.stubGlobal(
      'Image',
      class {
        facts = SMALL;
        onload?: () => void;
        onerror?: () => void;
        get naturalWidth() {
          return this.facts.width;
        }
        get naturalHeight() {
          return this.facts.height;
        }
        set src(url: string) {
          this.facts = factsAt(url);
          queueMicrotask(() => (this.facts.unreadable ? this.onerror?.() : this.onload?.()));
        }
      },
    );
    vi.stubGlobal('createImageBitmap', async (file: Blob, options: ImageBitmapOptions) => {
      const facts = this.#of(file);
      if (facts.noBitmap)
        throw new DOMException('The source image could not be decoded.', 'InvalidStateError');
      this.bitmaps.push(options);
      await this.#decoding;
      return { facts, width: options.resizeWidth, height: options.resizeHeight, close: () => undefined };
    });
  }

  #installCanvas(): void {
    let alpha = 0;
    const context = {
      drawImage: ({ facts }: { facts: PictureFacts }, ...place: number[]) => {
        if (place.length > 2) this.imagesDrawn += 1;
        alpha = facts.undrawable && place.length > 2 ? 0 : facts.transparent ? 128 : 255;
      },
      getImageData: () => ({ data: [0, 0, 0, alpha] }),
    };
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(() => context as never);
    const write = (canvas: HTMLCanvasElement, type = 'image/png') => {
      const written = type === 'image/webp' && !this.writesWebp ? 'image/png' : type;
      const bytes = this.bytesAt(Math.max(canvas.width, canvas.height));
      return new Blob([new Uint8Array(bytes)], { type: written });
    };
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation(function (
      this: HTMLCanvasElement,
      give,
      type,
    ) {
      give(write(this, type));
    });
  }
}
