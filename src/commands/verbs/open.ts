import { UserError } from '../../errors.ts';
import { runToRead } from '../find-run.ts';
import type { Verb } from '../verb.ts';

/** `open [run]`: a link of the asker's own to the run's page. */
export const open: Verb = {
  name: 'open',
  aliases: [],
  usage: 'open [run]',
  summary: 'Gives you a link to the page of a run',
  example: 'open last',
  right: 'view',
  flags: [],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const run = await runToRead(line.operands[0]?.text, asked);
    const url = asked.pageOf(run);
    if (url !== undefined) return { kind: 'link', title: `${run.pipeline} · run ${run.shortId}`, url };
    throw new UserError({
      code: 'conflict',
      message: 'Pages can be opened only while Pipehand runs.',
      fix: 'npm start',
    });
  },
};
