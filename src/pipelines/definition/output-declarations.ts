import { checkWord } from './check-word.ts';
import { readOutputPath } from './data-path.ts';
import { checkPortName } from './declarations.ts';
import { type Reference, readReference } from './expressions.ts';
import { fieldsOf, within, wordsFor } from './fields.ts';
import { excerpt } from './findings.ts';
import type { DatastorePath, Position, StepOutput } from './graph.ts';
import type { Place, Reading } from './reading.ts';
import { shapes } from './shapes.ts';
import type { Written, WrittenMap, WrittenScalar } from './written.ts';

/** An output as a pipeline, node or component writes it. `to` binds it to an output of the pipeline around it. */
export interface OutputDeclaration {
  at: Position;
  where: string;
  form?: StepOutput['form'];
  path?: DatastorePath;
  to?: Reference;
}

/** `path` and the mode `mount` are old forms that Azure still takes. */
const outputTypes = ['uri_file', 'uri_folder', 'mltable', 'mlflow_model', 'custom_model', 'triton_model', 'path'];
const outputModes = ['rw_mount', 'upload', 'direct', 'mount'];

/** Reads a map of outputs. Those that cannot be read are reported and stand as folders. */
export function readOutputDeclarations(outputs: WrittenMap | undefined, place: Place, reading: Reading) {
  const declarations = new Map<string, OutputDeclaration>();
  for (const [name, written] of outputs?.entries ?? []) {
    const where = within(within(place.where, 'outputs'), name);
    checkPortName(name, written.at, where, reading.findings);
    declarations.set(name, { at: written.at, where, ...readOutput(written, where, reading) });
  }
  return declarations;
}

type OutputSettings = Pick<OutputDeclaration, 'form' | 'path' | 'to'>;

function readOutput(written: Written, where: string, reading: Reading): OutputSettings {
  if (written.kind === 'map') return readOutputMap(written, where, reading);
  if (written.kind === 'scalar' && written.type === 'null') return {};
  if (written.kind === 'scalar' && written.text.includes('${{')) return readBinding(written, where, reading);
  const words = `must be empty, a map with a type, or \${{parent.outputs.<name>}}, not ${wordsFor(written)}`;
  reading.findings.problem(written.at, where, words);
  return {};
}

function readOutputMap(map: WrittenMap, where: string, reading: Reading): OutputSettings {
  const { findings, datastores } = reading;
  const fields = fieldsOf(map, shapes.output, where, findings);
  checkWord(fields.type, outputTypes, 'type of an output', within(where, 'type'), findings);
  checkWord(fields.mode, outputModes, 'mode of an output', within(where, 'mode'), findings);
  if (fields.name) findings.notice(`outputs are not registered here: ${where} stays an output of its run`);
  const form = fields.type && { form: fields.type.text === 'uri_file' ? ('file' as const) : ('folder' as const) };
  if (!fields.path) return { ...form };
  if (/^\s*\$\{\{\s*parent\./.test(fields.path.text)) return { ...form, ...readBinding(fields.path, where, reading) };
  const path = readOutputPath(fields.path.text, datastores);
  if (path.kind === 'datastore') return { ...form, path: path.at };
  const words = path.kind === 'refused' ? path.words : 'is a local path';
  findings.problem(fields.path.at, within(where, 'path'), `${excerpt(fields.path.text)} ${words}`);
  return { ...form };
}

function readBinding(scalar: WrittenScalar, where: string, { findings }: Reading): OutputSettings {
  const to = readReference(scalar.text);
  if (to?.kind === 'parent-output') return { to };
  const words = `an output is bound to \${{parent.outputs.<name>}}, an output of the pipeline around it`;
  findings.problem(scalar.at, where, `${excerpt(scalar.text)} cannot stand here; ${words}`);
  return {};
}
