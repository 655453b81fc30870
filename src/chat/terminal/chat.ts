import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { cardOf } from '../../cards/card-of.ts';
import { cardLines } from '../../cards/plain-text.ts';
import { shorten, widthOf } from '../../cards/text-layout.ts';
import type { Reply } from '../../commands/reply.ts';
import { isTerminal } from '../../pipelines/status.ts';
import type { Desk } from './desk.ts';
import { answerOf, followToEnd, type OpenDesk, openDesks } from './desks.ts';
import { createLiveRegion } from './live-region.ts';
import { terminalStyle } from './terminal-style.ts';

/** The screen and the person before it. */
export interface ChatOptions {
  open: OpenDesk;
  input: ReadStream;
  output: WriteStream;
  colour: boolean;
  history: { lines: readonly string[]; save(lines: readonly string[]): void };
  greeting: readonly string[];
  now: () => number;
}

/** Lines remembered between chats. */
const rememberedLines = 500;

const leave = new Set(['exit', 'quit', 'bye']);

/**
 * The conversation at a terminal: history, completion, and the cards of runs that go on drawn in place above the prompt
 * until they end. Resolves when the person leaves (Ctrl-D, `exit`); leaving cancels nothing.
 */
export async function chat(options: ChatOptions): Promise<void> {
  const { output, now } = options;
  const desks = await openDesks(options.open);
  const left = new AbortController();
  const live = new Map<string, Reply>();
  const prompt = 'pipehand> ';

  const lines = createInterface({
    input: options.input,
    output,
    prompt,
    history: [...options.history.lines],
    historySize: rememberedLines,
    removeHistoryDuplicates: true,
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      complete(desks.current, line).then(
        (result) => done(null, result),
        () => done(null, [[], line]),
      );
    },
  });
  lines.on('history', (history: string[]) => options.history.save(history));

  const region = createLiveRegion(
    {
      columns: () => output.columns,
      rows: () => output.rows,
      write: (text) => output.write(text),
      cursorRow: () => lines.getCursorPos().rows,
      drawPrompt: () => lines.prompt(true),
      promptRows: (text) => Math.floor(Math.max(0, widthOf(text) - 1) / output.columns) + 1,
    },
    shorten,
  );

  function textOf(reply: Reply): string[] {
    const style = terminalStyle({ colour: options.colour, columns: output.columns, now: now() });
    return ['', ...cardLines(cardOf(reply, now()), style)];
  }

  function drawLive(): void {
    region.show([...live.values()].flatMap(textOf));
  }

  async function follow(runId: string): Promise<void> {
    const show = (reply: Reply) => {
      if (reply.kind !== 'run') return;
      if (isTerminal(reply.run.status)) live.delete(runId);
      else live.set(runId, reply);
      drawLive();
    };
    const final = await followToEnd(desks, runId, show, left.signal);
    live.delete(runId);
    if (final) region.print([...textOf(final), '']);
  }

  async function hear(text: string): Promise<void> {
    region.entered(`${prompt}${text}`);
    const { reply } = await answerOf(desks, { kind: 'say', key: randomUUID(), text });
    if (reply.kind !== 'run' || isTerminal(reply.run.status)) {
      region.print([...textOf(reply), '']);
      return;
    }
    if (!live.has(reply.run.id)) {
      live.set(reply.run.id, reply);
      void follow(reply.run.id).catch((error) => region.print([`The run cannot be followed: ${String(error)}`]));
    }
    drawLive();
  }

  // Durations on the cards grow by themselves between changes.
  const tick = setInterval(() => live.size > 0 && drawLive(), 1_000);
  output.write(`${options.greeting.join('\n')}\n\n`);
  lines.prompt();
  try {
    await talk();
  } finally {
    clearInterval(tick);
    left.abort();
    lines.close();
    await desks.current.close();
  }

  function talk(): Promise<void> {
    return new Promise((resolve) => {
      let last = Promise.resolve();
      lines.on('line', (raw) => {
        const text = raw.trim();
        if (leave.has(text.toLowerCase())) return lines.close();
        if (text === '') return drawLive();
        last = last.then(() => hear(text)).catch((error) => region.print([String(error)]));
      });
      // Ctrl-C clears what was typed; on an empty line it leaves.
      lines.on('SIGINT', () => (lines.line === '' ? lines.close() : lines.write(null, { ctrl: true, name: 'u' })));
      lines.on('close', () => resolve());
      output.on('resize', drawLive);
    });
  }
}

async function complete(desk: Desk, line: string): Promise<[string[], string]> {
  for await (const event of desk.ask({ kind: 'complete', text: line })) {
    if (event.kind === 'completions') return [[...event.words], line.slice(line.lastIndexOf(' ') + 1)];
  }
  return [[], line];
}
