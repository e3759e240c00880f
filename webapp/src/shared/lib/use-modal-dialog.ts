import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useOpenSheet } from './open-sheets';

/**
 * Shows a dialog over everything for as long as the calling component is shown. It is closed before it leaves the page,
 * so that the browser gives the focus back to what opened it.
 */
export function useModalDialog(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useOpenSheet();

  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  return dialog;
}
