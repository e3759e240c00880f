import { useStore } from '@/shared/lib/store';
import { session } from './session';

/** Whether this is one of the operators; undefined before the first login. */
export function useIsOperator(): boolean | undefined {
  return useStore(session.state) === 'starting' ? undefined : session.isOperator;
}
