import { screen } from '@testing-library/preact';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer, json, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { aBalance, aFinishedJob, aJob } from '@/test/fixtures';
import { openApp } from '@/test/open-app';

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer();
});

describe('home', () => {
  it('shows what pays without a watermark before the free actions, and names the screen', async () => {
    server.on('GET /billing/balance', () => json(200, aBalance({ credits: 46 })));
    openApp();
    expect(await screen.findByTestId('paid-units')).toHaveTextContent('46 credits');
    expect(screen.getByTestId('free-actions')).toHaveTextContent('10 free actions');
    expect(document.title).toBe('Hello, Alina · Atelier');
  });

  it('says nothing of credits to someone who has none', async () => {
    openApp();
    await screen.findByTestId('free-actions');
    expect(screen.queryByTestId('paid-units')).toBeNull();
  });

  it('shows someone new what a try-on does, and everybody else what to try on next', async () => {
    const first = openApp();
    expect(await screen.findByRole('img', { name: /one person before and after/ })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Glasses' })).toBeNull();
    first.unmount();
    server.on('GET /generations', () => json(200, { items: [aFinishedJob()], nextCursor: null }));
    openApp();
    expect(await screen.findByRole('link', { name: 'Glasses' })).toHaveAttribute(
      'href',
      '#/try-on?category=glasses',
    );
    expect(screen.queryByTestId('sample-look')).toBeNull();
  });

  it('shows no failure among the latest looks', async () => {
    const done = aFinishedJob();
    const jobs = [aJob({ status: 'FAILED' }), aJob({ status: 'CANCELLED' }), done];
    server.on('GET /generations', () => json(200, { items: jobs, nextCursor: null }));
    openApp();
    const tiles = await screen.findAllByTestId('job-tile');
    expect(tiles.map((tile) => tile.getAttribute('href'))).toEqual([`#/jobs/${done.id}`]);
  });

  it('says at once that the latest looks cannot be read, while they are still tried again', async () => {
    server.on('GET /generations', () => problem(503, 'SERVICE_UNAVAILABLE', {}, '30'));
    openApp();
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many requests at once.');
    expect(server.requests('GET /generations')).toHaveLength(1);
  });

  it('does not greet someone as new once the looks could not be read again', async () => {
    openApp();
    await screen.findByRole('heading', { name: 'How it goes' });
    server.on('GET /generations', () => problem(503, 'SERVICE_UNAVAILABLE', {}, '30'));
    FakeSocket.last.push({ id: '1', type: 'job.completed', data: { jobId: crypto.randomUUID() } });
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.queryByRole('heading', { name: 'How it goes' })).toBeNull();
  });
});
