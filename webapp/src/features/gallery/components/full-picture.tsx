import { TransformComponent, TransformWrapper } from 'react-zoom-pan-pinch';
import type { JobImage } from '@/shared/api/types';
import { useTexts } from '@/shared/i18n/translate';
import { useModalDialog } from '@/shared/lib/use-modal-dialog';
import { IconButton } from '@/shared/ui/icon-button';

const LARGEST_SCALE = 6;

const BUTTON = 'bg-black/55 text-white';

/** The picture over the whole screen, to be enlarged by pinching, the wheel, a double tap or the buttons. */
export default function FullPicture({ image, onClose }: { image: JobImage; onClose: () => void }) {
  const { t } = useTexts();
  const dialog = useModalDialog();
  return (
    <dialog
      ref={dialog}
      aria-label={t('job.completed.alt')}
      className="fixed inset-0 m-0 size-full max-h-none max-w-none bg-black p-0"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <TransformWrapper maxScale={LARGEST_SCALE} doubleClick={{ mode: 'toggle' }}>
        {({ zoomIn, zoomOut }) => (
          <>
            <TransformComponent wrapperClass="!size-full" contentClass="!size-full">
              <img
                src={image.url}
                alt={t('job.completed.alt')}
                className="size-full object-contain"
                data-testid="full-picture"
              />
            </TransformComponent>
            <div className="absolute inset-x-0 bottom-0 flex justify-center gap-3 pb-[calc(1rem+var(--inset-bottom))]">
              <IconButton
                icon="minus"
                label={t('job.zoomOut')}
                onPress={() => zoomOut()}
                className={BUTTON}
              />
              <IconButton icon="plus" label={t('job.zoomIn')} onPress={() => zoomIn()} className={BUTTON} />
            </div>
          </>
        )}
      </TransformWrapper>
      <IconButton
        icon="close"
        label={t('common.close')}
        onPress={onClose}
        className={`absolute top-[calc(0.75rem+var(--inset-top))] right-3 ${BUTTON}`}
      />
    </dialog>
  );
}
