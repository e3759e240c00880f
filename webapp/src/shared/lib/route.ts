import { useMemo } from 'react';
import type { BaseLocationHook, Path } from 'wouter';
import { navigate as changeAddress, useHistoryState, useLocationProperty } from 'wouter/use-browser-location';
import { isRecord } from './storage';

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

/** Where the way back leads: to where the link here was followed if it said so, else to `otherwise`. */
export function useBackRoute(otherwise: Path): Path {
  const state = useRouteState();
  return isRecord(state) && typeof state.back === 'string' ? state.back : otherwise;
}

/** Goes to a route in the place of this one; the way back stays. */
export function replaceRoute(route: Path): void {
  navigate(route, { replace: true, state: window.history.state });
}

/** The query of the route, and how to put another in its place. */
export function useRouteQuery(): [URLSearchParams, (next: Record<string, string>) => void] {
  const text = useLocationProperty(currentQuery);
  return [useMemo(() => new URLSearchParams(text), [text]), replaceQuery];
}

function replaceQuery(next: Record<string, string>): void {
  const text = new URLSearchParams(next).toString();
  const route = text ? `${currentPath()}?${text}` : currentPath();
  replaceRoute(route);
}

const currentRoute = () => `/${window.location.hash.replace(/^#?\/?/, '')}`;

const currentPath = () => currentRoute().replace(/\?.*/, '');

const currentQuery = () => currentRoute().replace(/^[^?]*/, '');
