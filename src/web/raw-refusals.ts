import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { securityHeaders } from './security-headers.ts';

const statusOfParseError: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers what never becomes a request: bytes that are no HTTP, headers that are too long or too slow, CONNECT. While
 * an earlier request on the connection is unanswered (`isBusy`) it is cut without words, which the client could take
 * for the answer to that request.
 */
export function attachRawRefusals(server: Server, isBusy: (socket: Duplex) => boolean): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || isBusy(socket)) socket.destroy();
    else refuse(socket, statusOfParseError[error.code ?? ''] ?? 400);
  });
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    if (isBusy(socket)) socket.destroy();
    else refuse(socket, 405, { allow: 'GET, HEAD, POST, PUT, DELETE' });
  });
}

function refuse(socket: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const all = { ...securityHeaders, ...headers, 'content-length': '0', connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`, () => socket.destroy());
}
