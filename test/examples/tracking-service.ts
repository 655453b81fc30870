import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as the tracking service received it. */
interface TrackingRequest {
  path: string;
  authorization?: string;
  body: string;
}

/** A stand-in for MLflow's tracking service: takes every POST, keeps it in `requests`, and answers `status`. */
export interface TrackingService {
  address: string;
  requests: readonly TrackingRequest[];
  listen: () => Promise<void>;
  close: () => Promise<void>;
}

/** Reserves a free port on this machine; the service refuses connections until `listen` is called. */
export async function createTrackingService(status: number): Promise<TrackingService> {
  const requests: TrackingRequest[] = [];
  const server = createServer(async (request, response) => {
    const { authorization } = request.headers;
    const body = await text(request);
    requests.push({ path: `${request.method} ${request.url}`, body, ...(authorization && { authorization }) });
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  await close();
  return { address: `http://127.0.0.1:${port}`, requests, listen: () => listen(port), close };

  function listen(at: number): Promise<void> {
    return new Promise((done, failed) => {
      server.once('error', failed).listen(at, '127.0.0.1', () => done());
    });
  }

  function close(): Promise<void> {
    return new Promise((done) => {
      server.close(() => done());
    });
  }
}
