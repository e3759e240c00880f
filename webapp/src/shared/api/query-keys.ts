/** Every query key of the app. Invalidating a prefix reaches everything under it. */
export const queryKeys = {
  me: ['me'],
  sessions: ['sessions'],
  balance: ['balance'],
  history: ['history'],
  jobs: {
    all: ['jobs'],
    lists: ['jobs', 'list'],
    list: (filter: 'all' | 'favorites') => ['jobs', 'list', filter] as const,
    recent: ['jobs', 'recent'],
    one: (id: string) => ['jobs', 'one', id] as const,
  },
  offers: ['offers'],
  quotes: ['quote'],
  quote: (request: unknown) => ['quote', request] as const,
} as const;
