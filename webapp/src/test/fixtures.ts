import type { Batch, Model } from '@/shared/api/catalogue-types';
import type { Balance, GalleryItem, Job, JobImage, Quote, Tokens, Upload } from '@/shared/api/types';
import { GRANTABLE_SOURCES, type GrantableSource } from '@/shared/billing/sources';

export const TELEGRAM_ID = 279058397;

export function someTokens(): Tokens {
  return {
    accessToken: crypto.randomUUID(),
    refreshToken: crypto.randomUUID(),
    expiresIn: 900,
    user: {
      id: crypto.randomUUID(),
      telegramId: TELEGRAM_ID,
      firstName: 'Alina',
      lastName: null,
      username: 'alina',
      language: 'en',
      premium: false,
      roles: ['USER'],
    },
  };
}

/** Of every source that a balance names. */
const noUnits = Object.fromEntries(GRANTABLE_SOURCES.map((source) => [source, 0])) as Record<
  GrantableSource,
  number
>;

export function aBalance(change: Partial<Balance> = {}): Balance {
  return {
    ...noUnits,
    energy: 50,
    plan: null,
    free: { actionsLeft: 10, renewsAt: '2026-11-30T21:00:00Z' },
    held: { ...noUnits, actions: 0 },
    zone: 'Europe/Moscow',
    ...change,
  };
}

export function aQuote(change: Partial<Quote> = {}): Quote {
  return { price: 2, source: 'free', balanceAfter: 8, watermark: true, shortfall: 0, ...change };
}

export function aJob(change: Partial<Job> = {}): Job {
  return {
    id: crypto.randomUUID(),
    operation: 'try-on',
    status: 'PENDING',
    cancelRequested: false,
    progress: 0,
    queuePosition: null,
    price: 2,
    source: 'free',
    watermark: true,
    createdAt: '2026-11-20T10:00:00Z',
    startedAt: null,
    finishedAt: null,
    provider: null,
    model: 'nano-banana-2',
    batchId: null,
    request: null,
    inputs: [],
    images: [],
    error: null,
    ...change,
  };
}

export function aFinishedJob(change: Partial<Job> = {}): Job {
  return aJob({ status: 'COMPLETED', progress: 100, images: [anImage()], ...change });
}

export function aPicture(change: Partial<GalleryItem> = {}): GalleryItem {
  const image = anImage();
  return {
    ...image,
    jobId: crypto.randomUUID(),
    downloadUrl: `${image.url}/download`,
    favorite: false,
    watermark: true,
    createdAt: '2026-11-20T10:00:00Z',
    ...change,
  };
}

/** A model that asks for words and a shape; its schema can be replaced. */
export function aModel(change: Partial<Model> = {}): Model {
  return {
    id: 'wonder-brush',
    name: 'Wonder Brush',
    description: 'Draws what you describe.',
    kind: 'text-to-image',
    price: 2,
    priceUnit: 'actions',
    extraPrice: {},
    sampleUrl: null,
    enabled: true,
    inputSchema: {
      type: 'object',
      required: ['prompt'],
      additionalProperties: false,
      properties: { prompt: { type: 'string', title: 'What to draw', minLength: 3, maxLength: 200 } },
    },
    hints: {},
    defaults: {},
    ...change,
  };
}

export function aBatch(items: Job[], change: Partial<Batch> = {}): Batch {
  return {
    id: crypto.randomUUID(),
    operation: 'batch',
    status: 'PROCESSING',
    price: items.length * 2,
    progress: 0,
    createdAt: '2026-11-20T10:00:00Z',
    items,
    ...change,
  };
}

/** A finished job with its one picture, as the two endpoints tell of them. */
export function aFinishedPair() {
  const job = aFinishedJob();
  const image = job.images[0] ?? anImage();
  return { job, picture: aPicture({ ...image, jobId: job.id }) };
}

export function anImage(): JobImage {
  const id = crypto.randomUUID();
  return {
    id,
    url: `/images/${id}`,
    thumbnailUrl: `/images/${id}/thumbnail`,
    width: 900,
    height: 1200,
    sizeBytes: 1000,
    contentType: 'image/jpeg',
  };
}

export function anUpload(): Upload {
  const id = crypto.randomUUID();
  return {
    id,
    contentType: 'image/png',
    width: 600,
    height: 800,
    sizeBytes: 1000,
    url: `/images/uploads/${id}`,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  };
}

const HEADS = {
  jpeg: [0xff, 0xd8, 0xff, 0xe0],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  webp: [...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WEBP')],
  gif: ascii('GIF89a'),
};

/** A file that begins as one of this format does, and says that it is one. */
export function aPhotoFile(
  format: keyof typeof HEADS,
  { name = `photo.${format}`, type = `image/${format}`, sizeBytes = 1000 } = {},
): File {
  return fileOf(HEADS[format], sizeBytes, name, type);
}

/** A photo as an iPhone writes it, by the brand its beginning names. */
export function aHeicPhoto(
  brand = 'heic',
  { name = 'IMG_0001.HEIC', type = 'image/heic', sizeBytes = 1000 } = {},
): File {
  return fileOf([0, 0, 0, 24, ...ascii('ftyp'), ...ascii(brand)], sizeBytes, name, type);
}

export function aPhoto(name = 'photo.png', sizeBytes = 1000): File {
  return aPhotoFile('png', { name, sizeBytes });
}

function fileOf(head: number[], sizeBytes: number, name: string, type: string): File {
  const padding = new Uint8Array(Math.max(0, sizeBytes - head.length));
  return new File([new Uint8Array(head), padding], name, { type });
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
