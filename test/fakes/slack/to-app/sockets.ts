import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../../src/clock.ts';
import { at, isObject, type JsonObject, parsed, textAt } from '../json.ts';
import type { Methods } from '../web-api/method.ts';
import { type Attempt, type Outbound, patience, type Sending } from './delivery.ts';
import { acceptWebSocket, type WebSocketEnd } from './web-socket.ts';

/** More connections than this an app may not have. */
const mostConnections = 10;

/** Socket Mode: the connections that the app keeps open, and what is sent over them. */
export interface Sockets {
  methods: Methods;
  /** Takes a request for an upgrade. */
  accept(request: IncomingMessage, socket: Duplex): void;
  /** Sends over one of the connections, each in turn, and answers each try. */
  send(outbound: Outbound, sending: Sending): Promise<readonly Attempt[]>;
  /** How many are open. */
  count(): number;
  /** Asks the app to connect anew, and closes: what Slack does every few hours. */
  disconnect(reason?: 'refresh_requested' | 'warning' | 'link_disabled'): void;
  /** Breaks every connection. */
  cut(): void;
}

interface Options {
  clock: Clock;
  appId: string;
  /** Where the app is to connect. */
  address(): string;
  /** Told of what acknowledges nothing. */
  onStray(text: string): void;
}

export function createSockets({ clock, appId, address, onStray }: Options): Sockets {
  const tickets = new Set<string>();
  const waiting = new Map<string, (answer: JsonObject) => void>();
  let open: readonly WebSocketEnd[] = [];
  let turn = 0;

  function onText(text: string): void {
    const message = parsed(text);
    const id = textAt(message, 'envelope_id') ?? '';
    const acknowledge = waiting.get(id);
    const answer = at(message, 'payload');
    if (acknowledge) acknowledge(isObject(answer) ? answer : {});
    else onStray(text);
  }

  async function sendOnce(outbound: Outbound, { retry }: Sending): Promise<Attempt> {
    const nothing = { retry, status: undefined, body: '', answer: undefined, isUnwanted: false };
    turn += 1;
    const connection = open[turn % Math.max(1, open.length)];
    if (!connection) return { ...nothing, failure: 'connection_failed' };
    const id = randomUUID();
    const answered = new AbortController();
    let answer: JsonObject | undefined;
    waiting.set(id, (given) => {
      answer = given;
      answered.abort();
    });
    connection.send(JSON.stringify(envelope(id, outbound, retry)));
    await clock.wait(patience, answered.signal);
    waiting.delete(id);
    if (answer === undefined) return { ...nothing, failure: 'timeout' };
    return { ...nothing, body: JSON.stringify(answer), answer, failure: undefined };
  }

  return {
    methods: {
      'apps.connections.open': {
        by: 'app',
        takesJson: true,
        call() {
          const ticket = randomBytes(16).toString('hex');
          tickets.add(ticket);
          return { ok: true, url: `${address()}/link/?ticket=${ticket}&app_id=${appId}` };
        },
      },
    },

    accept(request, socket) {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname !== '/link/' || !tickets.delete(url.searchParams.get('ticket') ?? '')) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      const end = acceptWebSocket(request, socket, {
        onText,
        onEnd: () => {
          open = open.filter((one) => one !== end);
        },
      });
      if (open.length >= mostConnections) {
        end.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
        end.close();
        return;
      }
      open = [...open, end];
      end.send(JSON.stringify(hello(appId, open.length)));
    },

    send: (outbound, sending) =>
      Promise.all(Array.from({ length: sending.copies ?? 1 }, () => sendOnce(outbound, sending))),

    count: () => open.length,

    disconnect(reason = 'refresh_requested') {
      for (const end of open) {
        end.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-1' } }));
        end.close();
      }
      open = [];
    },

    cut() {
      for (const end of open) end.cut();
      open = [];
    },
  };
}

function hello(appId: string, connections: number): JsonObject {
  return {
    type: 'hello',
    num_connections: connections,
    debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: appId },
  };
}

/** A command may be answered with its acknowledgement, and so may an act; an event may not. */
function envelope(id: string, { kind, payload }: Outbound, retry: Sending['retry']): JsonObject {
  const isEvent = kind === 'events_api';
  return {
    envelope_id: id,
    type: kind,
    payload,
    accepts_response_payload: !isEvent,
    ...(isEvent && { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' }),
  };
}
