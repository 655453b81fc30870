import { userKey } from '../../chat/platform.ts';
import { assignmentsOf } from '../assignments-of.ts';
import { formFlag } from '../form-plan.ts';
import { freshFlag, refuseFresh } from '../not-yet.ts';
import { formReply, offeringForm } from '../offer-form.ts';
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
  firstWord: 'pipeline',
  right: 'run',
  flags: [
    { name: 'experiment', takes: 'value', valueName: 'name', summary: 'Files the run under another experiment' },
    { name: 'tag', takes: 'value', valueName: 'key=value', repeats: true, summary: 'Puts a tag on the run' },
    { name: 'why', takes: 'value', valueName: 'text', summary: 'Notes the reason on the run' },
    { name: 'wait', takes: 'nothing', summary: 'Stays until the run has ended (terminal)' },
    formFlag,
    freshFlag,
  ],
  takesAssignments: true,
  takesBody: true,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    if (line.help && line.operands.length > 0) return describe.handle({ ...line, help: false }, asked);
    if (line.flags.has(formFlag.name)) return formReply(line, asked);
    refuseFresh(line);
    const target = readTarget(line.operands[0], asked.service, 'run <pipeline>');
    const experiment = line.flags.get('experiment');
    const request = {
      runId: asked.runId,
      source: { kind: 'pipeline', ...target },
      parameters: assignmentsOf(line),
      ...(typeof experiment === 'string' && { experiment }),
      tags: readTags(line),
      submittedBy: userKey(asked.incoming.user),
    } as const;
    const started = await offeringForm(line, asked, () => asked.service.submit(request));
    return { kind: 'run', run: started };
  },
};
