import { accessSync, statSync, symlinkSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunParameter } from '../types.ts';
import { hasCode } from './files.ts';
import type { FrozenGraph, FrozenStep } from './frozen-graph.ts';
import { datastoreFile, type Home } from './home.ts';
import type { Value } from './quoting/command-template.ts';
import { snapshotPath } from './snapshot.ts';
import { dataFolderVariable } from './step-environment.ts';
import type { StepFolder } from './step-folder.ts';

/** What a step's place in its run is known by, as far as paths depend on it. */
export interface StepPlace {
  home: Home;
  graph: FrozenGraph;
  parameters: readonly RunParameter[];
  /** Parameters whose value a person gave: they are quoted, never pasted. */
  given: ReadonlySet<string>;
  stepNamed(step: string): FrozenStep;
  stepId(step: string): string;
  /** The artifact root of another step of the run. */
  artifactsOf(step: string): string;
}

/** The values behind a step's inputs and outputs. `data` names the inputs that are files or folders. */
export interface StepValues {
  inputs: ReadonlyMap<string, Value>;
  data: ReadonlySet<string>;
  outputs: ReadonlyMap<string, Value>;
}

/** A step cannot start because of its data; shown as the step's reason. */
export class UnreadyInput extends Error {
  override readonly name = 'UnreadyInput';
}

/** Output name that stands for the step's whole artifact root (Azure ML reserves it). */
export const artifactsOutput = 'artifacts';

/** Where an output of a step is written: its declared place in a datastore, else a folder of its own. */
function outputPath(place: StepPlace, step: FrozenStep, output: string): string {
  if (output === artifactsOutput) return place.artifactsOf(step.name);
  const stepId = place.stepId(step.name);
  const declared = step.outputs[output]?.at;
  const at = declared
    ? { datastore: fillMacros(declared.datastore), path: fillMacros(declared.path) }
    : { datastore: place.graph.defaultDatastore, path: `azureml/${stepId}/${output}` };
  const file = datastoreFile(place.home, at);
  if (file === undefined) throw new UnreadyInput(`output ${output}: the path ${at.path} leaves its datastore`);
  return file;

  function fillMacros(text: string): string {
    const macros = { name: stepId, output_name: output, default_datastore: place.graph.defaultDatastore };
    return text.replace(
      /\$\{\{\s*(name|output_name|default_datastore)\s*\}\}/g,
      (_, macro: keyof typeof macros) => macros[macro],
    );
  }
}

/** Makes the folders that outputs are written to; a single file gets the folder around it. */
export async function makeOutputFolders(place: StepPlace, step: FrozenStep): Promise<void> {
  for (const [name, output] of Object.entries(step.outputs)) {
    const path = outputPath(place, step, name);
    await mkdir(output.form === 'file' ? dirname(path) : path, { recursive: true });
  }
}

/**
 * Finds every input and delivers copies where asked. Data is looked up now, when the step starts, because an earlier step
 * of the same run may have written it. Throws `UnreadyInput` for missing data.
 */
export async function resolveStepValues(place: StepPlace, step: FrozenStep, folder: StepFolder): Promise<StepValues> {
  const inputs = new Map<string, Value>();
  const data = new Set<string>();
  const deliveries: Promise<void>[] = [];
  const linked = looksForInputs(step);
  for (const name of Object.keys(step.inputs)) {
    const value = inputValue(place, step, name);
    if (value === undefined) continue;
    if ('path' in value) {
      const { text, delivered } = deliver(name, value, folder, linked);
      data.add(name);
      inputs.set(name, { text, source: 'given' });
      deliveries.push(delivered);
    } else inputs.set(name, value);
  }
  await Promise.all(deliveries);
  const outputs = new Map<string, Value>();
  for (const name of Object.keys(step.outputs)) {
    outputs.set(name, { text: outputPath(place, step, name), source: 'given' });
  }
  return { inputs, data, outputs };
}

interface DataInput {
  path: string;
  copied: boolean;
}

function inputValue(place: StepPlace, step: FrozenStep, name: string): Value | DataInput | undefined {
  const input = step.inputs[name];
  if (input === undefined) return undefined;
  switch (input.kind) {
    case 'literal':
      return { text: input.text, source: 'file' };
    case 'parameter': {
      const parameter = place.parameters.find((each) => each.name === input.parameter);
      if (!parameter) return undefined;
      return { text: parameter.value, source: place.given.has(parameter.name) ? 'given' : 'file' };
    }
    case 'output': {
      return { path: outputPath(place, place.stepNamed(input.step), input.output), copied: input.delivery === 'copy' };
    }
    case 'content':
      return { path: snapshotPath(place.home.snapshots, input.content), copied: input.delivery === 'copy' };
    case 'datastore': {
      const path = datastoreFile(place.home, input.at);
      if (path === undefined) throw new UnreadyInput(`input ${name}: the path ${input.at.path} leaves its datastore`);
      return { path, copied: input.delivery === 'copy' };
    }
    case 'absent':
      return undefined;
    default:
      return input satisfies never;
  }
}

interface Delivery {
  text: string;
  delivered: Promise<void>;
}

/** The path by which the step reaches an input, and the work of putting it there. */
function deliver(name: string, input: DataInput, folder: StepFolder, linked: boolean): Delivery {
  const named = join(folder.root, `INPUT_${name}`);
  if (!input.copied) {
    const link = async () => {
      accessSync(input.path);
      if (linked) symlinkSync(input.path, named);
    };
    return { text: input.path, delivered: missingInWords(name, input.path, link()) };
  }
  // A copied file keeps its name, which scripts may look at.
  const copy = statSync(input.path, { throwIfNoEntry: false })?.isFile() ? join(named, basename(input.path)) : named;
  return { text: copy, delivered: missingInWords(name, input.path, cp(input.path, copy, { recursive: true })) };
}

/** Scripts find inputs below the data folder by name; a bare command that does not name the folder cannot. */
function looksForInputs(step: FrozenStep): boolean {
  return step.code !== undefined || step.command.includes(dataFolderVariable);
}

async function missingInWords(name: string, path: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw hasCode(error, 'ENOENT', 'ENOTDIR') ? new UnreadyInput(`input ${name}: ${path} does not exist`) : error;
  }
}
