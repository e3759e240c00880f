import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeSocket } from '@/test/fake-socket';
import { type Frame, RealtimeClient } from './realtime-client';

let frames: Frame[];
let opened: number;
let tickets: number;
let client: RealtimeClient;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  FakeSocket.install();
  frames = [];
  opened = 0;
  tickets = 0;
  client = new RealtimeClient({
    ticket: () => Promise.resolve(`ticket-${++tickets}`),
    onOpen: () => (opened += 1),
    onFrame: (frame) => frames.push(frame),
  });
});

afterEach(() => client.stop());

describe('the live connection', () => {
  it('offers the protocol and a ticket, never in the address', async () => {
    await connect();
    expect(FakeSocket.last.protocols).toEqual(['atelier.v1', 'ticket-1']);
    expect(FakeSocket.last.url).toBe('ws://localhost:8080/api/v1/realtime');
  });

  it('has the state read once it is open, not before', async () => {
    client.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toBe(0);
    FakeSocket.last.accept();
    expect(opened).toBe(1);
    expect(client.live.get()).toBe(true);
  });

  it('comes back with a new ticket and asks for what it missed', async () => {
    await connect();
    FakeSocket.last.push({ id: '3.7.41', type: 'job.completed', data: {} });
    FakeSocket.last.push({ type: 'job.progress', data: {} });
    FakeSocket.last.breakOff();
    expect(client.live.get()).toBe(false);
    await vi.advanceTimersByTimeAsync(500);
    expect(FakeSocket.last.protocols).toEqual(['atelier.v1', 'ticket-2']);
    expect(new URL(FakeSocket.last.url).searchParams.get('lastEventId')).toBe('3.7.41');
  });

  it('starts afresh after a resync', async () => {
    await connect();
    FakeSocket.last.push({ id: '3.7.41', type: 'notice' });
    FakeSocket.last.push({ type: 'resync' });
    FakeSocket.last.breakOff();
    await vi.advanceTimersByTimeAsync(500);
    expect(new URL(FakeSocket.last.url).searchParams.has('lastEventId')).toBe(false);
    expect(frames.map(({ type }) => type)).toEqual(['notice', 'resync']);
  });

  it('waits longer after each failure', async () => {
    await connect();
    FakeSocket.last.breakOff();
    await vi.advanceTimersByTimeAsync(500);
    FakeSocket.last.breakOff();
    await vi.advanceTimersByTimeAsync(999);
    expect(FakeSocket.opened).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.opened).toHaveLength(3);
  });

  it('gives a silent connection up after 45 s', async () => {
    await connect();
    await vi.advanceTimersByTimeAsync(40_000);
    FakeSocket.last.push({ type: 'ping' });
    await vi.advanceTimersByTimeAsync(44_999);
    expect(FakeSocket.last.isClosed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.opened[0]?.isClosed).toBe(true);
    expect(client.live.get()).toBe(false);
  });

  it('keeps pings and nonsense to itself', async () => {
    await connect();
    FakeSocket.last.push({ type: 'ping' });
    FakeSocket.last.onmessage?.({ data: 'not json' });
    FakeSocket.last.onmessage?.({ data: '[]' });
    expect(frames).toEqual([]);
  });

  it('stays away once it was stopped', async () => {
    await connect();
    client.stop();
    FakeSocket.last.breakOff();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.opened).toHaveLength(1);
  });
});

async function connect(): Promise<void> {
  client.start();
  await vi.advanceTimersByTimeAsync(0);
  FakeSocket.last.accept();
}
