import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer, problem } from '@/test/fake-server';
import { FakeSocket } from '@/test/fake-socket';
import { openApp } from '@/test/open-app';

let server: FakeServer;

beforeEach(() => {
  FakeSocket.install();
  server = new FakeServer();
});

describe('home', () => {
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
