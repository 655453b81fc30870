import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { cardOf } from './cards/card-of.ts';
import { plainText } from './cards/plain-text.ts';
import { chat } from './chat/terminal/chat.ts';
import { chatWithoutScreen } from './chat/terminal/chat-without-screen.ts';
import type { Desk, DeskRequest } from './chat/terminal/desk.ts';
import { readDeskAddress } from './chat/terminal/desk-address.ts';
import type { OpenDesk } from './chat/terminal/desks.ts';
import { greeting } from './chat/terminal/greeting.ts';
import { answers } from './chat/terminal/remote-desk.ts';
import { jsonLine, sayOnce } from './chat/terminal/say.ts';
import { systemClock } from './clock.ts';
import { problemReply } from './commands/problem-reply.ts';
import { type Config, readProcessConfig } from './config.ts';
import { exitCodeOf, exitCodes, UserError } from './errors.ts';
import { createLog } from './log.ts';
import { chatHistory } from './wiring/chat-history.ts';
import { makeHome } from './wiring/home-files.ts';
import { type Invocation, readInvocation, usage } from './wiring/invocation.ts';
import { joinDesk, onceFree, openDesk } from './wiring/open-desk.ts';

const { stdin, stdout, stderr, argv } = process;

/** Milliseconds that a server waits for a home that another process, of whatever kind, holds for a moment. */
const startPatience = 2_000;

const hasTerminal = stdin.isTTY && stdout.isTTY;

// A window that was closed takes no words any more; the work goes on all the same.
for (const stream of [stdout, stderr]) stream.on('error', () => {});

/** Where faults are told of: on stderr until it is known where the log is, and what must not stand in it. */
let faults = createLog({ level: 'info', to: stderr, secrets: [] });

const args = argv.slice(2);
// Whatever it was in the middle of is left as it is: the next start takes it up, as after a crash.
process.once('uncaughtException', (error) => process.exit(tell(error)));
process.exitCode = await run();

async function run(): Promise<number> {
  try {
    return await carryOut(readInvocation(args));
  } catch (error) {
    return tell(error);
  }
}

/** Tells the person why it ends, and answers the exit code. */
function tell(error: unknown): number {
  const reply = problemReply(error, faults);
  if (args.includes('--json')) stdout.write(jsonLine(reply));
  else stderr.write(plainText(cardOf(reply, Date.now())));
  return exitCodeOf(reply.code);
}

async function carryOut(invocation: Invocation): Promise<number> {
  if (invocation.kind === 'help') {
    stdout.write(usage);
    return exitCodes.done;
  }
  const config = readProcessConfig();
  makeHome(config.home);
  if (invocation.kind === 'start') return start(config);
  const log = fileLog(config);
  const open = () => openDesk(config, log);
  switch (invocation.kind) {
    case 'chat':
      sayGoingOn(await talk(config, open, undefined));
      return exitCodes.done;
    case 'say':
      return say(config, open, { ...invocation, kind: 'say', key: randomUUID(), text: invocation.line }, invocation);
    case 'submit': {
      const file = resolve(config.workingFolder, invocation.file);
      return say(config, open, { ...invocation, key: randomUUID(), file, folder: config.workingFolder }, invocation);
    }
    default:
      return invocation satisfies never;
  }
}

/** The server, with a chat where there is a screen. Ends with the chat, or when it is asked to (SIGTERM, SIGINT). */
async function start(config: Config): Promise<number> {
  const running = readDeskAddress(config.home);
  if (running && (await answers(running))) return joinRunning(config, running.url);
  const hasScreen = draws(config);
  const log = hasScreen ? fileLog(config) : createLog({ level: config.logLevel, to: stdout, secrets: config.secrets });
  faults = log;
  // Every effect is a transaction, so what was given up in the middle of one leaves nothing half done behind.
  process.on('unhandledRejection', (error) => problemReply(error, log));
  const { endsWithin, openPipehand } = await import('./main.ts');
  const pipehand = await onceFree(startPatience, () => openPipehand(config, log, true));
  const asked = Promise.race([
    once(process, 'SIGTERM'),
    once(process, 'SIGHUP'),
    hasScreen ? never() : once(process, 'SIGINT'),
  ]);
  // Whoever is told may ask it to end at once.
  log.info({ url: pipehand.url, home: config.home }, 'Pipehand is ready');
  // The chat ends before the work does.
  const desk = { ...pipehand.desk, close: async () => {} };
  if (hasScreen) await Promise.race([asked, talk(config, async () => desk, config.publicUrl ?? pipehand.url)]);
  else await asked;
  const lastExit = setTimeout(() => process.exit(exitCodes.done), endsWithin);
  const goingOn = await pipehand.service.runs({ groups: ['waiting', 'running'], limit: 100 });
  sayGoingOn(goingOn.length);
  await pipehand.close();
  // What was cut off may still wait for an answer.
  lastExit.unref();
  return exitCodes.done;
}

async function joinRunning(config: Config, url: string): Promise<number> {
  if (draws(config)) {
    stdout.write('Pipehand already runs for this home; this chat talks to it.\n');
    const log = fileLog(config);
    sayGoingOn(await talk(config, () => openDesk(config, log), url));
    return exitCodes.done;
  }
  throw new UserError({
    code: 'unavailable',
    message: `Pipehand already runs for the home ${config.home} (${url}).`,
    fix: 'Use that one, or give this one a home of its own: PIPEHAND_HOME=<folder>',
  });
}

/** True where the chat can draw in place. */
function draws({ drawsInPlace }: Config): boolean {
  return hasTerminal && drawsInPlace;
}

/** Resolves when the person leaves, with the number of their runs that go on. */
async function talk(config: Config, open: OpenDesk, web: string | undefined): Promise<number> {
  const greet = async (desk: Desk) => (hasTerminal ? greeting(desk, web) : []);
  const feed = { user: config.user, join: () => joinDesk(config), clock: systemClock };
  if (!draws(config)) {
    const out = (text: string) => stdout.write(text);
    await chatWithoutScreen({ open, input: stdin, out, greeting: greet, feed, now: Date.now });
    return 0;
  }
  return chat({
    open,
    input: stdin,
    output: stdout,
    colour: config.colour,
    history: chatHistory(config.home),
    greeting: greet,
    feed,
    now: Date.now,
  });
}

function sayGoingOn(runs: number): void {
  if (runs === 0) return;
  const words = runs === 1 ? '1 run goes' : `${runs} runs go`;
  stderr.write(`${words} on. Without a server, steps that run finish and the rest waits for the next start.\n`);
}

async function say(
  config: Config,
  open: OpenDesk,
  request: DeskRequest,
  how: { wait: boolean; json: boolean },
): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  return sayOnce(open, request, {
    out: (text) => stdout.write(text),
    aside: (text) => stderr.write(text),
    json: how.json,
    wait: how.wait,
    colour: config.colour && stdout.isTTY,
    columns: stdout.columns || 100,
    now: Date.now,
    signal: stop.signal,
  });
}

function fileLog(config: Config): Logger {
  return createLog({ level: config.logLevel, to: join(config.home, 'pipehand.log'), secrets: config.secrets });
}

function never(): Promise<void> {
  return new Promise(() => {});
}
