import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, render, screen } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aFinishedJob } from '@/test/fixtures';
import { JobTile } from './job-tile';

beforeEach(() => {
  vi.useFakeTimers();
});

describe('the picture of a tile', () => {
  it('is asked for again after growing waits, by the same address, with a placeholder meanwhile', () => {
    const job = aFinishedJob();
    hang(job);
    for (const wait of [1_000, 3_000, 10_000]) {
      fail();
      expect(picture()).toBeNull();
      expect(screen.getByTestId('thumbnail-missing')).toBeVisible();
      pass(wait - 1);
      expect(picture()).toBeNull();
      pass(1);
      expect(picture()).toHaveAttribute('src', job.images[0]?.thumbnailUrl);
    }
    fail();
    pass(60_000);
    expect(picture()).toBeNull();
    expect(screen.getByTestId('thumbnail-missing')).toBeVisible();
  });

  it('is asked for at once by a new address', () => {
    const { rerender } = hang(aFinishedJob());
    fail();
    const next = aFinishedJob();
    rerender(tile(next));
    expect(picture()).toHaveAttribute('src', next.images[0]?.thumbnailUrl);
  });
});

const queryClient = new QueryClient();

const tile = (job: ReturnType<typeof aFinishedJob>) => (
  <QueryClientProvider client={queryClient}>
    <JobTile job={job} />
  </QueryClientProvider>
);

const hang = (job: ReturnType<typeof aFinishedJob>) => render(tile(job));

const picture = () => screen.getByTestId('job-tile').querySelector('img');

const fail = () => fireEvent.error(picture() as HTMLImageElement);

function pass(millis: number): void {
  void act(() => {
    vi.advanceTimersByTime(millis);
  });
}
