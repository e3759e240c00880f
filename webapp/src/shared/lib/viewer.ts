import { createContext, useContext } from 'react';

/** Who opened the app, as Telegram says. It greets; it proves nothing. */
export interface Viewer {
  firstName: string;
}

export const ViewerContext = createContext<Viewer>({ firstName: '' });

export function useViewer(): Viewer {
  return useContext(ViewerContext);
}
