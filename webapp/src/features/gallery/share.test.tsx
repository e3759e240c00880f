import { act, screen, waitFor, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { backButton, mainButton } from '@/shared/telegram/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { telegramSdk } from '@/shared/telegram/start';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { FakeTelegram } from '@/test/fake-telegram';
import { aFinishedPair } from '@/test/fixtures';
import { openApp } from '@/test/open-app';

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer();
});

afterEach(() => telegramSdk.set(undefined));

/** A client with the buttons around the app that a screen uses. */
function openTelegram(version: '7.10' | '8.0' = '8.0'): FakeTelegram {
  const telegram = FakeTelegram.open(version);
  mainButton.mount.ifAvailable();
  backButton.mount.ifAvailable();
  return telegram;
}

describe('a finished picture in Telegram', () => {
  async function openShared() {
    const { job, picture } = aFinishedPair();
    server
      .on(`GET /generations/${job.id}`, () => json(200, job))
      .on(`GET /images/${picture.id}`, () => json(200, picture))
      .on(`POST /images/${picture.id}/share-ticket`, () => json(200, { ticket: 'a-ticket' }))
      .on('POST /chat/shares', () => json(200, { messageId: 'a-message', expiresAt: '2026-11-29T12:00:00Z' }))
      .on(`GET ${picture.downloadUrl}`, () => new Response('a picture'));
    openApp(`/jobs/${job.id}`);
    const button = await screen.findByRole('button', { name: 'Share' });
    await waitFor(() => expect(button).toBeEnabled());
    return { button, picture };
  }

  /** What is said once the button was pressed, which offers the file instead. */
  async function fileOffered(words: string) {
    const toast = await screen.findByText(words);
    const shared = vi.fn(() => Promise.resolve());
    vi.stubGlobal('navigator', Object.assign(navigator, { canShare: () => true, share: shared }));
    await userEvent.click(within(toast).getByRole('button', { name: 'Share as a file' }));
    await waitFor(() => expect(shared).toHaveBeenCalledOnce());
    Object.assign(navigator, { canShare: undefined, share: undefined });
  }

  it('is not sent if the person changes their mind, and nothing is said', async () => {
    const telegram = openTelegram().failSharing('USER_DECLINED');
    const { button } = await openShared();
    await userEvent.click(button);
    await waitFor(() => expect(telegram.shared).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(screen.queryByText(/sent to/i)).toBeNull();
    expect(screen.queryByRole('button', { name: 'Share as a file' })).toBeNull();
    expect(button).toBeEnabled();
  });

  it('can be shared again while Telegram does not say how it ended', async () => {
    const telegram = openTelegram().beSilent();
    const { button } = await openShared();
    await userEvent.click(button);
    await waitFor(() => expect(telegram.shared).toHaveLength(1));
    expect(button).toBeEnabled();

    telegram.speakAgain();
    await userEvent.click(button);
    await screen.findByText('Sent to the chat.');
    // The first share has ended, too, and says nothing.
    await act(() => new Promise<void>((resolve) => setTimeout(resolve)));
    expect(screen.getAllByText('Sent to the chat.')).toHaveLength(1);
    expect(telegram.shared).toHaveLength(2);
  });

  it('is prepared once however fast the button is pressed', async () => {
    const telegram = openTelegram();
    const { button } = await openShared();
    void act(() => {
      button.click();
      button.click();
    });
    await waitFor(() => expect(telegram.shared).toHaveLength(1));
    expect(server.requests('POST /chat/shares')).toHaveLength(1);
  });

  it('is sent to a chat', async () => {
    const telegram = openTelegram();
    const { button } = await openShared();
    await userEvent.click(button);
    expect(await screen.findByText('Sent to the chat.')).toBeVisible();
    expect(telegram.shared).toEqual(['a-message']);
    expect(server.requests('POST /chat/shares')[0]?.body).toEqual({ ticket: 'a-ticket' });
    expect(screen.getByRole('button', { name: 'As a file' })).toBeEnabled();
  });

  it('is offered as a file when Telegram cannot send it', async () => {
    openTelegram().failSharing('MESSAGE_SEND_FAILED');
    const { button } = await openShared();
    await userEvent.click(button);
    await fileOffered('The picture could not be sent to a chat.');
  });

  it('is offered as a file when the message cannot be prepared', async () => {
    const telegram = openTelegram();
    const { button } = await openShared();
    server.on('POST /chat/shares', () =>
      problem(503, 'TELEGRAM_UNAVAILABLE', { detail: 'Telegram does not answer just now.' }, '5'),
    );
    await userEvent.click(button);
    await fileOffered('Telegram does not answer just now.');
    expect(telegram.shared).toEqual([]);
  });

  it('is offered as a file when preparing takes longer than Telegram waits', async () => {
    const telegram = openTelegram();
    const { button } = await openShared();
    server.on('POST /chat/shares', () => new Promise(() => undefined));
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await userEvent.setup({ advanceTimers: vi.advanceTimersByTime }).click(button);
    await waitFor(() => expect(server.requests('POST /chat/shares')).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(8_000);
    expect(screen.queryByText('The picture could not be sent to a chat.')).toBeNull();
    await vi.advanceTimersByTimeAsync(1_100);
    await fileOffered('The picture could not be sent to a chat.');
    expect(telegram.shared).toEqual([]);
  });

  it('is shared as a file while Telegram does not answer', async () => {
    openTelegram();
    telegramSdk.set(undefined);
    await openShared();
    expect(screen.queryByRole('button', { name: 'As a file' })).toBeNull();
  });

  it('is shared as a file by a client that is too old', async () => {
    openTelegram('7.10');
    await openShared();
    expect(screen.queryByRole('button', { name: 'As a file' })).toBeNull();
  });
});
