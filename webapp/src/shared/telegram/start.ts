import { createStore } from '@/shared/lib/store';
import type { Environment } from './environment';
import type * as sdk from './sdk';
import { applyTheme, setScheme } from './theme';

type Sdk = typeof sdk;

const HANDSHAKE_MILLIS = 1_000;

/** How long the login waits for the SDK; one that comes later is used from then on. */
const SDK_MILLIS = 4_000;

/**
 * Telegram around the app, for as long as it answers. Until then, and where there is none, the page itself draws the main
 * and back buttons and keeps texts.
 */
export const telegramSdk = createStore<Sdk | undefined>(undefined);

/** Telegram, for a call that only makes sense with it. Throws where none answers. */
export function requireTelegramSdk(): Sdk {
  const connected = telegramSdk.get();
  if (!connected) throw new Error('Telegram does not answer');
  return connected;
}

let connecting = Promise.resolve();

/** Waits until it is known whether there is a Telegram around the app, four seconds at most. */
export function untilTelegramIsKnown(): Promise<void> {
  return connecting;
}

/** Connects to Telegram around the app: theme, viewport, buttons. In a plain browser there is none, and that is fine. */
export function startTelegram(environment: Extract<Environment, { kind: 'telegram' }>): void {
  applyTheme(environment.theme);
  // Without the SDK the app works as in a plain browser.
  const connected = connect(environment).catch((error: unknown) => reportError(error));
  connecting = Promise.race([connected, new Promise<void>((resolve) => setTimeout(resolve, SDK_MILLIS))]);
}

async function connect({
  version,
  theme,
  isInline,
}: Extract<Environment, { kind: 'telegram' }>): Promise<void> {
  if (!hasTransport()) return;
  const loaded = await import('./sdk');
  if (isFramed()) loaded.setTargetOrigin(parentOrigin());
  loaded.init({ version, themeParams: theme, isInlineMode: isInline });
  mountAll(loaded);
  telegramSdk.set(loaded);
  if (isFramed()) void expectHost(loaded);
}

function mountAll({ backButton, mainButton, miniApp, themeParams, viewport }: Sdk): void {
  const followScheme = () => setScheme(themeParams.state());
  backButton.mount.ifAvailable();
  mainButton.mount.ifAvailable();
  miniApp.mount.ifAvailable();
  themeParams.mount.ifAvailable();
  themeParams.bindCssVars.ifAvailable();
  followScheme();
  themeParams.state.sub(followScheme);
  if (viewport.mount.isAvailable()) {
    viewport.mount().then(
      () => {
        viewport.bindCssVars.ifAvailable();
        viewport.expand.ifAvailable();
      },
      () => {
        // A host that does not tell its viewport leaves the browser's own, which the styles fall back to.
      },
    );
  }
  miniApp.ready.ifAvailable();
}

/** A frame around us need not be Telegram: one that stays silent draws no buttons and keeps no texts. */
async function expectHost({ isTMA }: Sdk): Promise<void> {
  const answered = await isTMA('complete', { timeout: HANDSHAKE_MILLIS }).catch(() => false);
  if (!answered) telegramSdk.set(undefined);
}

function hasTransport(): boolean {
  const host = window as { TelegramWebviewProxy?: unknown; external?: { notify?: unknown } };
  return isFramed() || host.TelegramWebviewProxy !== undefined || typeof host.external?.notify === 'function';
}

function isFramed(): boolean {
  try {
    return window.self !== window.top;
  } catch {
    return true;
  }
}

/** Who may frame us is the server's decision (frame-ancestors); messages go to exactly that parent. */
function parentOrigin(): string {
  const ancestor = window.location.ancestorOrigins?.[0];
  if (ancestor) return ancestor;
  return document.referrer ? new URL(document.referrer).origin : 'https://web.telegram.org';
}
