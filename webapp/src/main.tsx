import './index.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { CrashScreen } from './app/start/crash-screen';
import { rememberChatPhoto } from './features/try-on/chat-photo';
import { session } from './shared/api/session';
import { currentLanguage, preferredLanguage, speak } from './shared/i18n/language';
import { isNumber, readStored, writeStored } from './shared/lib/storage';
import { readEnvironment } from './shared/telegram/environment';
import { rememberBotMessages } from './shared/telegram/use-bot-messages';
import { startTelegram } from './shared/telegram/start';

const RELOADED_AT = 'atelier.reloaded-at';
const RELOAD_REST_MILLIS = 60_000;

// After a deployment the screens of the version that is open are gone; a reload brings the new one. Where the last reload
// did not help, the line is to blame, and whatever wanted the screen says so.
window.addEventListener('vite:preloadError', (event) => {
  const lastReload = readStored(RELOADED_AT, isNumber) ?? 0;
  if (!navigator.onLine || Date.now() - lastReload < RELOAD_REST_MILLIS) return;
  writeStored(RELOADED_AT, Date.now());
  event.preventDefault();
  window.location.reload();
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

/** The launch parameters came in the fragment, which from here on holds the route. */
function hideLaunchParameters(): void {
  if (!window.location.hash.includes('tgWebApp')) return;
  window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}#/`);
}
