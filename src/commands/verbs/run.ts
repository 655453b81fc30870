import { userKey } from '../../chat/platform.ts';
import { assignmentsOf } from '../assignments-of.ts';
import { freshFlag, refuseFresh } from '../not-yet.ts';
import { readTags } from '../read-tags.ts';
import { readTarget } from '../read-target.ts';
import type { Verb } from '../verb.ts';
import { describe } from './describe.ts';

/** `run <pipeline> [key=value …]`: starts one run; `run <pipeline> --help` shows what it takes. */
export const run: Verb = {
  name: 'run',
  aliases: ['start', 'trigger', 'submit'],
  usage: 'run <pipeline> [key=value …]',
  summary: 'Starts a run and shows it step by step',
  example: 'run iris lr=0.05',
  right: 'run',
  flags: [
    { name: 'experiment', takes: 'value', valueName: 'name', summary: 'Files the run under another experiment' },
    { name: 'tag', takes: 'value', valueName: 'key=value', repeats: true, summary: 'Puts a tag on the run' },
    { name: 'why', takes: 'value', valueName: 'text', summary: 'Notes the reason on the run' },
    { name: 'wait', takes: 'nothing', summary: 'Stays until the run has ended (terminal)' },
    freshFlag,
  ],
  takesAssignments: true,
  takesBody: true,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    if (line.help && line.operands.length > 0) return describe.handle({ ...line, help: false }, asked);
    refuseFresh(line);
    const target = readTarget(line.operands[0], asked.service, 'run <pipeline>');
    const experiment = line.flags.get('experiment');
    const started = await asked.service.submit({
      runId: asked.runId,
      source: { kind: 'pipeline', ...target },
      parameters: assignmentsOf(line),
      ...(typeof experiment === 'string' && { experiment }),
      tags: readTags(line),
      submittedBy: userKey(asked.incoming.user),
    });
    return { kind: 'run', run: started };
  },
};
