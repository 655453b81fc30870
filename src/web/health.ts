import { jsonAnswer, type Method, type Route } from './route.ts';

/** One thing that must hold before requests may come in, and in words how it stands. */
export interface Readiness {
  name: string;
  ok: boolean;
  words: string;
}

/**
 * `/livez`: 200 as long as the process answers at all. `/readyz`: 200 or 503, with what `ready` found. An outage of a
 * chat platform or of a pipeline service is none of `ready`'s reasons, or a balancer would cut the way in as well.
 */
export function healthRoutes(ready: () => Promise<readonly Readiness[]>): readonly Route[] {
  async function live() {
    return jsonAnswer(200, { live: true });
  }

  async function readiness() {
    const checks = await ready();
    const ok = checks.every((check) => check.ok);
    return jsonAnswer(ok ? 200 : 503, { ready: ok, checks });
  }

  const methods: readonly Method[] = ['GET', 'HEAD'];
  return methods.flatMap((method) => [
    { method, path: '/livez', bodyLimit: 0, browser: false, handle: live },
    { method, path: '/readyz', bodyLimit: 0, browser: false, handle: readiness },
  ]);
}
