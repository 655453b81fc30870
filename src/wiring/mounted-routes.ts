import { timingSafeEqual } from 'node:crypto';
import type { Desk } from '../chat/terminal/desk.ts';
import { deskPath, deskRequest, eventLines } from '../chat/terminal/desk-wire.ts';
import type { EmbeddedService } from '../pipelines/embedded/embedded-service.ts';
import { jsonAnswer, type Route } from '../web/route.ts';

/** Bytes of a request outside chat. */
const bodyLimit = 1_000_000;

/** MLflow's tracking routes, for the steps of this machine; the token in the request decides which step it is. */
export function trackingRoutes(track: EmbeddedService['track']): readonly Route[] {
  return (['GET', 'POST', 'PUT', 'DELETE'] as const).map((method) => ({
    method,
    path: '/mlflow/*path',
    bodyLimit,
    browser: false,
    async handle({ params, headers, body }) {
      const { status, json } = await track({
        method,
        path: `/${params.get('path')}`,
        authorization: headers.get('authorization'),
        body: Buffer.from(body).toString(),
      });
      return jsonAnswer(status, json);
    },
  }));
}

/** The one route by which terminals of this machine talk to the owner of the home, opened by the token in the home. */
export function terminalRoute(desk: Desk, token: string): Route {
  const expected = Buffer.from(`Bearer ${token}`);
  return {
    method: 'POST',
    path: deskPath,
    bodyLimit,
    browser: false,
    async handle({ headers, body, signal }) {
      const given = Buffer.from(headers.get('authorization') ?? '');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return jsonAnswer(401, { message: 'This route is for terminals that can read the home.' });
      }
      const request = deskRequest.safeParse(parseJson(body));
      if (!request.success) return jsonAnswer(400, { message: 'This is not a request of a terminal.' });
      return {
        status: 200,
        headers: { 'content-type': 'application/x-ndjson' },
        body: eventLines(desk, request.data, signal),
      };
    },
  };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}
