import { type ReactNode, useEffect, useId } from 'react';
import { useTexts } from '@/shared/i18n/translate';
import { useModalDialog } from '@/shared/lib/use-modal-dialog';
import { haptics } from '@/shared/telegram/haptics';
import { Button } from './button';

interface ConfirmDialogProps {
  title: string;
  text: string;
  action: string;
  /** Plain for what can be undone. */
  look?: 'danger' | 'primary';
  busy?: boolean;
  /** The action is not possible yet. */
  disabled?: boolean;
  /** What has to be filled in first. */
  children?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something of consequence. Escape and the backdrop mean no. */
export function ConfirmDialog({
  title,
  text,
  action,
  look = 'danger',
  busy = false,
  disabled = false,
  children,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const { t } = useTexts();
  const dialog = useModalDialog();
  const titleId = useId();

  useEffect(() => haptics.warning(), []);

  return (
    // Escape reaches the dialog as its own cancel event, so the keyboard needs no handler beside the click.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <h2 id={titleId} className="text-xl">
        {title}
      </h2>
      <p className="mt-1.5 text-muted">{text}</p>
      {children}
      <div className="mt-5 grid gap-2">
        <Button look={look} onClick={onConfirm} busy={busy} disabled={busy || disabled}>
          {action}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </dialog>
  );
}
