import { randomUUID } from 'node:crypto';
import type { DeskAnswer, DeskRequest } from '../../src/chat/terminal/desk.ts';
import { readDeskAddress } from '../../src/chat/terminal/desk-address.ts';
import { remoteDesk } from '../../src/chat/terminal/remote-desk.ts';
import type { Reply } from '../../src/commands/reply.ts';
import type { Run } from '../../src/pipelines/types.ts';
import type { Installation } from './pipehand.ts';

type ReplyOf<Kind extends Reply['kind']> = Extract<Reply, { kind: Kind }>;

/** A person who talks to a running server: what the command `say` does, without a process for each line. */
export interface Person {
  /** Says a line and answers its reply; a reply of another kind fails the test. */
  say<Kind extends Reply['kind']>(kind: Kind, line: string): Promise<ReplyOf<Kind>>;
  /** The run as it ended. */
  ended(run: Run): Promise<Run>;
  /** Says a line that is answered with a run, and answers the run as it ended. */
  sayToEnd(line: string): Promise<Run>;
}

/** The person at the terminal of this installation, or the member `as`. */
export function personAt({ home }: Installation, as?: string): Person {
  async function lastAnswer(request: DeskRequest): Promise<Reply> {
    const address = readDeskAddress(home);
    if (!address) throw new Error(`no server has said where it answers for ${home}`);
    let last: DeskAnswer | undefined;
    for await (const event of remoteDesk(address).ask(request)) if (event.kind === 'answer') last = event;
    if (!last) throw new Error(`no answer to ${JSON.stringify(request)}`);
    return last.reply;
  }

  async function say<Kind extends Reply['kind']>(kind: Kind, text: string): Promise<ReplyOf<Kind>> {
    const who = as === undefined ? {} : { as };
    const reply = await lastAnswer({ kind: 'say', key: randomUUID(), text, ...who });
    if (isOfKind(kind, reply)) return reply;
    throw new Error(`"${text}" is not answered with ${kind} but with ${JSON.stringify(reply)}`);
  }

  async function ended(run: Run): Promise<Run> {
    const reply = await lastAnswer({ kind: 'follow', runId: run.id });
    if (isOfKind('run', reply)) return reply.run;
    throw new Error(`run ${run.shortId} ended with ${JSON.stringify(reply)}`);
  }

  return { say, ended, sayToEnd: async (line) => ended((await say('run', line)).run) };
}

function isOfKind<Kind extends Reply['kind']>(kind: Kind, reply: Reply): reply is ReplyOf<Kind> {
  return reply.kind === kind;
}
