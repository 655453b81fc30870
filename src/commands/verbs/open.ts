import { UserError } from '../../errors.ts';
import { runToRead } from '../find-run.ts';
import type { Verb } from '../verb.ts';

/** `open [run]`: a link of the asker's own to the page of the run named or of this thread's, else to the list of runs. */
export const open: Verb = {
  name: 'open',
  aliases: [],
  usage: 'open [run]',
  summary: 'Gives you a link to the page of a run, or to all runs',
  example: 'open last',
  firstWord: 'run',
  right: 'view',
  flags: [],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const named = line.operands[0]?.text;
    const isAll = named === undefined && asked.threadRun === undefined;
    const run = isAll ? undefined : await runToRead(named, asked);
    const url = asked.pageOf(run);
    const title = run === undefined ? 'All runs' : `${run.pipeline} · run ${run.shortId}`;
    if (url !== undefined) return { kind: 'link', title, url };
    throw new UserError({
      code: 'conflict',
      message: 'Pages can be opened only while Pipehand runs.',
      fix: 'npm start',
    });
  },
};
