import type { Source } from '@/shared/api/types';
import type { Translate } from './translate';

/** An amount of a source's units in words: "2 free actions". */
export function unitText(source: Source, count: number, t: Translate): string {
  return t(`units.${source}`, { count });
}
