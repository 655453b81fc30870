import { registerHooks } from 'node:module';
import { Counter, Gauge, Histogram } from 'prom-client';

// Loaded into a server before anything else: parts of it throw where they must not, and two signals bring about what
// nobody catches.

/** What is put behind a text of a file of Pipehand, which must stand in it. */
const broken = [
  {
    file: '/src/commands/verbs/whoami.ts',
    behind: 'async handle(_line, { incoming: { user }, admins, verbs }) {',
    fault: "throw new Error('the handler is broken');",
  },
  {
    file: '/src/commands/verbs/help.ts',
    behind: 'async handle(line, { verbs, incoming, admins }) {',
    fault: "throw new Error('unloggable');",
  },
  {
    file: '/src/redact.ts',
    behind: 'return (text) => ',
    fault: "text.includes('unloggable') ? JSON.parse('the log is broken') : ",
  },
  {
    file: '/src/chat/slack/render/render.ts',
    behind: 'export function renderForSlack(outgoing: Outgoing, options: RenderOptions): SlackContent {',
    fault: "if (JSON.stringify(outgoing).includes('cursed')) throw new Error('the renderer is broken');",
  },
  {
    file: '/src/cards/run-card.ts',
    behind: 'export function runCard(run: Run, now: number, { note, links }: Beside = {}): Card {',
    fault: "if (run.pipeline === 'doomed') throw new Error('the card is broken');",
  },
  {
    file: '/src/delivery/sender.ts',
    behind: 'async function round(): Promise<number> {',
    fault: "if (process.emit('pipehand-round')) throw new Error('the round is broken');",
  },
  {
    file: '/src/web/access.ts',
    behind: 'door(request, run) {',
    fault: "if (run === undefined) throw new Error('the page is broken');",
  },
] as const;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const here = broken.filter(({ file }) => url.endsWith(file));
    if (here.length === 0) return loaded;
    let source = String(loaded.source);
    for (const { behind, fault } of here) {
      if (!source.includes(behind)) throw new Error(`${url} has no "${behind}"`);
      source = source.replace(behind, () => `${behind} ${fault}`);
    }
    return { ...loaded, source };
  },
});

function countNothing(): never {
  throw new Error('the metrics are broken');
}
for (const kind of [Counter, Gauge, Histogram]) {
  for (const method of ['inc', 'set', 'observe']) {
    if (method in kind.prototype) Object.defineProperty(kind.prototype, method, { value: countNothing });
  }
}

process.on('SIGUSR2', () => {
  process.once('pipehand-round', () => {});
  void Promise.reject(new Error('nobody waits for this'));
});
process.on('SIGURG', () => {
  throw new Error('nobody catches this');
});
