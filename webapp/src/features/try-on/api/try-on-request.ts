import type { TryOnRequest } from '@/shared/api/types';
import type { Draft } from '../draft';

/** The request a finished draft stands for; undefined while something is missing. */
export function requestOf({ category, person, item, funding }: Draft): TryOnRequest | undefined {
  if (!category || !person || !item) return undefined;
  return { operation: 'try-on', category, personUploadId: person.id, itemUploadId: item.id, funding };
}
