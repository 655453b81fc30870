import { createServer, type ServerResponse } from 'node:http';
import type { Answer } from './stand-in-platform.ts';

/** What goes wrong with one request. */
export type Fault =
  /** Answered at once, and not taken. */
  | { kind: 'answer'; status: number; retryAfter?: string }
  /** The connection breaks before anything is taken. */
  | { kind: 'drop' }
  /** Taken; then the connection breaks, an error is answered, nothing is answered, or nothing that makes sense. */
  | { kind: 'accept-drop' | 'accept-500' | 'accept-hang' | 'malformed' }
  /** Nothing is answered, and the request is taken so many real milliseconds later. */
  | { kind: 'late'; ms: number };

/** Anything that takes requests, and does what they ask for. */
export interface StandIn<Request> {
  refusal(request: Request): Answer | undefined;
  commit(request: Request): Answer;
}

interface Options<Request> {
  standIn: StandIn<Request>;
  /** What goes wrong with this request; asked once for each. */
  faultFor(request: Request): Fault | undefined;
}

/** A stand-in behind a real HTTP server. */
export interface Served {
  url: string;
  /** Requests that it will take later. */
  pending(): number;
  close(): void;
}

/** Serves a stand-in on a free port. */
export async function serveStandIn<Request>(options: Options<Request>): Promise<Served> {
  const { standIn } = options;
  let pending = 0;

  const take = (request: Request): Answer => standIn.refusal(request) ?? standIn.commit(request);

  /** Undefined where no answer comes. */
  function answerTo(request: Request, cut: () => void): Answer | 'nonsense' | undefined {
    const fault = options.faultFor(request);
    if (fault?.kind === 'answer') return { ...fault, body: {} };
    if (fault?.kind === 'late') {
      pending += 1;
      setTimeout(() => {
        pending -= 1;
        take(request);
      }, fault.ms);
      return undefined;
    }
    if (fault?.kind === 'drop') {
      cut();
      return undefined;
    }
    const answer = take(request);
    switch (fault?.kind) {
      case undefined:
        return answer;
      case 'accept-500':
        return { status: 500, body: {} };
      case 'malformed':
        return 'nonsense';
      case 'accept-drop':
        cut();
        return undefined;
      case 'accept-hang':
        return undefined;
      default:
        return fault satisfies never;
    }
  }

  function respond(response: ServerResponse, answer: ReturnType<typeof answerTo>): void {
    if (answer === undefined) return;
    if (answer === 'nonsense') {
      response.end('<html>Something went wrong</html>');
      return;
    }
    const { status, retryAfter, body } = answer;
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
    response.end(JSON.stringify(body));
  }

  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const request: Request = JSON.parse(Buffer.concat(pieces).toString());
      respond(
        response,
        answerTo(request, () => response.destroy()),
      );
    });
    incoming.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    pending: () => pending,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
