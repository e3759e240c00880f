import { useEffect, useState } from 'react';
import { unanswered } from '@/shared/api/client';
import { session } from '@/shared/api/session';
import { useStore } from '@/shared/lib/store';
import { useOnline } from '@/shared/lib/use-online';
import { useVisible } from '@/shared/lib/use-visible';
import { useLive } from './realtime';

const NOTICED_AFTER_MILLIS = 5_000;
const NOTICED_AFTER_FAILURE_MILLIS = 1_000;

/** How the app stands to the studio: there, away for some seconds and being tried again, or without a network at all. */
export type Connection = 'there' | 'connecting' | 'offline';

/** A break that heals by itself at once is not worth a word, nor is one while nobody looks. */
export function useConnection(): Connection {
  const online = useOnline();
  const visible = useVisible();
  const live = useLive();
  const failing = useStore(unanswered);
  const loggedIn = useStore(session.state) === 'active';
  const away = useLasting(
    visible && loggedIn && !live,
    failing ? NOTICED_AFTER_FAILURE_MILLIS : NOTICED_AFTER_MILLIS,
  );
  if (!online) return 'offline';
  return away ? 'connecting' : 'there';
}

/** Whether something has been so for a while; once it has, a change of the while does not undo it. */
function useLasting(is: boolean, millis: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!is) return;
    const timer = setTimeout(() => setLasted(true), millis);
    return () => clearTimeout(timer);
  }, [is, millis]);
  useEffect(() => {
    if (is) return () => setLasted(false);
  }, [is]);
  return is && lasted;
}
