import { NetworkError, ProblemError } from '@/shared/api/problem';
import type { Translate } from './translate';

/** What to tell a person about a failure: the server's own words if it gave any. */
export function problemText(error: unknown, t: Translate): string {
  if (error instanceof NetworkError) return t('error.network');
  if (error instanceof ProblemError) {
    if (error.detail) return error.detail;
    if (error.status === 429 || error.status === 503) return t('error.overloaded');
  }
  return t('error.unexpected');
}
