import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { session } from '@/shared/api/session';
import { chooseLanguage, type Language } from '@/shared/i18n/language';

/**
 * Speaks another language at once, asks anew for what the server put into words, and tells it the choice, so that the bot
 * and other devices follow. New tokens carry it, which is why they are fetched straight away. If the server does not hear
 * it, this device keeps the choice.
 */
export function useChooseLanguage() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (language: Language) => {
      chooseLanguage(language, session.ownerId);
      void queryClient.invalidateQueries();
      await answerOf(api.PATCH('/api/v1/auth/me', { body: { language } }));
      await session.renew();
    },
  });
}
