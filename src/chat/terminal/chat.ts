import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Card } from '../../cards/card.ts';
import { cardOf } from '../../cards/card-of.ts';
import { cardLines } from '../../cards/plain-text.ts';
import { wrap } from '../../cards/text-layout.ts';
import type { Reply } from '../../commands/reply.ts';
import { isTerminal } from '../../pipelines/status.ts';
import type { Desk } from './desk.ts';
import { answerOf, followToEnd, type OpenDesk, openDesks } from './desks.ts';
import { type FeedAccess, openFeed } from './feed.ts';
import { createLiveRegion } from './live-region.ts';
import { terminalStyle } from './terminal-style.ts';

/** The screen and the person before it. */
export interface ChatOptions {
  open: OpenDesk;
  input: ReadStream;
  output: WriteStream;
  colour: boolean;
  history: { lines: readonly string[]; save(lines: readonly string[]): void };
  greeting(desk: Desk): Promise<readonly string[]>;
  /** Where its messages come from, beside the answers. */
  feed: FeedAccess;
  now: () => number;
}

/** Lines remembered between chats. */
const rememberedLines = 500;

const leave = new Set(['exit', 'quit', 'bye']);

/**
 * The conversation at a terminal: history, completion, and the cards of runs that go on drawn in place above the prompt
 * until they end, and messages to the person as they come. Resolves when the person leaves (Ctrl-D, `exit`) with the
 * number of runs whose cards were not at their end; leaving cancels nothing.
 */
export async function chat(options: ChatOptions): Promise<number> {
  const { output, now } = options;
  const desks = await openDesks(options.open);
  const greeting = await options.greeting(desks.current);
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
        ([words, begun]) => done(null, offered(words, begun)),
        () => done(null, [[], line]),
      );
    },
  });
  lines.on('history', (history: string[]) => options.history.save(history));

  // Some terminals tell no size.
  const columns = () => output.columns || 80;
  const region = createLiveRegion({
    columns,
    rows: () => output.rows || 24,
    write: (text) => output.write(text),
    typed: () => prompt + lines.line.slice(0, lines.cursor),
    drawPrompt: () => lines.prompt(true),
  });

  /** Lists words that go on in different ways: readline would write its list where the region does not know of it. */
  function offered(words: readonly string[], begun: string): [string[], string] {
    const next = words[0]?.slice(0, begun.length + 1) ?? '';
    if (words.length < 2 || (next !== begun && words.every((word) => word.startsWith(next))))
      return [[...words], begun];
    region.print(wrap(words.map((word) => word.trim()).join('  '), columns()));
    return [[], begun];
  }

  function linesOf(card: Card): string[] {
    const style = terminalStyle({ colour: options.colour, columns: columns(), now: now() });
    return ['', ...cardLines(card, style)];
  }

  function print(cards: readonly Card[]): void {
    region.print([...cards.flatMap(linesOf), '']);
  }

  function drawLive(): void {
    region.show([...live.values()].flatMap((reply) => linesOf(cardOf(reply, now()))));
  }

  async function follow(runId: string): Promise<void> {
    const show = (reply: Reply) => {
      if (reply.kind !== 'run') return;
      if (isTerminal(reply.run.status)) live.delete(runId);
      else live.set(runId, reply);
      drawLive();
    };
    const final = await followToEnd(desks, runId, show, left.signal).catch(cannotFollow);
    if (left.signal.aborted) return;
    live.delete(runId);
    if (final) print([cardOf(final, now())]);
    else drawLive();
    feed.ended(runId, final?.kind === 'run' && isTerminal(final.run.status));
  }

  function cannotFollow(error: unknown): undefined {
    if (!left.signal.aborted) region.print([`The run cannot be followed: ${String(error)}`]);
  }

  async function hear(text: string): Promise<void> {
    region.print([`${prompt}${text}`]);
    const { reply } = await answerOf(desks, { kind: 'say', key: randomUUID(), text, feed: true });
    if (reply.kind !== 'run' || isTerminal(reply.run.status)) {
      print([cardOf(reply, now())]);
      if (reply.kind === 'run') feed.printed(reply.run.id);
      return;
    }
    if (feed.begins(reply.run.id)) {
      live.set(reply.run.id, reply);
      void follow(reply.run.id);
    }
    drawLive();
  }

  // Durations on the cards grow by themselves between changes.
  const tick = setInterval(() => live.size > 0 && drawLive(), 1_000);
  output.write(`${greeting.flatMap((line) => wrap(line, columns())).join('\n')}\n\n`);
  lines.prompt();
  const feed = openFeed(desks, options.feed, { print, follow: (runId) => void follow(runId) }, left.signal);
  try {
    await talk();
  } finally {
    clearInterval(tick);
    left.abort();
    lines.close();
    output.write('\r\u001b[0J');
    await feed.acknowledged();
    await desks.current.close();
  }
  return live.size;

  function talk(): Promise<void> {
    return new Promise((resolve) => {
      let last = Promise.resolve();
      lines.on('line', (raw) => {
        const text = raw.trim();
        if (leave.has(text.toLowerCase())) return lines.close();
        region.entered(prompt + raw);
        if (text === '') return;
        last = last.then(() => hear(text)).catch((error) => region.print([String(error)]));
      });
      // Ctrl-C clears what was typed; on an empty line it leaves.
      lines.on('SIGINT', () => {
        if (lines.line === '') return lines.close();
        lines.write(null, { ctrl: true, name: 'e' });
        lines.write(null, { ctrl: true, name: 'u' });
      });
      lines.on('close', () => resolve());
      // The window was closed.
      for (const gone of [lines, output]) gone.on('error', () => resolve());
      // Before readline draws the prompt for the new columns where it thinks that it stands.
      output.prependListener('resize', () => region.resized());
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
