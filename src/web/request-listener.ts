import type { IncomingMessage, ServerResponse } from 'node:http';
import { UserError } from '../errors.ts';
import { allowedHosts, checkEncodings, checkForm, checkHost, checkSite } from './guards.ts';
import { readHeaders } from './headers.ts';
import { createPlaces, type Places } from './places.ts';
import { problemAnswer } from './problem-answer.ts';
import { readBody } from './read-body.ts';
import { Refusal } from './refusal.ts';
import type { Route, WebAnswer } from './route.ts';
import { createRoutingTable, decodeParameters, type PathMatch } from './routing-table.ts';
import { type Ending, sendAnswer } from './send-answer.ts';
import { parseTarget } from './target.ts';

/** Where a bug is written down; the reader sees only its reference. */
export interface WebLog {
  error(fields: object, message: string): void;
}

interface ListenerOptions {
  routes: readonly Route[];
  allowedHosts: readonly string[];
  log: WebLog;
  newReference: () => string;
  bodyMs: number;
  /** Requests that are carried out at a time at one route. */
  atOneRoute: number;
  ending: () => Ending;
}

/** Takes every request through the guards to its route's handler and sends what comes of it. Never rejects. */
export function createRequestListener(options: ListenerOptions) {
  const match = createRoutingTable(options.routes);
  const places = new Map<Route, Places>();

  /** Each route has its own: a flood at one keeps nobody from another, least of all from `/livez`. */
  function placesAt(route: Route): Places {
    const { method, path } = route;
    const { atOneRoute, log } = options;
    const full = () => log.error({ method, path, atOneRoute }, 'too busy: requests are refused');
    const known = places.get(route) ?? createPlaces(atOneRoute, full);
    places.set(route, known);
    return known;
  }

  async function answerOf(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<WebAnswer> {
    const headers = readHeaders(request.rawHeaders);
    const hosts = allowedHosts(options.allowedHosts, request.socket.localPort ?? 0, request.socket.localAddress ?? '');
    const url = parseTarget(request.url ?? '', checkHost(headers, hosts));
    const found = match(url.pathname);
    const route = found?.routes.get(request.method ?? '');
    checkSite(request.method ?? '', placesOf(route), headers, hosts);
    if (found === undefined) throw new Refusal(404, 'There is nothing at this address.');
    if (route === undefined) throw wrongMethod(found);
    if (route.browser && route.method !== 'GET' && route.method !== 'HEAD') checkForm(headers);
    checkEncodings(headers);
    const params = decodeParameters(found.encoded);
    // Also before its body is read; but nobody takes a place by sending one slowly.
    placesAt(route).check();
    const body = await readBody(request, response, { bytes: route.bodyLimit, ms: options.bodyMs });
    const remoteAddress = request.socket.remoteAddress ?? '';
    const whole = { method: route.method, url, params, headers, body, remoteAddress, signal };
    return placesAt(route).take(() => route.handle(whole));
  }

  function answerTo(error: unknown, request: IncomingMessage): WebAnswer {
    const page = request.headers.accept?.includes('text/html') ?? false;
    if (error instanceof Refusal || error instanceof UserError) return problemAnswer(error, page);
    return problemAnswer(asBug(report(error, request)), page);
  }

  function report(error: unknown, request: IncomingMessage): string {
    const reference = options.newReference();
    // Without the query: it can hold a ticket.
    const path = request.url?.split('?')[0];
    options.log.error({ err: error, reference, method: request.method, path }, 'a web request failed');
    return reference;
  }

  return async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => {
      const cutByUs = response.errored !== null;
      if (!response.writableFinished && !cutByUs) gone.abort();
    });
    const answer = await answerOf(request, response, gone.signal).catch((error) =>
      gone.signal.aborted && error === gone.signal.reason ? undefined : answerTo(error, request),
    );
    if (answer === undefined) return;
    try {
      await sendAnswer(request, response, answer, options.ending());
    } catch (error) {
      if (gone.signal.aborted) return;
      const bug = answerTo(error, request);
      if (response.headersSent) response.destroy();
      else await sendAnswer(request, response, bug, options.ending());
    }
  };
}

/** Where another site may open a route; what is not there is said to whoever follows a link. */
function placesOf(route: Route | undefined): readonly string[] {
  if (route?.browser === false) return [];
  return route?.framed === true ? ['document', 'iframe'] : ['document'];
}

function wrongMethod(found: PathMatch): Refusal {
  const allow = Array.from(found.routes.keys()).join(', ');
  return new Refusal(405, `This address answers ${allow}.`, { allow });
}

function asBug(reference: string): UserError {
  return new UserError({
    code: 'bug',
    message: `Something went wrong here. Its reference is ${reference}.`,
    fix: 'Give the reference to whoever runs Pipehand: what happened stands under it in the log.',
  });
}
