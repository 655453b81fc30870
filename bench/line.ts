import { parseLine } from '../src/commands/line.ts';
import { type FlagShape, indexVerbs, type VerbShape } from '../src/commands/shape.ts';
import { median } from './median.ts';

const most = { microseconds: 2 };
const least = { timesFaster: 5 };

const names =
  'run|start|trigger|submit status|st|show list|ls|pipelines runs|history describe|info|params logs|log|tail metrics ' +
  'artifacts|outputs compare|diff cancel|stop|kill|abort retry rerun publish versions promote|default rollback enable ' +
  'disable subscribe|sub|watch unsubscribe|unsub mute|snooze unmute digest approve reject claim|ack compute queue open ' +
  'whoami help|?';

/** One line for each way people type: bare, with parameters, flags, quotes, filters, and as phones mangle it. */
const lines = [
  'run churn',
  'run churn learning_rate=0.01 epochs=20',
  'run churn learning_rate=0.01 epochs=20 data=churn_2026:3 --wait',
  'run churn --experiment nightly --fresh --why "new features, see the notebook"',
  'Run churn message=“first try” —wait',
  'start train optimizer=adam batch_size=64 shuffle=yes --tag owner=ada',
  'status',
  'status 7Q3K',
  'list churn',
  'runs churn status=failed since=7d',
  'runs status:running by=@ada --limit 10',
  'describe churn --params',
  'logs 7Q3K train --tail 50',
  'logs last --grep "loss=" --stderr',
  'metrics last:churn',
  'artifacts 7Q3K train_model',
  'compare 7Q3K 7Q3M',
  'cancel 7Q3K --why "wrong data" --yes',
  'retry last-failed',
  'rerun 7Q3K learning_rate=0.001',
  'publish 7Q3K as churn --description "tuned on the data of November"',
  'promote churn@v12',
  'rollback churn',
  'disable churn --for 2h --why "data is being reloaded"',
  'subscribe churn on=failed,compute --mention owner',
  'mute churn 2h --except failed',
  "claim 7Q3K looking into it, don't restart",
  'compute cpu-cluster',
  'whoami',
  'help run',
];

function flag(name: string, takes: FlagShape['takes']): FlagShape {
  return { name, takes, summary: '' };
}

const flags: readonly FlagShape[] = [
  ...['wait', 'fresh', 'params', 'stderr', 'yes', 'steps', 'all', 'dry-run'].map((name) => flag(name, 'nothing')),
  ...['experiment', 'why', 'tag', 'limit', 'tail', 'grep', 'for', 'mention', 'except', 'description'].map((name) =>
    flag(name, 'value'),
  ),
];

const verbs = names.split(' ').map((all): VerbShape => {
  const [name = '', ...aliases] = all.split('|');
  const takesAssignments = ['run', 'rerun', 'subscribe'].includes(name);
  const filters = name === 'runs' ? { filters: ['status', 'by', 'since', 'experiment'] } : {};
  return { name, aliases, flags, ...filters, takesAssignments, takesBody: name === 'run', takesText: name === 'claim' };
});

interface Robot {
  respond(pattern: RegExp, callback: () => void): void;
  receive(message: object): Promise<unknown>;
  shutdown(): void;
}

interface Hubot {
  Robot: new (adapter: object, httpd: boolean, name: string) => Robot;
  TextMessage: new (user: object, text: string, id: string) => object;
}

/** A robot with one `respond` for each verb, written as Hubot's README writes them; none sends anything. */
async function createHubot(): Promise<{ hear(line: string): Promise<unknown>; heard(): number; close(): void }> {
  // A name behind a variable: the type check must pass where the peers are not installed.
  const peer = 'hubot';
  const hubot: Hubot = await import(peer);
  const robot = new hubot.Robot({ name: 'none', close() {} }, false, 'pipehand');
  let count = 0;
  for (const name of names.split(' ')) {
    robot.respond(new RegExp(`(?:${name.replace('?', '\\?')})(?: (.*))?$`, 'i'), () => {
      count++;
    });
  }
  const user = { id: 'U1', name: 'ada', room: 'ml' };
  return {
    hear: (line) => robot.receive(new hubot.TextMessage(user, `pipehand ${line}`, '1')),
    heard: () => count,
    close: () => robot.shutdown(),
  };
}

/**
 * `parseLine`, normalization included, beside Hubot's `receive` up to the listener, in alternating rounds. Answers
 * whether both targets were met.
 */
export async function benchLine(): Promise<boolean> {
  const index = indexVerbs(verbs);
  const hubot = await createHubot();
  const ours: number[] = [];
  const theirs: number[] = [];
  const repeats = { ours: 2000, theirs: 300 };
  let words = 0;
  for (let round = 0; round < 11; round++) {
    const start = performance.now();
    for (let repeat = 0; repeat < repeats.ours; repeat++) {
      for (const line of lines) words += parseLine(line, index).operands.length;
    }
    const middle = performance.now();
    for (let repeat = 0; repeat < repeats.theirs; repeat++) {
      for (const line of lines) await hubot.hear(line);
    }
    const end = performance.now();
    ours.push(((middle - start) * 1000) / (repeats.ours * lines.length));
    theirs.push(((end - middle) * 1000) / (repeats.theirs * lines.length));
  }
  hubot.close();
  const expected = 11 * repeats.theirs * lines.length;
  if (words === 0 || hubot.heard() !== expected) throw new Error(`Hubot heard ${hubot.heard()} of ${expected} lines`);
  const [microseconds, hubotMicroseconds] = [median(ours), median(theirs)];
  const timesFaster = hubotMicroseconds / microseconds;
  const measured = `${microseconds.toFixed(1)} µs, Hubot ${hubotMicroseconds.toFixed(1)} µs, ${timesFaster.toFixed(1)} times faster`;
  console.log(`line: ${measured} (target: at most ${most.microseconds} µs, ${least.timesFaster} times faster)`);
  return microseconds <= most.microseconds && timesFaster >= least.timesFaster;
}
