import type { TryOnCategory } from '@/shared/api/types';

/** What can be tried on, in the order in which it is offered. Each has an icon of its name. */
export const CATEGORIES = [
  'upper-body',
  'lower-body',
  'dress',
  'shoes',
  'headwear',
  'glasses',
  'bag',
  'jewellery',
  'watch',
] as const satisfies readonly TryOnCategory[];
