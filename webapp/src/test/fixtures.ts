import type { Balance, GalleryItem, Job, JobImage, Quote, Tokens, Upload } from '@/shared/api/types';

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

export function aBalance(change: Partial<Balance> = {}): Balance {
  return {
    credits: 0,
    energy: 50,
    diamonds: 0,
    plan: null,
    free: { actionsLeft: 10, renewsAt: '2026-11-30T21:00:00Z' },
    held: { credits: 0, energy: 0, diamonds: 0, actions: 0 },
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

const PNG_HEAD = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);

export function aPhoto(name = 'photo.png', sizeBytes = 1000): File {
  const padding = new Uint8Array(Math.max(0, sizeBytes - PNG_HEAD.length));
  return new File([PNG_HEAD, padding], name, { type: 'image/png' });
}
