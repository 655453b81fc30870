import { expect, it } from 'vitest';
import { aRun } from '../../support/a-run.ts';
import { send } from '../raw-client.ts';
import { aTab } from './a-tab.ts';

const navigated = [
  ['Sec-Fetch-Site', 'cross-site'],
  ['Sec-Fetch-Mode', 'navigate'],
] as const;
const inFrame = [...navigated, ['Sec-Fetch-Dest', 'iframe']] as const;

it('only the pages of the tab may be opened inside a page of another site, and only of Microsoft', async () => {
  const { server } = await aTab({ runs: [aRun()] });
  const get = (target: string, headers: readonly (readonly [string, string])[]) =>
    send(server.port, { target, headers });
  for (const target of ['/tab/runs', '/tab/configure']) {
    const page = await get(target, inFrame);
    expect(page.status).toBe(200);
    expect(page.headers.has('x-frame-options')).toBe(false);
    const policy = (page.headers.get('content-security-policy') ?? '').split('; ');
    expect(policy.slice(0, 1)).toEqual(["default-src 'none'"]);
    expect(policy.find((part) => part.startsWith('frame-ancestors'))).toBe(
      'frame-ancestors https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft https://*.microsoft365.com https://*.office.com https://outlook.office365.com',
    );
    for (const dest of ['image', 'script', 'embed', 'object', 'empty']) {
      expect((await get(target, [...navigated, ['Sec-Fetch-Dest', dest]])).status, dest).toBe(403);
    }
  }
  for (const target of ['/runs/', '/runs/7Q3K/', '/nothing']) {
    const page = await get(target, inFrame);
    expect([target, page.status]).toEqual([target, 403]);
    expect(page.headers.get('x-frame-options')).toBe('DENY');
  }
});

it('its scripts are Microsoft’s and ours, each page names them anew, and browsers keep them', async () => {
  const { server } = await aTab({ runs: [] });
  const pages = await Promise.all([1, 2].map(async () => send(server.port, { target: '/tab/runs' })));
  const nonces = pages.map((page) => /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '')?.[1]);
  expect(new Set(nonces).size).toBe(2);
  const tags = pages.map((page) => [...page.body.toString().matchAll(/<script defer nonce="([^"]+)" src="([^"]+)">/g)]);
  for (const [at, found] of tags.entries()) {
    expect(found.map(([, nonce]) => nonce)).toEqual([nonces[at], nonces[at]]);
    for (const [, , path = ''] of found) {
      const script = await send(server.port, { target: path });
      expect(script.status).toBe(200);
      expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(script.headers.get('cache-control')).toContain('immutable');
    }
  }
});
