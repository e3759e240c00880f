import {
  backButton,
  init,
  isTMA,
  mainButton,
  miniApp,
  setTargetOrigin,
  themeParams,
  viewport,
} from '@tma.js/sdk-react';
import { createStore } from '@/shared/lib/store';
import type { Environment } from './environment';

const HANDSHAKE_MILLIS = 1_000;

/** Whether Telegram answers the app. Where it does not, the page itself draws the main and back buttons and keeps texts. */
export const telegramAnswers = createStore(false);

/** Connects to Telegram around the app: theme, viewport, buttons. In a plain browser there is none, and that is fine. */
export function startTelegram(environment: Extract<Environment, { kind: 'telegram' }>): void {
  applyTheme(environment.theme);
  if (!hasTransport()) return;
  if (isFramed()) setTargetOrigin(parentOrigin());
  init();
  mountAll();
  telegramAnswers.set(true);
  if (isFramed()) void expectHost();
}

function mountAll(): void {
  backButton.mount.ifAvailable();
  mainButton.mount.ifAvailable();
  miniApp.mount.ifAvailable();
  themeParams.mount.ifAvailable();
  themeParams.bindCssVars.ifAvailable();
  followScheme();
  themeParams.state.sub(followScheme);
  if (viewport.mount.isAvailable()) {
    viewport.mount().then(bindViewport, () => {
      // A host that does not tell its viewport leaves the browser's own, which the styles fall back to.
    });
  }
  miniApp.ready.ifAvailable();
}

function bindViewport(): void {
  viewport.bindCssVars.ifAvailable();
  viewport.expand.ifAvailable();
}

/** A frame around us need not be Telegram: one that stays silent draws no buttons and keeps no texts. */
async function expectHost(): Promise<void> {
  const answered = await isTMA('complete', { timeout: HANDSHAKE_MILLIS }).catch(() => false);
  telegramAnswers.set(answered);
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

function applyTheme(theme: Record<string, string>): void {
  const root = document.documentElement;
  Object.entries(theme).forEach(([name, value]) => {
    root.style.setProperty(`--tg-theme-${name.replaceAll('_', '-')}`, value);
  });
  setScheme(theme.bg_color);
}

function followScheme(): void {
  setScheme(themeParams.state().bg_color);
}

function setScheme(background: string | undefined): void {
  if (!background) return;
  document.documentElement.dataset.scheme = isDark(background) ? 'dark' : 'light';
}

export function isDark(color: string): boolean {
  const [, red = '', green = '', blue = ''] = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(color) ?? [];
  const luminance =
    0.299 * Number.parseInt(red, 16) + 0.587 * Number.parseInt(green, 16) + 0.114 * Number.parseInt(blue, 16);
  return luminance < 128;
}
