import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { ProblemError } from '@/shared/api/problem';
import type { GalleryItem } from '@/shared/api/types';
import { problemText } from '@/shared/i18n/problem-text';
import { useTexts } from '@/shared/i18n/translate';
import { sendPreparedMessage } from '@/shared/telegram/share-message';
import { toast } from '@/shared/ui/toasts';
import { useShare } from './use-share';

/** Telegram for Android opens no chooser once ten seconds have passed since the person's tap. */
const PREPARED_WITHIN_MILLIS = 9_000;

/** How long the other way is offered. */
const OFFER_MILLIS = 8_000;

const KEY = ['share-to-chat'];

/** Telegram's answer does not say to which share it is: it ends all that wait, and only the latest is told of. */
let latestShare = 0;

/** Sends a picture to a chat in Telegram. What fails leads to sharing a file. */
export function useShareToChat() {
  const { t } = useTexts();
  const queryClient = useQueryClient();
  const shareFile = useShare();
  const offerFile = (error: unknown, picture: GalleryItem) =>
    toast(error instanceof ProblemError ? problemText(error, t) : t('gallery.shareToChat.failed'), {
      millis: OFFER_MILLIS,
      action: { label: t('gallery.shareFile'), onPress: () => shareFile.mutate(picture) },
    });
  const preparing = useMutation({
    mutationKey: KEY,
    mutationFn: ({ id }: GalleryItem) => prepareMessage(id),
    // Not awaited: it takes as long as the person looks for a chat, and Telegram may never say how it ended.
    onSuccess: (messageId, picture) => {
      const share = (latestShare += 1);
      sendPreparedMessage(messageId).then(
        (outcome) => {
          if (share === latestShare && outcome === 'sent') toast(t('gallery.shareToChat.sent'));
        },
        (error: unknown) => {
          if (share === latestShare) offerFile(error, picture);
        },
      );
    },
    onError: offerFile,
  });
  return {
    isPending: preparing.isPending,
    /** Does nothing while a message is being prepared: two taps can come before the button is drawn anew. */
    start: (picture: GalleryItem) => {
      if (queryClient.isMutating({ mutationKey: KEY }) === 0) preparing.mutate(picture);
    },
  };
}

/** Has the bot prepare a message with the picture; gives the message's id. */
async function prepareMessage(imageId: string): Promise<string> {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(
    () => controller.abort(new DOMException('The message was not ready in time', 'TimeoutError')),
    PREPARED_WITHIN_MILLIS,
  );
  try {
    const { ticket } = await answerOf(
      api.POST('/api/v1/images/{id}/share-ticket', { params: { path: { id: imageId } }, signal }),
    );
    const { messageId } = await answerOf(api.POST('/api/v1/chat/shares', { body: { ticket }, signal }));
    return messageId;
  } finally {
    clearTimeout(timer);
  }
}
