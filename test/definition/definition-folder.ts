import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Problem, UserError } from '../../src/errors.ts';
import type { GraphStep, LocalContent, PipelineGraph } from '../../src/pipelines/definition/graph.ts';
import { loadDefinition } from '../../src/pipelines/definition/load-definition.ts';
import { nodeDisk } from '../../src/pipelines/definition/node-disk.ts';

/** Files by their path in the definition's folder. A path that ends in `/` is an empty folder. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** Writes real files into a folder called `churn`, which is removed when the test ends. */
export function aFolder(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'pipehand-definition-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'churn');
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(path.endsWith('/') ? file : dirname(file), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(file, content);
  }
  return folder;
}

/** Loads `pipeline.yml` (or `main`) out of real files. */
export function load(files: Files, main = 'pipeline.yml'): PipelineGraph {
  return loadDefinition(join(aFolder(files), main), nodeDisk);
}

/** What a person is told when `pipeline.yml` (or `main`) is refused. */
export function refusal(files: Files, main = 'pipeline.yml'): Problem {
  return problemOf(() => load(files, main));
}

/** The lines of the refusal of these files, or of this `pipeline.yml`, without the file's name where it is `pipeline.yml`. */
export function linesOf(files: Files | string): readonly string[] {
  const { details = [] } = refusal(typeof files === 'string' ? { 'pipeline.yml': files } : files);
  return details.map((line) => line.replace(/^pipeline\.yml:/, ''));
}

/** A job of one command with the given lines of YAML under it. */
export function aJob(lines: string): string {
  return `jobs:\n  a:\n    command: ls\n${lines}`;
}

/** The `UserError` that an act ends in; anything else it throws, or success, fails the test. */
export function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.problem;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** One step by its name. */
export function stepOf(graph: PipelineGraph, name: string): GraphStep<LocalContent> {
  const step = graph.steps.find((each) => each.name === name);
  if (!step) throw new Error(`no step ${name} among ${graph.steps.map((each) => each.name).join(', ')}`);
  return step;
}

/** YAML written inside a test: the indentation of its first line is taken off every line. */
export function yaml(strings: TemplateStringsArray, ...values: readonly string[]): string {
  const text = strings.reduce((all, part, index) => `${all}${values[index - 1] ?? ''}${part}`).replace(/^\n/, '');
  const indentation = /^ */.exec(text)?.[0] ?? '';
  return text
    .split('\n')
    .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart()))
    .join('\n');
}
