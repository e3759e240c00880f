import { useMemo } from 'react';
import type { BaseLocationHook, Path } from 'wouter';
import { navigate as changeAddress, useHistoryState, useLocationProperty } from 'wouter/use-browser-location';

/** A route that lies in the fragment of the address, its query included, so that the server knows of one page only. */
export const useFragmentRoute: BaseLocationHook = () => [useLocationProperty(currentPath), navigate];
useFragmentRoute.hrefs = (route) => `#${route}`;

/** Goes to a route; going where one is adds no step back. `state` is what its page needs to know besides. */
export function navigate(route: Path, options?: { replace?: boolean; state?: unknown }): void {
  changeAddress(`#${route}`, { ...options, replace: options?.replace || route === currentRoute() });
}

/** The route, its query included. */
export function useCurrentRoute(): Path {
  return useLocationProperty(currentRoute);
}

/** What the link that led here gave along. */
export const useRouteState: () => unknown = useHistoryState;

/** The query of the route, and how to put another in its place. */
export function useRouteQuery(): [URLSearchParams, (next: Record<string, string>) => void] {
  const text = useLocationProperty(currentQuery);
  return [useMemo(() => new URLSearchParams(text), [text]), replaceQuery];
}

function replaceQuery(next: Record<string, string>): void {
  const text = new URLSearchParams(next).toString();
  const route = text ? `${currentPath()}?${text}` : currentPath();
  navigate(route, { replace: true, state: window.history.state });
}

const currentRoute = () => `/${window.location.hash.replace(/^#?\/?/, '')}`;

const currentPath = () => currentRoute().replace(/\?.*/, '');

const currentQuery = () => currentRoute().replace(/^[^?]*/, '');
