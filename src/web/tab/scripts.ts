import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Route } from '../route.ts';

const require = createRequire(import.meta.url);

/** A script of the tab. Its address changes with its content, so that browsers may keep it. */
export interface Script {
  path: string;
  route: Route;
}

/** Microsoft's library, as it is in its package, and our script, in the order in which pages load them. */
export function tabScripts(): readonly Script[] {
  return [
    script('teams', require.resolve('@microsoft/teams-js')),
    script('tab', new URL('./browser/tab.js', import.meta.url)),
  ];
}

function script(name: string, file: string | URL): Script {
  const body = readFileSync(file);
  const path = `/tab/${name}-${createHash('sha256').update(body).digest('hex').slice(0, 16)}.js`;
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  };
  return {
    path,
    route: { method: 'GET', path, bodyLimit: 0, browser: false, handle: async () => ({ status: 200, headers, body }) },
  };
}
