import { useEffect, useRef, useState } from 'react';
import { haptics } from '@/shared/telegram/haptics';
import { uploadPhoto } from '../api/upload-photo';
import { checkPhoto, type PhotoFault } from '../check-photo';
import { changeDraft, type PhotoRole } from '../draft';

export type UploadState =
  | { phase: 'idle' }
  | { phase: 'refused'; fault: PhotoFault; sizeBytes: number }
  | { phase: 'uploading'; percent: number; preview: string }
  | { phase: 'failed'; error: unknown; file: File; preview: string }
  | { phase: 'done'; preview: string };

/**
 * Takes one photo from the file to the draft: check, preview, upload, and again if it broke off. An earlier photo stays
 * in the draft until another has arrived.
 */
export function usePhotoUpload(role: PhotoRole) {
  const [state, setState] = useState<UploadState>({ phase: 'idle' });
  const running = useRef<AbortController>(undefined);
  const preview = useRef<string>(undefined);

  useEffect(
    () => () => {
      running.current?.abort();
      if (preview.current) URL.revokeObjectURL(preview.current);
    },
    [],
  );

  async function choose(file: File): Promise<void> {
    running.current?.abort();
    const fault = await checkPhoto(file);
    if (fault) {
      haptics.error();
      setState({ phase: 'refused', fault, sizeBytes: file.size });
      return;
    }
    if (preview.current) URL.revokeObjectURL(preview.current);
    preview.current = URL.createObjectURL(file);
    await send(file, preview.current);
  }

  async function send(file: File, shown: string): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setState({ phase: 'uploading', percent: 0, preview: shown });
    try {
      const upload = await uploadPhoto(file, {
        signal: controller.signal,
        onProgress: (percent) => setState({ phase: 'uploading', percent, preview: shown }),
      });
      const { id, url, width, height, expiresAt } = upload;
      changeDraft({ [role]: { id, url, width, height, expiresAt } });
      haptics.success();
      setState({ phase: 'done', preview: shown });
    } catch (error) {
      if (controller.signal.aborted) return;
      haptics.error();
      setState({ phase: 'failed', error, file, preview: shown });
    }
  }

  return { state, choose, send };
}
