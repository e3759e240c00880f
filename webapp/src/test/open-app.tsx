import { render } from '@testing-library/preact';
import { App } from '@/app/app';
import { session } from '@/shared/api/session';
import { currentLanguage } from '@/shared/i18n/language';
import { TELEGRAM_ID } from './fixtures';

/** Opens the whole app as Telegram would, at a screen of it. Opening it again is a reload: only the storage stays. */
export function openApp(route = '/', telegramId = TELEGRAM_ID) {
  window.location.hash = `#${route}`;
  session.configure({ initData: `user=${telegramId}&hash=abc`, telegramId }, currentLanguage);
  return render(<App viewer={{ firstName: 'Alina' }} />);
}
