import type { IncomingMessage } from 'node:http';
import type { Faults } from '../faults.ts';
import type { Parts } from '../parts.ts';
import type { Knocking } from '../server.ts';
import { createApi } from './api.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { createUploads } from './files.ts';
import type { Methods } from './method.ts';
import { peopleMethods } from './people.ts';
import type { RateLimits } from './rate-limits.ts';
import { prepareResponse } from './response-urls.ts';
import { viewMethods } from './views.ts';

/** Reads what comes in at each path, and finds the fault that waits for it: the Web API, response URLs and uploads. */
export function createDoors(parts: Parts, more: Methods, limits: RateLimits, faults: Faults) {
  const uploads = createUploads(parts);
  const own = { ...chatMethods(parts), ...conversationMethods(parts), ...peopleMethods(parts), ...viewMethods(parts) };
  const api = createApi(parts, { ...own, ...uploads.methods, ...more }, limits);

  return async ({ headers }: IncomingMessage, path: string, body: Buffer): Promise<Knocking | undefined> => {
    const [, method] = /^\/api\/([\w.]+)$/.exec(path) ?? [];
    if (method !== undefined) {
      const call = await api(method, headers, body);
      return { call, fault: faults.take(method, call) };
    }
    if (path.startsWith('/commands/')) {
      const call = prepareResponse(parts, path, headers, body);
      return { call, fault: faults.take('response_url', call) };
    }
    if (!path.startsWith('/upload/')) return undefined;
    const call = await uploads.prepare(path, headers, body);
    return { call, fault: faults.take('upload', call) };
  };
}
