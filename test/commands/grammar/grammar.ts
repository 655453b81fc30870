import { type Line, parseLine } from '../../../src/commands/line.ts';
import { type FlagShape, indexVerbs, type VerbShape } from '../../../src/commands/shape.ts';
import { type Problem, UserError } from '../../../src/errors.ts';

function flag(name: string, takes: FlagShape['takes'], more: Partial<FlagShape> = {}): FlagShape {
  return { name, takes, summary: `about ${name}`, ...more };
}

const plain = { aliases: [], flags: [], takesAssignments: false, takesBody: false, takesText: false };

/** Verbs of every kind the grammar knows. */
export const shapes: readonly VerbShape[] = [
  {
    ...plain,
    name: 'run',
    aliases: ['start', 'trigger', 'submit'],
    flags: [
      flag('wait', 'nothing', { negatable: true }),
      flag('fresh', 'nothing'),
      flag('why', 'value', { valueName: 'text' }),
      flag('experiment', 'value'),
      flag('tag', 'value', { repeats: true }),
      flag('yes', 'nothing', { short: 'y' }),
    ],
    takesAssignments: true,
    takesBody: true,
    maxOperands: 1,
  },
  { ...plain, name: 'status', aliases: ['st', 'show'], flags: [flag('steps', 'nothing')], maxOperands: 1 },
  { ...plain, name: 'list', aliases: ['ls'], filters: ['status', 'owner', 'tag'], takesText: true },
  { ...plain, name: 'runs', aliases: ['history'], filters: ['status', 'by', 'since', 'not.tag'], maxOperands: 1 },
  {
    ...plain,
    name: 'logs',
    aliases: ['log', 'tail'],
    flags: [
      flag('tail', 'value'),
      flag('secret', 'nothing', { hidden: true }),
      flag('follow', 'nothing', { short: 'f' }),
    ],
    maxOperands: 2,
  },
  { ...plain, name: 'cancel', aliases: ['stop', 'kill'], flags: [flag('why', 'value')], maxOperands: 1 },
  { ...plain, name: 'claim', aliases: ['ack'], flags: [flag('quiet', 'nothing')], takesText: true },
  { ...plain, name: 'schedule add', aliases: ['cron new'], takesAssignments: true },
  { ...plain, name: 'schedule list' },
  { ...plain, name: 'compute', maxOperands: 1 },
  { ...plain, name: 'compute show', maxOperands: 1 },
  { ...plain, name: 'whoami', maxOperands: 0 },
  { ...plain, name: 'help', aliases: ['?'], takesText: true },
];

export const verbs = indexVerbs(shapes);

export function read(text: string): Line {
  return parseLine(text, verbs);
}

/** What a person is told when `act` refuses; anything but a `UserError`, or no refusal, fails the test. */
export function refusal(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.problem;
    throw error;
  }
  throw new Error('it was not refused');
}
