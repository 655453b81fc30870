import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { commandPlaceholders, commandProblems } from '../../src/pipelines/definition/command-tokens.ts';
import type { Disk } from '../../src/pipelines/definition/disk.ts';
import type { GraphStep, LocalContent, PipelineGraph } from '../../src/pipelines/definition/graph.ts';
import { loadDefinition } from '../../src/pipelines/definition/load-definition.ts';
import { generated } from '../support/generated.ts';
import { anyFiles, type Files, skeleton } from './any-files.ts';

describe('any document', () => {
  it('gives a graph that can be run, or a refusal that names a line, and nothing else ever', () => {
    const objectBefore = ownProperties();
    const count = { graphs: 0, refusals: 0 };
    const before = process.cpuUsage();
    assert(
      property(anyFiles, (files) => {
        const outcome = outcomeOf(files);
        if (outcome instanceof UserError) checkRefusal(outcome, files);
        else checkGraph(outcome);
        count[outcome instanceof UserError ? 'refusals' : 'graphs'] += 1;
      }),
      generated(100_000),
    );
    const { user, system } = process.cpuUsage(before);

    expect(ownProperties()).toEqual(objectBefore);
    expect(count.graphs).toBeGreaterThan(count.refusals / 20);
    expect(count.refusals).toBeGreaterThan(count.graphs / 20);
    expect((user + system) / 1_000 / (count.graphs + count.refusals)).toBeLessThan(5);
  }, 600_000);

  it('that was not changed is a graph', () => {
    expect(outcomeOf(skeleton)).not.toBeInstanceOf(UserError);
  });
});

function outcomeOf(files: Files): PipelineGraph | UserError {
  try {
    return loadDefinition('/definitions/churn/pipeline.yml', diskOf(files));
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** A file system in memory: the files of a definition, and the folders `data` and `src` beside them. */
function diskOf(files: Files): Disk {
  const folder = '/definitions/churn/';
  return {
    read: (path) => (Object.hasOwn(files, path.slice(folder.length)) ? files[path.slice(folder.length)] : undefined),
    kindOf: (path) => {
      if ([`${folder}data`, `${folder}src`, '/definitions/churn', '/definitions', '/'].includes(path)) return 'folder';
      return path.startsWith(folder) && Object.hasOwn(files, path.slice(folder.length)) ? 'file' : undefined;
    },
  };
}

function checkRefusal({ problem }: UserError, files: Files) {
  expect(problem.code).toBe('bad-definition');
  expect(problem.message).toMatch(/^churn\/pipeline\.yml cannot be run here: \d+ problems?\.$/);
  expect(problem.fix).toBeTruthy();
  const places = (problem.details ?? []).filter((line) => !line.startsWith('… and '));
  expect(places.length).toBeGreaterThan(0);
  for (const place of places) {
    const [, file = '', line] = /^([^:]+):(\d+) \S/.exec(place) ?? [];
    const count = (files[file] ?? '').split('\n').length;
    expect(Number(line), place).toBeGreaterThanOrEqual(1);
    expect(Number(line), place).toBeLessThanOrEqual(count);
  }
}

function checkGraph({ steps, parameters }: PipelineGraph) {
  const byName = new Map(steps.map((step) => [step.name, step]));
  expect(steps.length).toBeGreaterThan(0);
  expect(byName.size).toBe(steps.length);
  for (const step of steps) {
    for (const input of Object.values(step.inputs)) {
      if (input.kind === 'parameter') expect(parameters.map(({ name }) => name)).toContain(input.parameter);
      if (input.kind !== 'output') continue;
      expect(step.needs).toContain(input.step);
      expect(Object.hasOwn(byName.get(input.step)?.outputs ?? {}, input.output)).toBe(true);
    }
    expect(commandProblems(step.command)).toEqual([]);
    for (const { kind, name } of commandPlaceholders(step.command)) {
      expect(Object.hasOwn(kind === 'input' ? step.inputs : step.outputs, name)).toBe(true);
    }
  }
  expect(unreachable(steps)).toEqual([]);
}

/** The steps that would never start: those in a circle, after one, or after a step that does not exist. */
function unreachable(steps: readonly GraphStep<LocalContent>[]): string[] {
  const done = new Set<string>();
  let waiting = [...steps];
  for (;;) {
    const ready = waiting.filter(({ needs }) => needs.every((need) => done.has(need)));
    if (ready.length === 0) return waiting.map(({ name }) => name);
    for (const { name } of ready) done.add(name);
    waiting = waiting.filter(({ name }) => !done.has(name));
  }
}

function ownProperties() {
  return Object.getOwnPropertyDescriptors(Object.prototype);
}
