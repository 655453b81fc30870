import { hash } from 'node:crypto';
import type { Log } from '../log.ts';
import { Doubtful } from '../pipelines/surely.ts';
import { type Files, filesOf } from './as-file.ts';
import { authorize } from './authorize.ts';
import { withCorrectedLine } from './corrected-line.ts';
import { type Line, parseLine } from './line.ts';
import { withUsableFix } from './may-use.ts';
import { refuseLaterVerb } from './not-yet.ts';
import { problemReply } from './problem-reply.ts';
import type { Reply } from './reply.ts';
import { indexVerbs } from './shape.ts';
import { type Sharing, sharingOf } from './share.ts';
import type { Asked, Verb } from './verb.ts';
import { verbHelp } from './verbs/help.ts';
import { verbs } from './verbs.ts';

/** What a line is answered with. */
export interface Answer {
  /** The verb of the line as the table names it; `none` where it names none. */
  verb: string;
  reply: Reply;
  /** It started the run of the reply. */
  started: boolean;
  /** It changed something that others see, so its answer is for everybody. */
  changed: boolean;
  /** Who is to see what was read; absent where nothing was, or where nobody else may. */
  sharing?: Sharing;
  /** What goes with it as a file, or could. */
  files?: Files;
  /** It asked the terminal to stay until the run has ended. */
  wait: boolean;
}

const standing = { started: false, changed: false, wait: false };
const index = indexVerbs(verbs);
const byName: ReadonlyMap<string, Verb> = new Map(verbs.map((verb) => [verb.name, verb]));

/**
 * Answers one line of one person: grammar, table, policy, verb. A refusal becomes a `problem` with its fix, and a fault
 * is logged under a reference that the person sees. Throws `Doubtful` and nothing else.
 */
export async function dispatch(world: Omit<Asked, 'verbs' | 'runId'>, log: Log): Promise<Answer> {
  let verb = 'none';
  try {
    const found = (name: string) => {
      verb = name;
    };
    return await answer({ ...world, verbs, runId: runIdFor(world.incoming.key) }, found);
  } catch (error) {
    if (error instanceof Doubtful) throw error;
    const { kind, ...problem } = problemReply(error, log);
    const { text, user } = world.incoming;
    const corrected = withCorrectedLine(problem, text);
    return { ...standing, verb, reply: { kind, ...withUsableFix(corrected, user, verbs, world.admins) } };
  }
}

async function answer(asked: Asked, found: (verb: string) => void): Promise<Answer> {
  const { incoming, admins } = asked;
  authorize(incoming.user, 'view', admins, 'use Pipehand');
  refuseLaterVerb(incoming.text);
  const line = parseLine(incoming.text, index);
  const verb = byName.get(line.verb);
  if (!verb) throw new Error(`the grammar knows ${line.verb}, the table does not`);
  found(verb.name);
  if (asked.changedEarlier) return answerOf(verb, line, asked.changedEarlier, asked);
  authorize(incoming.user, verb.right, admins, verb.name);
  if (line.help && (verb.name !== 'run' || line.operands.length === 0)) {
    return { ...standing, verb: verb.name, ...withSharing(verb, line, verbHelp(verb)) };
  }
  return answerOf(verb, line, await verb.handle(line, asked), asked);
}

function answerOf(verb: Verb, line: Line, reply: Reply, { runId }: Asked): Answer {
  const started = reply.kind === 'run' && reply.run.id === runId;
  return {
    verb: verb.name,
    ...withSharing(verb, line, reply),
    started,
    changed: started || verb.changes === true,
    wait: line.flags.get('wait') === true,
  };
}

function withSharing(verb: Verb, line: Line, reply: Reply): Pick<Answer, 'reply' | 'sharing' | 'files'> {
  const sharing = sharingOf(verb, line, reply, index);
  const files = filesOf(line, reply, index);
  return { reply, ...(sharing && { sharing }), ...(files && { files }) };
}

/** The same request delivered again gives the same run id, so that it starts nothing again. */
export function runIdFor(key: string): string {
  return `run-${hash('sha256', key).slice(0, 20)}`;
}
