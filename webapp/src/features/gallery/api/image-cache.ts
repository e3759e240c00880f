import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { patchCache } from '@/shared/api/patch-cache';
import { queryKeys } from '@/shared/api/query-keys';
import type { GalleryItem, GalleryPage } from '@/shared/api/types';

type Change = (items: GalleryItem[]) => GalleryItem[];

/** Changes a picture wherever the cache holds it. */
export function updateCachedImage(
  queryClient: QueryClient,
  id: string,
  change: (image: GalleryItem) => GalleryItem,
): void {
  patchCache<GalleryItem>(queryClient, queryKeys.images.one(id), change);
  changeLists(queryClient, (items) => items.map((image) => (image.id === id ? change(image) : image)));
}

/** Takes the pictures of a job off every rail. */
export function removeCachedImages(queryClient: QueryClient, jobId: string): void {
  changeLists(queryClient, (items) => items.filter((image) => image.jobId !== jobId));
}

function changeLists(queryClient: QueryClient, change: Change): void {
  patchCache<InfiniteData<GalleryPage>>(queryClient, queryKeys.images.lists, (data) => ({
    ...data,
    pages: data.pages.map((page) => ({ ...page, items: change(page.items) })),
  }));
}
