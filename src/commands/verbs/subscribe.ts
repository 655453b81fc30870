import { userKey } from '../../chat/platform.ts';
import { UserError } from '../../errors.ts';
import { diffRun } from '../../notifications/diff-runs.ts';
import { hears } from '../../notifications/matching.ts';
import { everyPipeline, type Subscription } from '../../notifications/subscriptions.ts';
import { groupOf } from '../../pipelines/status.ts';
import type { Run } from '../../pipelines/types.ts';
import { visible } from '../../visible.ts';
import type { Line } from '../line.ts';
import { readEvents, readFilters, readPerson, readPipeline } from '../read-subscription.ts';
import type { LastWeek } from '../reply.ts';
import type { Asked, Verb } from '../verb.ts';

const week = 7 * 24 * 3_600_000;

/** Runs of the last week that are looked at. */
const mostRuns = 100;

/** `subscribe <pipeline|*> [on=…] [status=…] [experiment=…] [by=…]`: this channel hears of runs, whoever starts them. */
export const subscribe: Verb = {
  name: 'subscribe',
  aliases: ['sub', 'watch'],
  usage: 'subscribe <pipeline|*> [on=failed,…] [status=failed] [experiment=name] [by=me]',
  summary: 'Tells this channel what happens to the runs of a pipeline',
  example: 'subscribe iris on=failed',
  firstWord: 'pipeline',
  right: 'run',
  changes: true,
  flags: [
    {
      name: 'mention',
      takes: 'value',
      valueName: 'owner|@x|none',
      summary: 'Whom a failure mentions; @x is mentioned at every end',
    },
    { name: 'thread', takes: 'value', valueName: 'on|off', summary: "Puts alerts into the thread of the run's card" },
  ],
  filters: ['on', 'status', 'experiment', 'by'],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const { user, channel } = asked.incoming;
    const events = readEvents(line);
    const filters = readFilters(line, user);
    const mention = readMention(line, asked);
    const threads = readThread(line);
    const pipeline = await readPipeline(line, asked);
    const recent = await runsOfLastWeek(pipeline, asked);
    return asked.change(async ({ notices }) => {
      const { subscription, isNew } = await notices.subscribe({
        channel,
        pipeline,
        filters,
        ...(events && { events }),
        ...(mention !== undefined && { mention }),
        ...(threads !== undefined && { threads }),
        by: userKey(user),
      });
      return { kind: 'subscribed', subscription, isNew, lastWeek: heardOf(subscription, recent) };
    });
  },
};

function readMention(line: Line, { incoming: { user } }: Asked): string | undefined {
  const whom = line.flags.get('mention');
  if (typeof whom !== 'string') return undefined;
  const word = whom.toLowerCase();
  if (word === 'owner' || word === 'none') return word;
  const person = readPerson(whom, user, '--mention owner');
  if (placeOf(person) === placeOf(userKey(user))) return person;
  throw new UserError({
    code: 'bad-value',
    message: `${visible(person, 60)} cannot be mentioned here: nobody here has this id.`,
    fix: '--mention owner',
  });
}

/** `slack:T1/` of `slack:T1/U1`. */
function placeOf(person: string): string {
  return person.slice(0, Math.max(person.indexOf(':'), person.indexOf('/')) + 1);
}

function readThread(line: Line): boolean | undefined {
  const word = line.flags.get('thread');
  if (typeof word !== 'string') return undefined;
  if (word.toLowerCase() === 'on') return true;
  if (word.toLowerCase() === 'off') return false;
  throw new UserError({ code: 'bad-value', message: '--thread is on or off.', fix: '--thread off' });
}

async function runsOfLastWeek(pipeline: string, { service, now }: Asked): Promise<readonly Run[]> {
  const ofPipeline = pipeline === everyPipeline ? {} : { pipeline };
  return service.runs({ since: now - week, limit: mostRuns, ...ofPipeline });
}

/** How loud the subscription would have been: people learn it before the noise does. */
function heardOf(subscription: Subscription, recent: readonly Run[]): LastWeek {
  const heard = recent.filter((run) => diffRun(undefined, run).some((event) => hears(subscription, event)));
  return {
    runs: heard.length,
    failed: heard.filter(({ status }) => groupOf(status) === 'failed').length,
    isWhole: recent.length < mostRuns,
  };
}
