import type { ChangeEvent, ReactNode } from 'react';
import { acceptedByChooser } from './photo-format';

/** A field that opens the device's gallery, or its camera. */
export function PhotoChooser({
  id,
  className,
  label,
  camera,
  describedBy = 'photo-state',
  isInvalid,
  disabled = false,
  onFile,
  children,
}: {
  id?: string;
  className: string;
  label: string;
  /** Which of the device's cameras; its gallery without. */
  camera?: 'user' | 'environment';
  /** The ids of what says how the photo stands. */
  describedBy?: string;
  isInvalid?: boolean;
  disabled?: boolean;
  onFile: (file: File) => void;
  children: ReactNode;
}) {
  return (
    <label className={className}>
      <input
        id={id}
        type="file"
        disabled={disabled}
        accept={acceptedByChooser()}
        capture={camera}
        className="sr-only"
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={isInvalid}
        onChange={(event: ChangeEvent<HTMLInputElement>) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      {children}
    </label>
  );
}
