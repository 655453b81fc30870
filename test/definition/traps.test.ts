import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDefinition } from '../../src/pipelines/definition/load-definition.ts';
import { nodeDisk } from '../../src/pipelines/definition/node-disk.ts';
import { plainScalarType } from '../../src/pipelines/definition/scalar-type.ts';
import { load, stepOf } from './definition-folder.ts';

const traps = fileURLToPath(new URL('../fixtures/traps', import.meta.url));

function trap(letter: string) {
  const folder = readdirSync(traps).find((name) => name.startsWith(`${letter}-`));
  return loadDefinition(join(traps, folder ?? letter, 'pipeline.yml'), nodeDisk);
}

describe('the traps of real definition files', () => {
  it.each([...'abcdefghijklm'])('%s is read', (letter) => {
    expect(trap(letter).steps.length).toBeGreaterThan(0);
  });

  it('a: a job without a type is a command', () => {
    expect(trap('a').steps).toMatchObject([{ name: 'greet', outputs: { greeting: { form: 'folder' } } }]);
  });

  it('b: data is taken whatever type was declared for it', () => {
    expect(stepOf(trap('b'), 'count').inputs.table).toMatchObject({ kind: 'content' });
    expect(stepOf(trap('b'), 'last').inputs.copied).toEqual({
      kind: 'output',
      step: 'count',
      output: 'copied',
      delivery: 'link',
    });
  });

  it('d: only an output of type uri_file is a file', () => {
    expect(stepOf(trap('d'), 'write').outputs.report).toEqual({ form: 'file' });
    expect(stepOf(trap('c'), 'write').outputs.result).toEqual({ form: 'folder' });
  });

  it('f: the output "artifacts" is an output like others', () => {
    expect(stepOf(trap('f'), 'keep').outputs).toEqual({ artifacts: { form: 'folder' } });
    expect(stepOf(trap('f'), 'show').inputs.all).toMatchObject({ step: 'keep', output: 'artifacts' });
  });

  it('g: a compute may be an expression', () => {
    expect(trap('g').notices).toEqual(['compute gpu-cluster → this machine']);
  });

  it('h: data in a datastore need not exist yet, and an unused input makes the order', () => {
    const read = stepOf(trap('h'), 'read');

    expect(read.needs).toEqual(['write']);
    expect(read.inputs.list).toEqual({
      kind: 'datastore',
      at: { datastore: 'workspaceblobstore', path: 'traps/written-earlier/list.txt' },
      delivery: 'copy',
    });
  });

  it('l: values keep their spelling', () => {
    const defaults = trap('l').parameters.map((parameter) => [parameter.name, parameter.default, parameter.type]);

    expect(defaults).toEqual([
      ['rate', '1e-3', 'string'],
      ['half', '0.50', 'number'],
      ['version', '1.10', 'number'],
      ['code', '007', 'string'],
      ['clock', '12:30', 'string'],
      ['letter', 'y', 'string'],
      ['agreed', 'True', 'boolean'],
      ['day', '2026-11-21', 'string'],
      ['text', 'a#b', 'string'],
    ]);
    expect(stepOf(trap('l'), 'component').inputs.rate).toEqual({ kind: 'literal', text: '1e-3' });
  });

  it('m: booleans are True and False', () => {
    expect(trap('m').parameters.map((parameter) => parameter.default)).toEqual(['False', 'True']);
    expect(stepOf(trap('m'), 'look').inputs).toMatchObject({
      third: { kind: 'literal', text: 'False' },
      fourth: { kind: 'literal', text: 'True' },
    });
  });
});

describe('an unquoted value', () => {
  it.each([
    ['null', '~ null Null NULL'],
    ['boolean', 'true True FALSE yes No on OFF'],
    ['string', 'y n tRUE yEs nil None hello 1e3 1e-3 1.0e3 007 0x1F 0b1 1_000 12:30 2026-11-21 .inf .nan 1.2.3 . -'],
    ['integer', '0 -0 +7 42 123456789012345678901234567890'],
    ['number', '0.5 -1. .5 1.50 1.0e+3 2.5E-10'],
  ])('%s: %s', (type, words) => {
    expect(words.split(' ').map(plainScalarType)).toEqual(words.split(' ').map(() => type));
  });

  it('is text once it is quoted or tagged, and typed text keeps its characters in a block', () => {
    const values = ['"yes"', "'20'", '!!str 20', '! 20', '|-\n    20', '!!int "20"'];
    const types = values.map(
      (value) => load({ 'pipeline.yml': `inputs:\n  x: ${value}\njobs: {a: {command: ls}}` }).parameters[0],
    );

    expect(types.map((parameter) => parameter?.type)).toEqual([
      'string',
      'string',
      'string',
      'string',
      'string',
      'number',
    ]);
    expect(types.map((parameter) => parameter?.default)).toEqual(['yes', '20', '20', '20', '20', '20']);
  });
});
