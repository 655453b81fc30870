import { jsonAnswer, type Method, type Route } from './route.ts';

/** One thing that must hold before requests may come in, and in words how it stands. */
export interface Readiness {
  name: string;
  ok: boolean;
  words: string;
}

/** An event loop that is so late (milliseconds) is stuck more than it works. */
const longestLag = 5_000;

/**
 * `/livez`, also `/healthz`: 200 while the event loop is less than five seconds late; `lag` is in milliseconds.
 * `/readyz`: 200 or 503, with what `ready` found. An outage of a chat platform or of a pipeline service elsewhere is none
 * of `ready`'s reasons, or a balancer would cut the way in as well.
 */
export function healthRoutes(ready: () => Promise<readonly Readiness[]>, lag: () => number): readonly Route[] {
  async function live() {
    const late = lag();
    const isLive = late < longestLag;
    return jsonAnswer(isLive ? 200 : 503, { live: isLive, lagSeconds: late / 1000 });
  }

  async function readiness() {
    const checks = await ready();
    const ok = checks.every((check) => check.ok);
    return jsonAnswer(ok ? 200 : 503, { ready: ok, checks });
  }

  const methods: readonly Method[] = ['GET', 'HEAD'];
  return methods.flatMap((method) => [
    { method, path: '/livez', bodyLimit: 0, browser: false, handle: live },
    { method, path: '/healthz', bodyLimit: 0, browser: false, handle: live },
    { method, path: '/readyz', bodyLimit: 0, browser: false, handle: readiness },
  ]);
}
