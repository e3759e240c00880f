import { useEffect } from 'react';
import { createStore, useStore } from './store';

const openSheets = createStore(0);

/** Says that a sheet lies over the screen for as long as the calling component is shown. */
export function useOpenSheet(): void {
  useEffect(() => {
    openSheets.set(openSheets.get() + 1);
    return () => openSheets.set(openSheets.get() - 1);
  }, []);
}

/** Whether a sheet lies over the screen. */
export function useIsCovered(): boolean {
  return useStore(openSheets) > 0;
}
