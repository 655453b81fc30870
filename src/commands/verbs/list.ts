import { UserError } from '../../errors.ts';
import type { PipelineSummary } from '../../pipelines/types.ts';
import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

const states = {
  enabled: (pipeline: PipelineSummary) => !pipeline.disabled && pipeline.problem === undefined,
  disabled: (pipeline: PipelineSummary) => pipeline.disabled !== undefined,
  broken: (pipeline: PipelineSummary) => pipeline.problem !== undefined,
} as const;

/** `list [text] [status=enabled]`: every pipeline that can be run, and those that cannot with the reason. */
export const list: Verb = {
  name: 'list',
  aliases: ['ls', 'pipelines'],
  usage: 'list [text] [status=enabled|disabled|broken]',
  summary: 'Lists the pipelines',
  example: 'list',
  right: 'view',
  flags: [shareFlag],
  filters: ['status'],
  takesAssignments: false,
  takesBody: false,
  takesText: true,
  maxOperands: 1,

  async handle(line, { service }) {
    const text = line.operands[0]?.text.toLowerCase() ?? '';
    const state = line.filters.find(({ key }) => key === 'status')?.value.toLowerCase();
    const matches = state === undefined ? () => true : stateNamed(state);
    const pipelines = await service.pipelines();
    return {
      kind: 'pipelines',
      pipelines: pipelines.filter(
        (each) => matches(each) && `${each.name} ${each.description ?? ''}`.toLowerCase().includes(text),
      ),
    };
  },
};

function stateNamed(name: string): (pipeline: PipelineSummary) => boolean {
  if (name === 'enabled' || name === 'disabled' || name === 'broken') return states[name];
  throw new UserError({
    code: 'bad-value',
    message: 'status is enabled, disabled or broken.',
    fix: 'list status=enabled',
  });
}
