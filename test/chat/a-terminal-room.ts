import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Card } from '../../src/cards/card.ts';
import { cardOf } from '../../src/cards/card-of.ts';
import type { Outgoing } from '../../src/chat/platform.ts';
import type { Desk, DeskEvent } from '../../src/chat/terminal/desk.ts';
import { writeDeskAddress } from '../../src/chat/terminal/desk-address.ts';
import { createBell, feedEvents } from '../../src/chat/terminal/feed-events.ts';
import { markSeen } from '../../src/chat/terminal/terminal-messages.ts';
import { createTerminalPlatform, terminalChannel } from '../../src/chat/terminal/terminal-platform.ts';
import { type TerminalSchema, terminalMigrations } from '../../src/chat/terminal/terminal-schema.ts';
import { systemClock } from '../../src/clock.ts';
import { followRun } from '../../src/pipelines/follow-run.ts';
import { isTerminal } from '../../src/pipelines/status.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { terminalRoute } from '../../src/wiring/mounted-routes.ts';
import { openEmbedded } from '../support/embedded.ts';
import { openStoreAt } from '../support/store-address.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { aWebServer } from '../web/a-web-server.ts';

/** A home whose server has a store, the terminal's platform and runs; a chat finds the server by the home. */
export interface TerminalRoom {
  home: string;
  /** Posts or edits a message to ada. */
  post(message: Outgoing): Promise<string>;
  /** The same for a card with this title that shows nothing that changes. */
  notice(title: string): Promise<string>;
  /** Lets the steps of all runs end. */
  letGo(): void;
  /** Settles when the messages of all runs show how they ended. */
  delivered(): Promise<unknown>;
  /** Ends the server as a crash does; runs go on, and messages are posted all the same. */
  stop(): Promise<void>;
  /** Starts a server, on another port. */
  start(): Promise<void>;
}

const token = 'a token of more than thirty-two characters';

/** Opens it, with a server and the pipeline `p`, whose one step waits to be let go. */
export async function aTerminalRoom(): Promise<TerminalRoom> {
  const folder = temporaryFolder();
  const step = `while [ -d ${folder} ] && [ ! -e ${folder}/go ]; do sleep 0.05; done`;
  const { service, home } = await openEmbedded({ 'p.yml': `type: pipeline\njobs: { wait: { command: "${step}" } }\n` });
  const file = join(home, 'pipehand.db');
  const store = await openStoreAt<TerminalSchema>({ file }, terminalMigrations, systemClock);
  const bell = createBell();
  const platform = createTerminalPlatform({ store, clock: systemClock, posted: bell.ring });
  const deliveries: Promise<void>[] = [];
  const closed = new AbortController();
  onTestFinished(async () => {
    closed.abort();
    await Promise.all(deliveries);
    await store.close();
  });

  const post = (message: Outgoing) => platform.post(terminalChannel('ada'), message);

  /** What delivery does for a run that a channel shows. */
  async function deliver(runId: string): Promise<void> {
    for await (const run of followRun(service, runId, closed.signal)) await post(messageOf(run));
  }

  async function* ask(...[request, signal = closed.signal]: Parameters<Desk['ask']>): AsyncGenerator<DeskEvent> {
    switch (request.kind) {
      case 'say': {
        const runId = `run-${request.key}`;
        const source = { kind: 'pipeline', name: 'p' } as const;
        const run = await service.submit({ runId, source, parameters: {}, submittedBy: 'terminal:ada' });
        if (request.feed) deliveries.push(deliver(runId));
        yield { kind: 'answer', reply: { kind: 'run', run }, started: true, wait: false };
        return;
      }
      case 'follow':
        for await (const run of followRun(service, request.runId, signal)) {
          yield { kind: 'answer', reply: { kind: 'run', run }, started: false, wait: false };
        }
        return;
      case 'feed':
        yield* feedEvents({ store, channel: request.channel, onPosted: bell.onRing, clock: systemClock, signal });
        return;
      case 'seen':
        await markSeen(store, request.ids);
        return;
      default:
        yield { kind: 'completions', words: [] };
    }
  }

  let server: Awaited<ReturnType<typeof aWebServer>> | undefined;
  async function start(): Promise<void> {
    server = await aWebServer([terminalRoute({ ask, isOwner: true, close: async () => {} }, token)], { drainMs: 1 });
    writeDeskAddress(home, { url: `http://127.0.0.1:${server.port}`, token, pid: process.pid });
  }
  async function stop(): Promise<void> {
    await server?.close();
  }
  await start();
  onTestFinished(stop);

  return {
    home,
    post,
    notice: (title) => post({ marker: title, card: { title, elements: [] } }),
    letGo: () => writeFileSync(join(folder, 'go'), ''),
    delivered: () => Promise.all(deliveries),
    stop,
    start,
  };
}

/** The message that shows a run, as it stands now. */
export function messageOf(run: Run): Outgoing {
  const subject = `run:${run.id}`;
  return {
    marker: `live:${subject}`,
    subject,
    card: cardOf({ kind: 'run', run }, Date.now()),
    isFinal: isTerminal(run.status),
  };
}

export function aCard(title: string): Card {
  return { title, elements: [] };
}
