import { connect, type Socket } from 'node:net';

/** What came back over one connection. Header names are in lower case. */
export interface RawAnswer {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

/** A request as it goes over the wire, byte for byte; `host` and `connection: close` are added unless they are given. */
export interface RawRequest {
  method?: string;
  target?: string;
  headers?: readonly (readonly [string, string])[];
  body?: string | Uint8Array;
  /** False: without a Host header. */
  host?: string | false;
}

/** Sends one request over its own connection and reads until the server closes it. */
export async function send(port: number, request: RawRequest): Promise<RawAnswer> {
  return parseAnswer(await exchange(port, printRequest(port, request)));
}

export function printRequest(port: number, request: RawRequest): Buffer {
  const { method = 'GET', target = '/', headers = [], body = '', host = `127.0.0.1:${port}` } = request;
  const bytes = Buffer.from(body);
  const framed = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(host === false ? [] : [`Host: ${host}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(bytes.length > 0 && !framed ? [`Content-Length: ${bytes.length}`] : []),
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

/** Sends bytes over a connection of their own and reads to its end. */
export async function exchange(port: number, bytes: Uint8Array): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return readToEnd(socket);
}

/** Everything that comes until the connection closes; a reset counts as closing. */
export function readToEnd(socket: Socket): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {});
  socket.on('close', () => resolve(Buffer.concat(chunks)));
  return promise;
}

export function parseAnswer(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1] ?? 0), headers: new Map(headers), body: bytes.subarray(end + 4) };
}
