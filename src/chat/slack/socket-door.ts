import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { inTime } from '../../in-time.ts';
import type { Log } from '../../log.ts';
import type { Front } from './front.ts';
import { newSocket, type Socket } from './socket.ts';

/** Connections held at the same time: Slack ends each now and then, and the other one takes what comes meanwhile. */
const connections = 2;

/** Milliseconds from asking for a connection until Slack greets us on it. */
const greetedWithin = 15_000;

/** Milliseconds after which a connection is good: one that ends sooner counts as a failed try. */
const goodAfter = 5_000;

/** Milliseconds before the first and the last of many tries to connect. */
const [firstWait, longestWait] = [500, 30_000];

/** Milliseconds for Slack to agree that a connection ends. */
const partingTime = 1_000;

interface SocketDoorOptions {
  appToken: string;
  client: webApi.WebClientOptions;
  front: Front;
  clock: Clock;
  random: () => number;
  log: Log;
}

/** Socket Mode: Slack's requests over connections that we open, for where nobody can reach us. */
export interface SocketDoor {
  start(): void;
  /** Takes nothing new, waits for what is being taken, and leaves. */
  close(): Promise<void>;
  /** How many connections Slack has greeted. */
  connected(): number;
}

const envelope = z.object({
  body: z.record(z.string(), z.unknown()),
  ack: z.custom<(reply?: object) => Promise<void>>((value) => typeof value === 'function'),
});

/**
 * Keeps its connections up by itself: Slack's client stops trying after some failures, and then throws where nobody can
 * catch it. An envelope is acknowledged when its request is committed, and else not at all: Slack sends it again.
 */
export function createSocketDoor(options: SocketDoorOptions): SocketDoor {
  const { front, clock, random, log } = options;
  const ending = new AbortController();
  const underWay = new Set<Promise<void>>();
  const greeted = new Set<Socket>();
  const loops: Promise<void>[] = [];
  const left = aborted(ending.signal);
  let isClosing = false;

  async function take(event: unknown): Promise<void> {
    const { success, data } = envelope.safeParse(event);
    if (!success || isClosing) return;
    const answer = await front(data.body);
    if (answer.kind === 'not-kept') return;
    // When the connection is gone meanwhile, the same request comes again on another one, and its key is known.
    await data.ack(answer.kind === 'taken' ? answer.reply : undefined).catch(() => {});
  }

  /** One connection, from its begin to its end. Throws when there was none to speak of. */
  async function connectOnce(): Promise<void> {
    const socket = newSocket(options);
    socket.on('slack_event', (event) => {
      const work = take(event).finally(() => underWay.delete(work));
      underWay.add(work);
    });
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    socket.on('disconnected', end);
    const begun = socket.start();
    try {
      await opened(begun);
      if (ending.signal.aborted) return;
      const greetedAt = clock.elapsed();
      greeted.add(socket);
      await Promise.race([ended, left]);
      if (clock.elapsed() - greetedAt < goodAfter) throw new Error('Slack ended the connection at once');
    } finally {
      greeted.delete(socket);
      // It may be greeted only now, when nobody waits for it any more.
      void begun.then(
        () => hangUp(socket, ended),
        () => {},
      );
    }
  }

  /** Settles when the connection is open, or nobody wants one any more. */
  async function opened(begun: Promise<unknown>): Promise<void> {
    try {
      await inTime(Promise.race([begun, left]), greetedWithin, clock, () => {
        throw new Error('Slack did not open the connection in time');
      });
    } catch (error) {
      throw error ?? new Error('Slack ended the connection before it was open');
    }
  }

  async function hangUp(socket: Socket, ended: Promise<void>): Promise<void> {
    socket.disconnect().catch(() => {});
    await Promise.race([ended, clock.wait(partingTime)]);
    // Asked a second time, Slack's client does not wait for an answer.
    socket.disconnect().catch(() => {});
  }

  async function keepConnected(): Promise<void> {
    let failures = 0;
    while (!ending.signal.aborted) {
      try {
        await connectOnce();
        failures = 0;
      } catch (error) {
        if (ending.signal.aborted) return;
        failures += 1;
        log.warn({ err: error, failures }, 'a connection for Socket Mode is missing; it is tried again');
        const wait = Math.min(longestWait, firstWait * 2 ** Math.min(failures - 1, 10));
        await clock.wait(wait * (0.5 + random() / 2), ending.signal);
      }
    }
  }

  return {
    start() {
      for (let count = 0; count < connections; count += 1) loops.push(keepConnected());
    },
    async close() {
      isClosing = true;
      await Promise.all(underWay);
      ending.abort();
      await Promise.race([Promise.all(loops), clock.wait(2 * partingTime)]);
    },
    connected: () => greeted.size,
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
