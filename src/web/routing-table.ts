import type { Method, Route } from './route.ts';
import { decodeSegment } from './target.ts';

/** What the table knows of a path: its routes by method, and its parameters still encoded. */
export interface PathMatch {
  routes: ReadonlyMap<string, Route>;
  encoded: ReadonlyMap<string, string>;
}

interface Pattern {
  segments: readonly string[];
  routes: Map<Method, Route>;
}

/** Finds the routes of a path (as it was sent, not decoded). Two routes with the same method and path are a mistake. */
export function createRoutingTable(routes: readonly Route[]): (path: string) => PathMatch | undefined {
  const patterns = new Map<string, Pattern>();
  for (const route of routes) {
    const pattern = patterns.get(route.path) ?? { segments: route.path.split('/'), routes: new Map() };
    if (pattern.routes.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
    pattern.routes.set(route.method, route);
    patterns.set(route.path, pattern);
  }

  return function match(path) {
    const segments = path.split('/');
    for (const pattern of patterns.values()) {
      const encoded = parametersOf(pattern.segments, segments);
      if (encoded !== undefined) return { routes: pattern.routes, encoded };
    }
    return undefined;
  };
}

function parametersOf(pattern: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  const found = new Map<string, string>();
  for (const [at, expected] of pattern.entries()) {
    const segment = segments[at];
    if (segment === undefined) return undefined;
    if (expected.startsWith('*')) {
      const rest = segments.slice(at).join('/');
      return rest === '' ? undefined : found.set(expected.slice(1), rest);
    }
    if (expected.startsWith(':')) {
      if (segment === '') return undefined;
      found.set(expected.slice(1), segment);
    } else if (segment !== expected) {
      return undefined;
    }
  }
  return segments.length === pattern.length ? found : undefined;
}

/** Each parameter percent-decoded once, a rest parameter segment by segment; throws `Refusal` 400. */
export function decodeParameters(encoded: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(Array.from(encoded, ([name, value]) => [name, value.split('/').map(decodeSegment).join('/')]));
}
