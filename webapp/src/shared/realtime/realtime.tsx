import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { answerOf, api } from '@/shared/api/client';
import { queryKeys } from '@/shared/api/query-keys';
import { watchOtherTabs } from '@/shared/lib/other-tabs';
import { createStore, type Store, useStore } from '@/shared/lib/store';
import { applyFrame } from './apply-frame';
import { RealtimeClient } from './realtime-client';

const LiveContext = createContext<Store<boolean>>(createStore(false));

/** Keeps the live connection while its children are shown. */
export function Realtime({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const client = useMemo(
    () =>
      new RealtimeClient({
        ticket: async () => (await answerOf(api.POST('/api/v1/realtime/tickets'))).ticket,
        onOpen: () => {
          void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.all });
          void queryClient.invalidateQueries({ queryKey: queryKeys.balance });
        },
        onFrame: (frame) => void applyFrame(queryClient, frame),
      }),
    [queryClient],
  );
  useEffect(() => {
    client.start();
    return () => client.stop();
  }, [client]);
  useEffect(
    () =>
      watchOtherTabs(() => {
        void queryClient.invalidateQueries({ queryKey: queryKeys.jobs.all });
        void queryClient.invalidateQueries({ queryKey: queryKeys.images.all });
      }),
    [queryClient],
  );
  return <LiveContext value={client.live}>{children}</LiveContext>;
}

/** Whether changes arrive by themselves; if not, what is on the screen should be polled. */
export function useLive(): boolean {
  return useStore(useContext(LiveContext));
}
