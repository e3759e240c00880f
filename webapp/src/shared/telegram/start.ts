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
  setScheme(theme);
}

function followScheme(): void {
  setScheme(themeParams.state());
}

function setScheme(theme: { bg_color?: string; button_color?: string; button_text_color?: string }): void {
  const { style, dataset } = document.documentElement;
  if (theme.bg_color) dataset.scheme = isDark(theme.bg_color) ? 'dark' : 'light';
  if (!theme.button_color || !theme.button_text_color) return;
  style.setProperty('--on-action', legibleOn(theme.button_color, theme.button_text_color));
}

/** WCAG 1.4.3 for large text, which our buttons have. */
const LEAST_CONTRAST = 3;

/** The theme's own colour of a button's text, unless it can hardly be read on the button: some themes have such pairs. */
export function legibleOn(background: string, text: string): string {
  if (contrast(background, text) >= LEAST_CONTRAST) return text;
  return contrast(background, '#000000') > contrast(background, '#ffffff') ? '#000000' : '#ffffff';
}

/** By WCAG 2.2, between 1 and 21. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [one, other].map(luminanceOf).sort((first, second) => first - second);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminanceOf(color: string): number {
  const [red, green, blue] = channelsOf(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

export function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = channelsOf(color);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

function channelsOf(color: string): number[] {
  const [, ...channels] = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(color) ?? [];
  return channels.map((channel) => Number.parseInt(channel, 16));
}
