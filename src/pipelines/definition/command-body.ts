import { checkCommand, type Ports } from './check-command.ts';
import { readLocalPath } from './data-path.ts';
import { type Fields, within } from './fields.ts';
import { excerpt } from './findings.ts';
import type { LocalContent } from './graph.ts';
import type { Place, Reading } from './reading.ts';
import type { shapes } from './shapes.ts';
import { readStepSettings, type SettingsFields, type StepSettings } from './step-settings.ts';
import type { WrittenScalar } from './written.ts';

/** What a command job, a command written in a node and a command component have in common. */
export interface CommandBody {
  command: WrittenScalar;
  code?: LocalContent;
  settings: StepSettings;
}

type CommandFields = SettingsFields & Pick<Fields<typeof shapes.node>, 'command' | 'code'>;

/**
 * Reads a command with its code and settings; undefined when there is no command that can be read. `ports` are the
 * inputs and outputs it may use, `node` is its name in notices.
 */
export function readCommandBody(
  fields: CommandFields,
  ports: Ports,
  node: string,
  place: Place,
  reading: Reading,
): CommandBody | undefined {
  const settings = readStepSettings(fields, node, place, reading);
  const code = fields.code && readCode(fields.code, place, reading);
  if (!fields.command) return undefined;
  checkCommand(fields.command, ports, within(place.where, 'command'), reading.findings);
  return { command: fields.command, ...(code && { code }), settings };
}

function readCode(code: WrittenScalar, place: Place, { disk, findings }: Reading): LocalContent | undefined {
  const read = readLocalPath(code.text, place.folder, 'code');
  if (read.kind === 'local' && disk.kindOf(read.path)) return { path: read.path };
  const words = read.kind === 'refused' ? read.words : 'does not exist';
  findings.problem(code.at, within(place.where, 'code'), `${excerpt(code.text)} ${words}`);
  return undefined;
}
