import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { UserError } from '../errors.ts';
import { attachRawRefusals } from './raw-refusals.ts';
import { createRequestListener, type WebLog } from './request-listener.ts';
import type { Route } from './route.ts';

/** How long (milliseconds) and how much the server bears. */
export interface WebLimits {
  /** For all headers of a request, counted from the connection's begin or the request's first byte. */
  headersMs: number;
  /** For a whole body, counted from the end of the headers. */
  bodyMs: number;
  /** A connection on which nothing moves for so long is cut, also while an answer is being streamed. */
  idleMs: number;
  /** A connection kept open for the next request; longer than the 60 seconds for which proxies usually reuse one. */
  keepAliveMs: number;
  /** For throwing away the rest of a refused body, so that the client gets to read the refusal. */
  lingerMs: number;
  /** For `close` to wait for what runs. */
  drainMs: number;
  /** Connections at a time; further ones are dropped. */
  connections: number;
  /** Requests, read to their end, that are carried out at a time at one route; further ones are answered 503 at once. */
  atOneRoute: number;
}

const usualLimits: WebLimits = {
  headersMs: 5_000,
  bodyMs: 5_000,
  idleMs: 120_000,
  keepAliveMs: 65_000,
  lingerMs: 500,
  drainMs: 10_000,
  connections: 5_000,
  // Four batches of the inbox: on a disk that takes half a second for a commit they are kept within the three seconds
  // that a chat platform waits.
  atOneRoute: 256,
};

export interface WebServerOptions {
  routes: readonly Route[];
  /** Hosts besides this machine's loopback names, as a Host header names them (`pipehand.example.com`). */
  allowedHosts: readonly string[];
  log: WebLog;
  /** Makes the reference under which a bug is logged and shown. */
  newReference: () => string;
  limits?: Partial<WebLimits>;
}

/** The one HTTP server. `close` takes no new connection and waits for what runs, for a bounded time. */
export interface WebServer {
  /** Answers the port it got (`port` 0: any free one); a port that cannot be had is a `UserError`. */
  listen(host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

/** A server on which no route's handler sees a request before its Host, origin, headers and body have been checked. */
export function createWebServer(options: WebServerOptions): WebServer {
  const limits = { ...usualLimits, ...options.limits };
  const unanswered = new WeakMap<Duplex, number>();
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.headersMs + limits.bodyMs + limits.lingerMs,
    connectionsCheckingInterval: Math.ceil(limits.headersMs / 10),
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: 16_384,
    insecureHTTPParser: false,
    // A missing Host is refused with all the others, in words.
    requireHostHeader: false,
  });
  server.maxConnections = limits.connections;
  server.timeout = limits.idleMs;
  // Node forgets headers beyond a count in silence; their bytes are limited already.
  server.maxHeadersCount = 0;

  const serve = createRequestListener({
    ...options,
    bodyMs: limits.bodyMs,
    atOneRoute: limits.atOneRoute,
    ending: () => ({ close: !server.listening, lingerMs: limits.lingerMs }),
  });

  function take(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    unanswered.set(socket, (unanswered.get(socket) ?? 0) + 1);
    response.once('close', () => {
      unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1);
      if (!server.listening) server.closeIdleConnections();
    });
    void serve(request, response);
  }
  server.on('request', take).on('checkContinue', take).on('checkExpectation', take);
  attachRawRefusals(server, (socket) => (unanswered.get(socket) ?? 0) > 0);

  return {
    listen(host, port) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const fail = (error: NodeJS.ErrnoException) => reject(cannotListen(host, port, error));
      server.once('error', fail).listen(port, host, () => {
        // From here on an error is a connection that could not be taken (too many open files): the next one may be.
        server
          .off('error', fail)
          .on('error', (error) => options.log.error({ err: error }, 'a connection was not taken'));
        const address = server.address();
        resolve(address !== null && typeof address === 'object' ? address.port : port);
      });
      return promise;
    },
    async close() {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      const timer = setTimeout(() => server.closeAllConnections(), limits.drainMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): UserError {
  return new UserError({
    code: 'unavailable',
    message: `The web server cannot listen on ${host}, port ${port} (${error.code}).`,
    fix: 'Stop what uses the port, or choose another address with HOST and PORT.',
  });
}
