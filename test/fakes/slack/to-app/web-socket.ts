import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of a WebSocket (RFC 6455), as much of it as Socket Mode needs: text, ping, close. */
export interface WebSocketEnd {
  send(text: string): void;
  /** Says goodbye; the connection ends when the other side has answered. */
  close(): void;
  /** Breaks the connection without a word. */
  cut(): void;
}

/** What happens at the other side. `onEnd` comes once, however the connection ended. */
export interface WebSocketEvents {
  onText(text: string): void;
  onEnd(): void;
}

const opcodes = { continued: 0, text: 1, close: 8, ping: 9, pong: 10 };

/** Answers the request for an upgrade. */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex, events: WebSocketEvents): WebSocketEnd {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
  let unread = Buffer.alloc(0);
  let text = '';
  let saidGoodbye = false;

  function send(opcode: number, payload: Buffer): void {
    if (socket.writable) socket.write(Buffer.concat([frameHead(opcode, payload.length), payload]));
  }

  function goodbye(code: Buffer): void {
    if (!saidGoodbye) send(opcodes.close, code);
    saidGoodbye = true;
  }

  function take({ opcode, isLast, payload }: Frame): void {
    if (opcode === opcodes.ping) send(opcodes.pong, payload);
    if (opcode === opcodes.close) {
      goodbye(payload.subarray(0, 2));
      socket.end();
      return;
    }
    if (opcode !== opcodes.text && opcode !== opcodes.continued) return;
    text += payload.toString();
    if (!isLast) return;
    events.onText(text);
    text = '';
  }

  socket.on('data', (piece: Buffer) => {
    unread = Buffer.concat([unread, piece]);
    for (let frame = readFrame(unread); frame; frame = readFrame(unread)) {
      unread = unread.subarray(frame.size);
      take(frame);
    }
  });
  socket.on('error', () => {});
  // A process that is no more sends nothing again; Node keeps our half of such a connection open.
  socket.on('end', () => socket.end());
  socket.on('close', () => events.onEnd());
  return {
    send: (words) => send(opcodes.text, Buffer.from(words)),
    close: () => goodbye(Buffer.from([0x03, 0xe8])),
    cut: () => socket.destroy(),
  };
}

/** A frame as a client sends it. */
interface Frame {
  opcode: number;
  isLast: boolean;
  payload: Buffer;
  /** Bytes it took. */
  size: number;
}

/** The first frame of these bytes, if all of it is there. */
function readFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + lengthBytes + 4;
  if (bytes.length < start) return undefined;
  const length =
    lengthBytes === 2 ? bytes.readUInt16BE(2) : lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ mask.readUInt8(index % 4);
  const first = bytes.readUInt8(0);
  return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload, size: start + length };
}

function frameHead(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode;
  if (length < 126) return Buffer.from([first, length]);
  const long = Buffer.alloc(length < 65_536 ? 4 : 10);
  long.writeUInt8(first, 0);
  long.writeUInt8(length < 65_536 ? 126 : 127, 1);
  if (length < 65_536) long.writeUInt16BE(length, 2);
  else long.writeBigUInt64BE(BigInt(length), 2);
  return long;
}
