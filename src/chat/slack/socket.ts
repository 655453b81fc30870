import { SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Log } from '../../log.ts';
import { boltLog } from './bolt-log.ts';

/** One connection of Socket Mode, as Bolt makes it. */
export type Socket = SocketModeReceiver['client'];

interface SocketOptions {
  appToken: string;
  client: webApi.WebClientOptions;
  log: Log;
}

/** A connection that is not begun yet. When it ends it is over; whoever wants another one makes it. */
export function newSocket({ appToken, client, log }: SocketOptions): Socket {
  const { client: socket } = new SocketModeReceiver({
    appToken,
    logger: boltLog(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: client },
  });
  // Slack's client reads a frame in a function whose failure nobody awaits; it would end the process.
  const listeners = socket.listeners('ws_message');
  socket.removeAllListeners('ws_message');
  socket.on('ws_message', (...frame) => {
    for (const listener of listeners) {
      Promise.resolve(listener(...frame)).catch((error: unknown) => {
        log.warn({ err: error }, 'a frame of Slack could not be read');
      });
    }
  });
  return socket;
}
