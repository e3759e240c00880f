import './index.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { CrashScreen } from './app/start/crash-screen';
import { OutsideScreen } from './app/start/outside-screen';
import { rememberChatPhoto } from './features/try-on/chat-photo';
import { session } from './shared/api/session';
import { currentLanguage, preferredLanguage, speak } from './shared/i18n/language';
import { readEnvironment } from './shared/telegram/environment';
import { rememberBotMessages } from './shared/telegram/use-bot-messages';
import { startTelegram } from './shared/telegram/start';

// After a deployment the screens of the version that is open are gone; a reload brings the new one.
window.addEventListener('vite:preloadError', (event) => {
  event.preventDefault();
  window.location.reload();
});

const root = createRoot(document.getElementById('root') as HTMLElement);

try {
  start();
} catch (error) {
  reportError(error);
  root.render(<CrashScreen />);
}

function start(): void {
  const environment = readEnvironment();
  const language = preferredLanguage(environment.kind === 'telegram' ? environment : undefined);
  speak(language);
  if (environment.kind === 'outside') {
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
