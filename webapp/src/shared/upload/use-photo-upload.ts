import { useEffect, useRef, useState } from 'react';
import { NetworkError, ProblemError } from '@/shared/api/problem';
import type { Upload } from '@/shared/api/types';
import { haptics } from '@/shared/telegram/haptics';
import { type PhotoChange, type PhotoFault, PhotoFaultError, preparePhoto } from './prepare-photo';
import { uploadPhoto } from './upload-photo';

/** A photo on its way: what is sent, what is shown of it, and the key that makes all attempts one upload. */
export interface OutgoingPhoto {
  file: File;
  change: PhotoChange | undefined;
  preview: string;
  key: string;
}

export type UploadState =
  | { phase: 'idle' }
  | { phase: 'preparing' }
  | { phase: 'refused'; fault: PhotoFault }
  /** A photo from elsewhere could not be read. */
  | { phase: 'unread'; error: unknown; read: () => Promise<File> }
  | { phase: 'uploading'; percent: number; photo: OutgoingPhoto }
  /** The last attempt failed; the next comes by itself. */
  | { phase: 'waiting'; error: unknown; photo: OutgoingPhoto }
  | { phase: 'failed'; error: unknown; photo: OutgoingPhoto }
  | { phase: 'done'; photo: OutgoingPhoto };

/**
 * Takes one photo from the file to the studio: made fit, shown, uploaded, and again if it broke off.
 *
 * @param onArrived told of the upload once it is there
 */
export function usePhotoUpload(onArrived: (upload: Upload) => void) {
  const [state, setState] = useState<UploadState>({ phase: 'idle' });
  const running = useRef<AbortController>(undefined);
  const preview = useRef<string>(undefined);
  const lastPreparation = useRef<Promise<unknown>>(Promise.resolve());

  useEffect(
    () => () => {
      running.current?.abort();
      if (preview.current) URL.revokeObjectURL(preview.current);
    },
    [],
  );

  /** Begins anew: whatever runs is called off and no longer shown. */
  function begin() {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    const show = (next: UploadState) => {
      if (!signal.aborted) setState(next);
    };
    return { signal, show };
  }

  /** Prepares one photo at a time: two large ones together are more than the memory of a phone. */
  function prepare(chosen: File, signal: AbortSignal) {
    const prepared = lastPreparation.current.then(() => preparePhoto(chosen, signal));
    lastPreparation.current = prepared.catch(() => undefined);
    return prepared;
  }

  const choose = (chosen: File) => chooseFrom(() => Promise.resolve(chosen));

  /** Takes a photo that is still to be read; the errors of `read` that are problems of the API are shown. */
  async function chooseFrom(read: () => Promise<File>): Promise<void> {
    const { signal, show } = begin();
    show({ phase: 'preparing' });
    try {
      const { file, change } = await prepare(await read(), signal);
      if (signal.aborted) return;
      if (preview.current) URL.revokeObjectURL(preview.current);
      preview.current = URL.createObjectURL(file);
      await send({ file, change, preview: preview.current, key: crypto.randomUUID() });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ProblemError || error instanceof NetworkError) {
        haptics.error();
        show({ phase: 'unread', error, read });
        return;
      }
      if (!(error instanceof PhotoFaultError)) {
        show({ phase: 'idle' });
        throw error;
      }
      haptics.error();
      show({ phase: 'refused', fault: error.fault });
    }
  }

  async function send(photo: OutgoingPhoto): Promise<void> {
    const { signal, show } = begin();
    show({ phase: 'uploading', percent: 0, photo });
    try {
      const upload = await uploadPhoto(photo.file, {
        key: photo.key,
        signal,
        onProgress: (percent) => show({ phase: 'uploading', percent, photo }),
        onPause: (error) => show({ phase: 'waiting', error, photo }),
      });
      if (signal.aborted) return;
      onArrived(upload);
      haptics.success();
      show({ phase: 'done', photo });
    } catch (error) {
      if (signal.aborted) return;
      haptics.error();
      show({ phase: 'failed', error, photo });
    }
  }

  return { state, choose, chooseFrom, send };
}
