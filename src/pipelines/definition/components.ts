import { basename, dirname } from 'node:path';
import { type CommandBody, readCommandBody } from './command-body.ts';
import { readLocalPath } from './data-path.ts';
import { type Declaration, readDeclarations } from './declarations.ts';
import { fieldsOf, within, wordsFor } from './fields.ts';
import { excerpt } from './findings.ts';
import type { Position } from './graph.ts';
import { type OutputDeclaration, readOutputDeclarations } from './output-declarations.ts';
import type { Place, Reading } from './reading.ts';
import { refusedType } from './refused-types.ts';
import { shapes } from './shapes.ts';
import { isNothing, type Written, type WrittenMap, type WrittenScalar } from './written.ts';

/** A component: what it takes and gives, and the command or the jobs inside it. `label` names it in messages. */
export interface Component {
  label: string;
  folder: string;
  inputs: ReadonlyMap<string, Declaration>;
  outputs: ReadonlyMap<string, OutputDeclaration>;
  body: { kind: 'command'; command: CommandBody } | { kind: 'pipeline'; where: string; jobs: WrittenMap };
  /** The file it was read from; absent for a component written inside a job. */
  path?: string;
}

/** Reads the component of a node: a file by its path, or written in place. Undefined when a problem was reported. */
export function readComponent(written: Written, node: string, place: Place, reading: Reading): Component | undefined {
  const where = within(place.where, 'component');
  if (written.kind === 'scalar') return readComponentFile(written, node, { ...place, where }, reading);
  if (written.kind === 'map') {
    return readComponentMap(written, { label: 'its component', node, at: written.at }, { ...place, where }, reading);
  }
  reading.findings.problem(written.at, where, `must be the path of a component file, not ${wordsFor(written)}`);
  return undefined;
}

function readComponentFile(written: WrittenScalar, node: string, place: Place, reading: Reading) {
  const refuse = (words: string) => {
    reading.findings.problem(written.at, place.where, `${excerpt(written.text)} ${words}`);
    return undefined;
  };
  const located = readLocalPath(written.text, place.folder, 'component');
  if (located.kind !== 'local') return refuse(located.kind === 'refused' ? located.words : 'is not a file');
  if (reading.disk.kindOf(located.path) === 'folder')
    return refuse('is a folder; write the path of the component file in it');
  const content = reading.files.read(located.path);
  if (content.kind === 'missing') return refuse(content.words);
  if (content.kind === 'reported') return undefined;
  const label = basename(located.path);
  const inFile = { folder: dirname(located.path), where: '' };
  const component = readComponentMap(content.map, { label, node, at: written.at, use: place.where }, inFile, reading);
  return component && { ...component, path: located.path };
}

/** How a component is spoken of: its label, the node that uses it and the line of that use. */
interface Use {
  label: string;
  node: string;
  at: Position;
  use?: string;
}

function readComponentMap(
  map: WrittenMap,
  { label, node, at, use }: Use,
  place: Place,
  reading: Reading,
): Component | undefined {
  const { findings } = reading;
  const type = map.entries.get('type');
  const typeText =
    type?.kind === 'scalar' && type.type !== 'null' ? type.text : map.entries.has('jobs') ? 'pipeline' : 'command';
  const refusal = refusedType(typeText);
  if (refusal) {
    findings.problem(at, use ?? place.where, `${label} is no component that can be run: ${refusal}`);
    return undefined;
  }
  const fields = fieldsOf(map, shapes.component, place.where, findings);
  const inputs = readDeclarations(fields.inputs, place.where, findings);
  const outputs = readOutputDeclarations(fields.outputs, place, reading);
  const shared = { label, folder: place.folder, inputs, outputs };
  if (fields.additional_includes) {
    findings.problem(
      fields.additional_includes.at,
      within(place.where, 'additional_includes'),
      'additional files are not added to the code here; put them into the code folder',
    );
  }
  if (typeText === 'pipeline') {
    if (fields.jobs) return { ...shared, body: { kind: 'pipeline', where: place.where, jobs: fields.jobs } };
    if (!map.entries.has('jobs')) findings.problem(map.at, place.where, 'is a pipeline without jobs');
    return undefined;
  }
  const ports = { inputs: [...inputs.keys()], outputs: [...outputs.keys()] };
  const command = readCommandBody(fields, ports, node, place, reading);
  if (isNothing(map.entries.get('command'))) findings.problem(map.at, place.where, 'has no command');
  return command && { ...shared, body: { kind: 'command', command } };
}
