import { screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer, json, noNetwork } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import type { HistoryEntry } from '@/shared/api/types';
import { preferredLanguage } from '@/shared/i18n/language';
import { someTokens, TELEGRAM_ID } from '@/test/fixtures';
import { openApp } from '@/test/open-app';

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer().on('GET /auth/sessions', () =>
    json(200, {
      items: [aSession('Telegram, Android', true), aSession('Chromium, Linux', false)],
      nextCursor: null,
    }),
  );
});

describe('the language', () => {
  it('changes at once, tells the server, and asks in it from then on', async () => {
    server.on('PATCH /auth/me', () => json(200, someTokens().user));
    openApp('/settings');
    await userEvent.click(await screen.findByRole('radio', { name: 'Українська' }));
    expect(await screen.findByRole('heading', { name: 'Налаштування' })).toBeVisible();
    expect(document.documentElement.lang).toBe('uk');
    await waitFor(() => expect(server.requests('POST /auth/refresh')).toHaveLength(1));
    const [told] = server.requests('PATCH /auth/me');
    expect(told?.body).toEqual({ language: 'uk' });
    expect(told?.headers.get('Accept-Language')).toBe('uk');
  });

  it('is asked for anew where the server chose the words', async () => {
    const notes: Record<string, string> = { en: 'Virtual try-on', ru: 'Виртуальная примерка' };
    server
      .on('PATCH /auth/me', () => json(200, someTokens().user))
      .on('GET /billing/history', ({ headers }) => {
        const note = notes[headers.get('Accept-Language') ?? ''] ?? '';
        return json(200, { items: [aHistoryEntry({ note })], nextCursor: null });
      });
    openApp('/wallet');
    expect(await screen.findByText('Virtual try-on')).toBeVisible();
    await userEvent.click(screen.getByRole('link', { name: 'Settings' }));
    await userEvent.click(await screen.findByRole('radio', { name: 'Русский' }));
    await userEvent.click(await screen.findByRole('link', { name: 'Кошелёк' }));
    expect(await screen.findByText('Виртуальная примерка')).toBeVisible();
  });

  it('that one person chose is not spoken to another on the same device', async () => {
    server.on('PATCH /auth/me', () => json(200, someTokens().user));
    openApp('/settings');
    await userEvent.click(await screen.findByRole('radio', { name: 'Українська' }));
    await screen.findByRole('heading', { name: 'Налаштування' });
    expect(preferredLanguage({ telegramId: 42, language: 'en' })).toBe('en');
    expect(preferredLanguage({ telegramId: TELEGRAM_ID, language: 'en' })).toBe('uk');
  });

  it('stays chosen on this device when the server does not hear of it', async () => {
    server.on('PATCH /auth/me', noNetwork);
    const first = openApp('/settings');
    await userEvent.click(await screen.findByRole('radio', { name: 'Русский' }));
    await screen.findByRole('heading', { name: 'Настройки' });
    first.unmount();
    expect(preferredLanguage({ telegramId: TELEGRAM_ID, language: 'en' })).toBe('ru');
  });
});

describe('sessions', () => {
  it('are listed, and another one can be ended', async () => {
    server.on('DELETE /auth/sessions/*', () => json(204, undefined));
    openApp('/settings');
    expect(await screen.findByText('This device')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'End the session: Chromium, Linux' }));
    await waitFor(() => expect(server.seen.some(({ method }) => method === 'DELETE')).toBe(true));
  });

  it('all end after a question, and one can log in again', async () => {
    server.on('POST /auth/logout-all', () => json(204, undefined));
    openApp('/settings');
    await userEvent.click(await screen.findByRole('button', { name: 'Log out everywhere' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Log out everywhere' }));
    expect(await screen.findByRole('heading', { name: 'You are logged out' })).toBeVisible();
    expect(sessionStorage.getItem('atelier.session')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Log in again' }));
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeVisible();
    expect(server.requests('POST /auth/telegram')).toHaveLength(2);
  });

  it('do not begin by themselves after that, also when the app is opened again', async () => {
    server.on('POST /auth/logout-all', () => json(204, undefined));
    const first = openApp('/settings');
    await userEvent.click(await screen.findByRole('button', { name: 'Log out everywhere' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Log out everywhere' }));
    await screen.findByRole('heading', { name: 'You are logged out' });
    first.unmount();
    const second = openApp('/');
    expect(await screen.findByRole('heading', { name: 'You are logged out' })).toBeVisible();
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'Log in again' }));
    await screen.findByRole('heading', { name: 'Hello, Alina' });
    second.unmount();
    openApp('/');
    expect(await screen.findByRole('heading', { name: 'Hello, Alina' })).toBeVisible();
  });

  it('are folded when there are many', async () => {
    const items = ['a', 'b', 'c', 'd', 'e'].map((device) => aSession(device, device === 'a'));
    server.on('GET /auth/sessions', () => json(200, { items, nextCursor: null }));
    openApp('/settings');
    expect(await screen.findByText('This device')).toBeVisible();
    expect(within(screen.getByTestId('sessions')).getAllByRole('listitem')).toHaveLength(3);
    await userEvent.click(screen.getByRole('button', { name: 'Show all 5 sessions' }));
    expect(within(screen.getByTestId('sessions')).getAllByRole('listitem')).toHaveLength(5);
  });
});

function aHistoryEntry(change: Partial<HistoryEntry>): HistoryEntry {
  return {
    id: crypto.randomUUID(),
    at: '2026-11-20T10:00:00Z',
    kind: 'charge',
    status: 'charged',
    source: 'free',
    amount: -2,
    operation: 'try-on',
    note: 'Virtual try-on',
    product: null,
    ...change,
  };
}

function aSession(device: string, current: boolean) {
  const at = '2026-11-20T10:00:00Z';
  return { id: crypto.randomUUID(), device, createdAt: at, lastUsedAt: at, expiresAt: at, current };
}
