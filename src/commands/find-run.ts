import { userKey } from '../chat/platform.ts';
import { UserError } from '../errors.ts';
import type { RunQuery } from '../pipelines/service.ts';
import { isTerminal } from '../pipelines/status.ts';
import type { Run } from '../pipelines/types.ts';
import { visible } from '../visible.ts';
import type { RunRef } from './reply.ts';
import type { Asked } from './verb.ts';

/** What a run is looked up with. */
export type RunFinding = Pick<Asked, 'service' | 'threadRun'>;

const outcomes: Readonly<Record<string, RunQuery['groups'] | undefined>> = {
  last: undefined,
  'last-failed': ['failed'],
  'last-success': ['succeeded'],
};

/**
 * The run a word means: `7Q3K`, a full id, a page's address, `last`, `last-failed`, `last-success`, each with
 * `:pipeline`, or `^` for the run of this thread. Undefined when the word has none of these forms.
 */
export async function runMeant(word: string, asked: RunFinding): Promise<Run | undefined> {
  if (word === '^') return threadRun(asked);
  const [form = '', pipeline] = word.split(':', 2);
  if (isOutcome(form)) return latest(asked, form.toLowerCase(), pipeline);
  const id = idIn(word);
  return (await asked.service.findShort(id)) ?? (await asked.service.find(id));
}

/** True for a word by which `runMeant` found this run: it says nothing else. */
export function meansRun(word: string, { id, shortId }: RunRef): boolean {
  const [form = ''] = word.split(':', 1);
  return word === '^' || isOutcome(form) || [id, shortId].includes(idIn(word));
}

function isOutcome(form: string): boolean {
  return Object.hasOwn(outcomes, form.toLowerCase());
}

/** The id in a page's address, or the word itself. */
function idIn(word: string): string {
  return /\/runs\/([\w-]{1,200})/.exec(word)?.[1] ?? word;
}

/** The run a reading verb is about: the one named, else this thread's, else the latest. */
export async function runToRead(word: string | undefined, asked: RunFinding): Promise<Run> {
  if (word !== undefined) return runNamed(word, asked);
  return asked.threadRun === undefined ? latest(asked, 'last', undefined) : threadRun(asked);
}

/** The run a changing verb is about: the one named or this thread's. Without either it asks, it never guesses. */
export async function runToChange(word: string | undefined, verb: string, asked: RunFinding): Promise<Run> {
  if (word !== undefined) return runNamed(word, asked);
  if (asked.threadRun !== undefined) return threadRun(asked);
  const recent = await asked.service.runs({ limit: 5 });
  throw new UserError({
    code: 'bad-line',
    message: `Which run should I ${verb}?`,
    details: recent.map((run) => `${run.shortId}  ${run.pipeline}  ${run.status}`),
    fix: recent[0] ? `${verb} ${recent[0].shortId}` : 'runs',
  });
}

/** What running a run once more takes over from it, and what it is called. */
export function repeatOf({ id, shortId, experiment, tags }: Run) {
  return { shortId, source: { kind: 'run', runId: id }, experiment, tags } as const;
}

/** The asker's own run that still goes on, when there is just one: what `cancel` alone means. */
export async function onlyRunGoingOn(asked: Asked): Promise<Run | undefined> {
  const submittedBy = userKey(asked.incoming.user);
  const going = await asked.service.runs({ groups: ['waiting', 'running'], submittedBy, limit: 2 });
  return going.length === 1 ? going[0] : undefined;
}

async function runNamed(word: string, asked: RunFinding): Promise<Run> {
  const run = await runMeant(word, asked);
  if (run) return run;
  throw new UserError({
    code: 'unknown-run',
    message: `There is no run "${visible(word, 40)}".`,
    details: ['A run is named like 7Q3K, last, last-failed or last:<pipeline>.'],
    fix: 'runs',
  });
}

async function threadRun(asked: RunFinding): Promise<Run> {
  const run = asked.threadRun === undefined ? undefined : await asked.service.find(asked.threadRun);
  if (run) return run;
  throw new UserError({ code: 'unknown-run', message: 'This is not the thread of a run.', fix: 'runs' });
}

async function latest(asked: RunFinding, form: string, pipeline: string | undefined): Promise<Run> {
  const groups = outcomes[form];
  const query = { limit: 1, ...(groups && { groups }), ...(pipeline !== undefined && { pipeline }) };
  const [run] = await asked.service.runs(query);
  if (run) return run;
  const what = form === 'last' ? 'No run' : form === 'last-failed' ? 'No failed run' : 'No completed run';
  throw new UserError({
    code: 'unknown-run',
    message: `${what}${pipeline === undefined ? '' : ` of ${visible(pipeline, 40)}`} so far.`,
    fix: pipeline === undefined ? 'list' : `run ${visible(pipeline, 40)}`,
  });
}

/** True for a run that can still change. */
export function goesOn(run: Run): boolean {
  return !isTerminal(run.status);
}
