import { act, render, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ErrorBoundary } from '@/app/error-boundary';
import { session } from '@/shared/api/session';
import { FakePictures } from '@/test/fake-pictures';
import { FakeServer, json, noNetwork, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { aBalance, anUpload, aPhoto, someTokens } from '@/test/fixtures';
import { openApp } from '@/test/open-app';
import { OutsideScreen } from './outside-screen';

describe('logging in', () => {
  it('sends the raw initData and shows the home screen', async () => {
    const server = aServer();
    openApp();
    expect(await screen.findByRole('heading', { name: 'Hello, Alina' })).toBeVisible();
    await screen.findByTestId('free-actions');
    expect(server.requests('POST /auth/telegram')[0]?.body).toEqual({
      initData: 'user=279058397&hash=abc',
    });
  });

  it('is not waited for by the home screen, only by what it asks the studio', async () => {
    let letIn: (answer: Response) => void = () => undefined;
    const server = aServer().on('POST /auth/telegram', () => new Promise((resolve) => (letIn = resolve)));
    openApp();
    expect(await screen.findByRole('link', { name: /Try something on/ })).toBeVisible();
    await waitFor(() => expect(server.requests('POST /auth/telegram')).toHaveLength(1));
    expect(server.requests('GET /billing/balance')).toHaveLength(0);

    letIn(json(200, someTokens()));
    expect(await screen.findByTestId('free-actions')).toBeVisible();
    expect(server.requests('GET /billing/balance')).toHaveLength(1);
  });

  it('that fails at first covers what was begun meanwhile, and uncovers it when it succeeds', async () => {
    let answer: (response: Response) => void = () => undefined;
    const server = aServer().on('POST /auth/telegram', () => new Promise((resolve) => (answer = resolve)));
    FakePictures.install();
    openApp();
    await userEvent.click(await screen.findByRole('link', { name: /Try something on/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Dress' }));
    await userEvent.upload(await screen.findByLabelText('Photo of the person'), aPhoto());
    expect(screen.getByRole('heading', { name: 'Your photo' })).toBeVisible();

    server
      .on('POST /auth/telegram', () => json(200, someTokens()))
      .on('POST /uploads', () => json(201, anUpload()));
    answer(problem(503, 'SERVICE_UNAVAILABLE', {}, '1'));
    expect(await screen.findByRole('heading', { name: 'Connecting…' })).toBeVisible();
    expect(screen.queryByRole('heading', { name: 'Your photo' })).toBeNull();
    expect(server.requests('POST /uploads')).toHaveLength(0);

    expect(await screen.findByRole('heading', { name: 'The item' })).toBeVisible();
    expect(server.requests('POST /uploads')).toHaveLength(1);
  });

  it('brings the language chosen elsewhere, in which everything is asked', async () => {
    const server = aServer().on('POST /auth/telegram', () =>
      json(200, { ...someTokens(), user: { ...someTokens().user, language: 'ru' } }),
    );
    openApp();
    expect(await screen.findByRole('heading', { name: 'Здравствуйте, Alina' })).toBeVisible();
    await waitFor(() => expect(server.requests('GET /generations')).toHaveLength(1));
    expect(server.requests('GET /generations')[0]?.headers.get('Accept-Language')).toBe('ru');
  });

  it('takes up the session after a reload without logging in again', async () => {
    const server = aServer();
    const first = openApp();
    await screen.findByTestId('free-actions');
    first.unmount();
    openApp();
    await screen.findByTestId('free-actions');
    expect(server.requests('POST /auth/refresh')).toHaveLength(1);
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
  });

  it('does not use the session of another Telegram user', async () => {
    const server = aServer();
    openApp().unmount();
    await waitFor(() => expect(sessionStorage.getItem('atelier.session')).not.toBeNull());
    openApp('/', 42);
    await screen.findByTestId('free-actions');
    expect(server.requests('POST /auth/refresh')).toHaveLength(0);
    expect(server.requests('POST /auth/telegram')).toHaveLength(2);
  });

  it('says that the pass has expired when initData is refused, in the words of the server', async () => {
    const server = aServer().on('POST /auth/telegram', () =>
      problem(401, 'INIT_DATA_EXPIRED', { detail: 'Open the app again.', traceId: 'abc123' }),
    );
    openApp();
    expect(await screen.findByRole('heading', { name: 'Telegram’s pass has expired' })).toBeVisible();
    expect(screen.getByText('Open the app again.')).toBeVisible();
    expect(screen.getByText('Support code: abc123')).toBeVisible();
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
  });

  it('tells a blocked person that they are blocked', async () => {
    const server = aServer().on('POST /auth/telegram', () =>
      problem(403, 'USER_BLOCKED', { title: 'Access blocked', detail: 'Write to support.' }),
    );
    openApp();
    expect(await screen.findByRole('heading', { name: 'Access blocked' })).toBeVisible();
    expect(screen.getByText('Write to support.')).toBeVisible();
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
  });

  it('shows someone who is blocked while they use the app the same, and asks no more', async () => {
    const server = aServer();
    openApp();
    await screen.findByRole('heading', { name: 'Hello, Alina' });
    server
      .on('GET /billing/history', () => problem(401, 'UNAUTHENTICATED'))
      .on('POST /auth/refresh', () =>
        problem(403, 'USER_BLOCKED', { title: 'Access blocked', detail: 'Write.' }),
      );
    await userEvent.click(screen.getByRole('link', { name: 'Wallet' }));
    expect(await screen.findByRole('heading', { name: 'Access blocked' })).toBeVisible();
    const asked = server.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.seen.length).toBe(asked);
  });

  it('tries again by itself when the server says, and says so meanwhile', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const server = aServer().on('POST /auth/telegram', () => problem(503, 'SERVICE_UNAVAILABLE', {}, '9'));
    openApp();
    expect(await screen.findByRole('heading', { name: 'Connecting…' })).toBeVisible();
    expect(screen.getByText('The next try is in 9 seconds')).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
    server.on('POST /auth/telegram', () => json(200, someTokens()));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await screen.findByRole('heading', { name: 'Hello, Alina' })).toBeVisible();
    expect(server.requests('POST /auth/telegram')).toHaveLength(2);

    void act(() => void session.end());
    expect(await screen.findByRole('heading', { name: 'You are logged out' })).toBeVisible();
  });

  it('tries a session that was kept again, rather than log in anew', async () => {
    const server = aServer();
    const first = openApp();
    await screen.findByTestId('free-actions');
    first.unmount();
    let answers = 0;
    server.on('POST /auth/refresh', () =>
      (answers += 1) < 3 ? problem(503, 'SERVICE_UNAVAILABLE', {}, '0') : json(200, someTokens()),
    );
    openApp();
    await screen.findByTestId('free-actions');
    expect(server.requests('POST /auth/refresh')).toHaveLength(3);
    expect(server.requests('POST /auth/telegram')).toHaveLength(1);
  });

  it.each([
    [503, 'SERVICE_UNAVAILABLE'],
    [504, 'SERVICE_TIMEOUT'],
  ])('leaves it to the person after six tries that were answered %s', async (status, code) => {
    const server = aServer().on('POST /auth/telegram', () => problem(status, code, {}, '0'));
    openApp();
    const retry = await screen.findByRole('button', { name: 'Try again' });
    expect(screen.getByRole('heading', { name: 'The studio is full right now' })).toBeVisible();
    expect(server.requests('POST /auth/telegram')).toHaveLength(6);
    server.on('POST /auth/telegram', () => json(200, someTokens()));
    await userEvent.click(retry);
    expect(await screen.findByRole('heading', { name: 'Hello, Alina' })).toBeVisible();
  });

  it('offers another try when there is no network, and gets in once there is', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const server = aServer().on('POST /auth/telegram', noNetwork);
    openApp();
    const retry = await screen.findByRole('button', { name: 'Try again' });
    expect(screen.getByRole('heading', { name: 'The studio does not answer' })).toBeVisible();
    server.on('POST /auth/telegram', () => json(200, someTokens()));
    await userEvent.click(retry);
    expect(await screen.findByRole('heading', { name: 'Hello, Alina' })).toBeVisible();
  });

  it('does not wait by itself for a studio that asks for more than a minute', async () => {
    aServer().on('POST /auth/telegram', () => problem(429, 'TOO_MANY_REQUESTS', {}, '90'));
    openApp();
    expect(await screen.findByRole('button', { name: 'Try again in 90 seconds' })).toBeDisabled();
  });

  it('renews the tokens once for all requests that were refused at the same time', async () => {
    const server = aServer();
    openApp();
    await screen.findByRole('heading', { name: 'Hello, Alina' });
    let isLapsed = true;
    server
      .on('GET /billing/balance', () => (isLapsed ? problem(401, 'UNAUTHENTICATED') : json(200, aBalance())))
      .on('GET /billing/history', () =>
        isLapsed ? problem(401, 'UNAUTHENTICATED') : json(200, { items: [], nextCursor: null }),
      )
      .on('POST /auth/refresh', () => {
        isLapsed = false;
        return json(200, someTokens());
      });
    await userEvent.click(screen.getByRole('link', { name: 'Wallet' }));
    expect(await screen.findByRole('heading', { name: 'No movements yet' })).toBeVisible();
    expect(server.requests('POST /auth/refresh')).toHaveLength(1);
  });
});

describe('what is not a login failure', () => {
  it('tells someone outside Telegram where to go, by the name of the bot', async () => {
    aServer().on('GET /telegram.json', () => json(200, { link: 'https://t.me/our_bot' }));
    render(<OutsideScreen />);
    expect(screen.getByRole('heading', { name: 'Open Atelier in Telegram' })).toBeVisible();
    expect(screen.getByText(/Nothing is broken/)).toBeVisible();
    expect(await screen.findByRole('link', { name: 'Open @our_bot' })).toHaveAttribute(
      'href',
      'https://t.me/our_bot',
    );
  });

  it('only says where to go while the bot has no name', async () => {
    const server = aServer();
    render(<OutsideScreen />);
    await waitFor(() => expect(server.requests('GET /telegram.json')).toHaveLength(1));
    expect(screen.queryByRole('link')).toBeNull();
  });

  it('owns up to a crash of its own', () => {
    render(
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>,
    );
    expect(screen.getByRole('heading', { name: 'We dropped a stitch' })).toBeVisible();
  });
});

function Broken(): never {
  throw new Error('on purpose');
}

function aServer(): FakeServer {
  FakeSocket.install();
  return new FakeServer();
}
