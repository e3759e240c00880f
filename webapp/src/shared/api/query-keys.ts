/** Every query key of the app. Invalidating a prefix reaches everything under it. */
export const queryKeys = {
  me: ['me'],
  sessions: ['sessions'],
  balance: ['balance'],
  history: ['history'],
  jobs: {
    all: ['jobs'],
    recent: ['jobs', 'recent'],
    one: (id: string) => ['jobs', 'one', id] as const,
    batches: ['jobs', 'batch'],
    batch: (id: string) => ['jobs', 'batch', id] as const,
  },
  models: {
    any: ['models'],
    all: (language: string) => ['models', language] as const,
    one: (language: string, id: string) => ['models', language, id] as const,
  },
  picture: (id: string | undefined) => ['picture', id] as const,
  images: {
    all: ['images'],
    lists: ['images', 'list'],
    list: (filter: 'all' | 'favorites') => ['images', 'list', filter] as const,
    one: (id: string) => ['images', 'one', id] as const,
  },
  upload: (id: string | undefined) => ['upload', id] as const,
  offers: ['offers'],
  operatorNotices: ['operator', 'notices'],
  quotes: ['quote'],
  quote: (request: unknown) => ['quote', request] as const,
} as const;
