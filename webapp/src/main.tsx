import './index.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { CrashScreen } from './app/start/crash-screen';
import { rememberChatPhoto } from './features/try-on/chat-photo';
import { session } from './shared/api/session';
import { currentLanguage, preferredLanguage, speak } from './shared/i18n/language';
import { isNumber, readStored, writeStored } from './shared/lib/storage';
import { hideLaunchParameters, readEnvironment } from './shared/telegram/environment';
import { rememberBotMessages } from './shared/telegram/use-bot-messages';
import { startTelegram } from './shared/telegram/start';

const RELOADED_AT = 'atelier.reloaded-at';
const RELOAD_REST_MILLIS = 60_000;

// After a deployment the screens of the version that is open are gone; a reload brings the new one. Where the last reload
// did not help, or cannot be remembered, whatever wanted the screen says that it failed.
window.addEventListener('vite:preloadError', () => {
  const lastReload = readStored(RELOADED_AT, isNumber) ?? 0;
  const now = Date.now();
  if (!navigator.onLine || now - lastReload < RELOAD_REST_MILLIS) return;
  writeStored(RELOADED_AT, now);
  if (readStored(RELOADED_AT, isNumber) === now) window.location.reload();
});

const root = createRoot(document.getElementById('root') as HTMLElement);

start().catch((error: unknown) => {
  reportError(error);
  root.render(<CrashScreen />);
});

async function start(): Promise<void> {
  const environment = readEnvironment();
  const language = preferredLanguage(environment.kind === 'telegram' ? environment : undefined);
  speak(language);
  if (environment.kind === 'outside') {
    const { OutsideScreen } = await import('./app/start/outside-screen');
    root.render(<OutsideScreen />);
    return;
  }
  hideLaunchParameters();
  rememberChatPhoto();
  rememberBotMessages(environment.allowsMessages);
  startTelegram(environment);
  session.configure(environment, currentLanguage);
  root.render(<App viewer={{ firstName: environment.firstName }} />);
}
