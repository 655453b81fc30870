import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDefinition } from '../../src/pipelines/definition/load-definition.ts';
import { nodeDisk } from '../../src/pipelines/definition/node-disk.ts';
import { aFolder, load, problemOf, refusal, yaml } from './definition-folder.ts';

const quarterMegabyte = 256 * 1024;

function detailsOf(text: string | Buffer): readonly string[] {
  return refusal({ 'pipeline.yml': text }).details ?? [];
}

describe('a file that is not what it should be', () => {
  it.each([
    [
      'a megabyte of junk',
      Buffer.alloc(1_000_000, 'x'),
      'pipeline.yml:1 is larger than 256 KiB, the most a definition file may have',
    ],
    [
      'one byte too many',
      Buffer.alloc(quarterMegabyte + 1, '#'),
      'pipeline.yml:1 is larger than 256 KiB, the most a definition file may have',
    ],
    ['bytes that are no text', Buffer.from([0x6a, 0xff, 0xfe]), 'pipeline.yml:1 is not UTF-8 text'],
    [
      'NUL bytes',
      'jobs:\n  a: "x\0"\n',
      'pipeline.yml:2 holds the control character U+0000; a definition is plain text',
    ],
    [
      'control characters',
      'a: b\nc: \u0007\n',
      'pipeline.yml:2 holds the control character U+0007; a definition is plain text',
    ],
    [
      'an escaped NUL',
      'jobs:\n  a: {command: "a\\0b"}',
      'pipeline.yml:2 a text holds a NUL character or half of a character',
    ],
    [
      'half of a character',
      'jobs:\n  a: {command: "\\ud800"}',
      'pipeline.yml:2 a text holds a NUL character or half of a character',
    ],
    ['tabs', 'jobs:\n\ta: 1', 'pipeline.yml:2 is indented with a tab; indent with spaces'],
    [
      'two documents',
      'type: pipeline\n---\ntype: pipeline',
      'pipeline.yml:2 a second YAML document begins here; a definition is one document',
    ],
    [
      'an object of Python',
      'jobs:\n  a: !python/object:os.system {command: x}',
      'pipeline.yml:2 the tag !python/object:os.system is not understood; write the plain value',
    ],
    [
      'a binary',
      'jobs:\n  a: {command: !!binary aGk=}',
      'pipeline.yml:2 the tag tag:yaml.org,2002:binary is not understood; write the plain value',
    ],
    [
      'a set',
      'jobs: !!set {a, b}',
      'pipeline.yml:1 the tag tag:yaml.org,2002:set is not understood; write the plain value',
    ],
    [
      'a key twice',
      'jobs:\n  a: {command: x}\n  a: {command: y}',
      'pipeline.yml:3 the key a stands here a second time (first in line 2); keep one',
    ],
    ['a key that is a list', '? [a, b]\n: 1', 'pipeline.yml:1 a key must be a word'],
    ['a key that is missing', 'jobs:\n  : 1', 'pipeline.yml:2 a key must be a word'],
    ['__proto__ as a key', 'jobs:\n  __proto__: {command: x}', 'pipeline.yml:2 __proto__ cannot be used as a key'],
    [
      'an alias of nothing',
      'jobs: *nope',
      'pipeline.yml:1 *nope refers to nothing: no finished value before it has the anchor &nope',
    ],
    [
      'an alias of itself',
      'jobs: &j {a: *j}',
      'pipeline.yml:1 *j refers to nothing: no finished value before it has the anchor &j',
    ],
    [
      'a merge of no map',
      'jobs:\n  <<: 5\n  a: {command: ls}',
      'pipeline.yml:2 << takes the alias of a map, as in <<: *defaults',
    ],
    [
      'a colon in a text',
      'jobs:\n  a:\n    command: echo a: b',
      'pipeline.yml:3 is not valid YAML: check the indentation, and put quotes around a text that holds ": "',
    ],
    ['deep nesting', `a: ${'['.repeat(70)}${']'.repeat(70)}`, 'pipeline.yml:1 is nested more than 64 levels deep'],
  ])('%s', (_, text, line) => {
    expect(detailsOf(text)).toEqual([line]);
  });

  it('a component with the same faults is told by its own name', () => {
    const files = { 'pipeline.yml': 'jobs:\n  a: {component: parts/big.yml}\n  b: {component: parts/nul.yml}' };
    expect(
      refusal({ ...files, 'parts/big.yml': Buffer.alloc(300_000, '#'), 'parts/nul.yml': 'command: "\0"' }).details,
    ).toEqual([
      'pipeline.yml:2 jobs.a.component: parts/big.yml is larger than 256 KiB, the most a definition file may have',
      'parts/nul.yml:1 holds the control character U+0000; a definition is plain text',
    ]);
  });

  it('a named pipe is not waited for', () => {
    const folder = aFolder({ 'a/': '' });
    execFileSync('mkfifo', [join(folder, 'pipeline.yml')]);

    expect(problemOf(() => loadDefinition(join(folder, 'pipeline.yml'), nodeDisk)).details).toEqual([
      'pipeline.yml:1 is not a regular file',
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('a file that may not be read', () => {
    const folder = aFolder({ 'pipeline.yml': 'jobs: {a: {command: ls}}' });
    chmodSync(join(folder, 'pipeline.yml'), 0);

    expect(problemOf(() => loadDefinition(join(folder, 'pipeline.yml'), nodeDisk)).details).toEqual([
      'pipeline.yml:1 cannot be read (EACCES)',
    ]);
  });

  it('a path that no file system has', () => {
    expect(problemOf(() => loadDefinition('a\0b/pipeline.yml', nodeDisk)).details).toEqual([
      'pipeline.yml:1 does not exist',
    ]);
    expect(problemOf(() => loadDefinition(`/${'x'.repeat(5_000)}`, nodeDisk)).code).toBe('bad-definition');
    expect(nodeDisk.kindOf('a\0b')).toBeUndefined();
  });

  it('a byte order mark and Windows line ends are no fault', () => {
    const graph = load({ 'pipeline.yml': '\ufeffjobs:\r\n  a:\r\n    command: |\r\n      ls\r\n      pwd\r\n' });

    expect(graph.steps[0]).toMatchObject({ command: 'ls\npwd\n', position: { line: 2 } });
  });
});

describe('a file that is meant to exhaust the machine', () => {
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefghij'].map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefghij'[index]}`)}]`),
  ].join('\n');
  const keys = lines(100, (index) => `  k${index}: 1`);

  it.each([
    ['a billion laughs', bomb, 'pipeline.yml:6 grows to more than 100,000 values with its aliases written out'],
    [
      'merges of merges',
      `b: &b\n${keys}\n${lines(1_200, (index) => `m${index}: {<<: *b}`)}`,
      'pipeline.yml:1102 grows to more than 100,000 values with its aliases written out',
    ],
    [
      '10,001 jobs',
      `jobs:\n${lines(10_001, (index) => `  j${index}: {command: a}`)}`,
      'pipeline.yml:1 jobs: has more than 10000 entries',
    ],
    ['a tower of brackets', '['.repeat(50_000), 'pipeline.yml:1 is nested too deeply'],
    ['a tower of lists', '- '.repeat(50_000), 'pipeline.yml:1 is nested too deeply'],
    ['nothing but errors', '}'.repeat(50_000), 'pipeline.yml:1 is not valid YAML: '],
    [
      'nothing but marks',
      `jobs:\n  a: {command: '${`\${{`.repeat(80_000)}'}`,
      `pipeline.yml:2 jobs.a.command: \${{ is not closed; write }} after the name`,
    ],
    [
      'nothing but keys',
      lines(30_000, (index) => `k${index}: `),
      'pipeline.yml:1 is neither a pipeline nor a command job',
    ],
  ])('%s', (_, text, line) => {
    const started = performance.now();
    const details = detailsOf(text);

    expect(details[0]).toContain(line);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('pipelines that multiply', () => {
    const level = (next: string) =>
      `type: pipeline\njobs:\n${lines(10, (index) => `  j${index}: {component: ${next}}`)}`;
    const levels = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`l${index}.yml`, level(`l${index + 1}.yml`)]),
    );
    const started = performance.now();
    const { details = [] } = refusal({ ...levels, 'pipeline.yml': level('l0.yml') });

    expect(details.join('\n')).toContain('a definition has at most 10000');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('pipelines in pipelines without an end', () => {
    const levels = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`l${index}.yml`, `jobs: {a: {component: l${index + 1}.yml}}`]),
    );

    expect(refusal({ ...levels, 'pipeline.yml': 'jobs: {a: {component: l0.yml}}' }).details).toEqual([
      'l19.yml:1 jobs.a.component: is a pipeline inside 20 others; that is too deep',
    ]);
  });

  it('a thousand jobs are no attack', () => {
    const job = (index: number) =>
      `  j${index}: {command: ls, inputs: {x: "\${{parent.jobs.j${index - 1}.outputs.o}}"}, outputs: {o: }}`;
    const graph = load({
      'pipeline.yml': `jobs:\n  j0: {command: ls, outputs: {o: }}\n${lines(999, (index) => job(index + 1))}`,
    });

    expect(graph.steps).toHaveLength(1_000);
    expect(graph.steps.at(-1)?.needs).toEqual(['j998']);
  });
});

describe('names that mean something to JavaScript', () => {
  it('are names like others', () => {
    const graph = load({
      'pipeline.yml': yaml`
        inputs: {constructor: 1, toString: 2, prototype: 3, hasOwnProperty: 4}
        jobs:
          constructor:
            command: echo \${{inputs.valueOf}} \${{outputs.toString}}
            inputs: {valueOf: "\${{parent.inputs.constructor}}"}
            outputs: {toString: }
      `,
    });

    expect(graph.parameters.map(({ name }) => name)).toEqual([
      'constructor',
      'toString',
      'prototype',
      'hasOwnProperty',
    ]);
    expect(graph.steps[0]?.name).toBe('constructor');
    expect(Object.entries(graph.steps[0]?.inputs ?? {})).toEqual([
      ['valueOf', { kind: 'parameter', parameter: 'constructor' }],
    ]);
  });

  it('are not known because every object has them', () => {
    expect(detailsOf(`jobs:\n  a:\n    command: echo \${{inputs.constructor}}`)).toEqual([
      `pipeline.yml:3 jobs.a.command: uses \${{inputs.constructor}}, but no input has this name; add it under inputs`,
    ]);
    expect(load({ 'pipeline.yml': 'toString: 1\njobs: {a: {command: ls}}' }).notices).toEqual([
      'pipeline.yml:1 toString is not a key Pipehand knows. It was ignored',
    ]);
  });
});

describe('a folder that looks like a definition', () => {
  it('is refused where it is read', () => {
    const folder = aFolder({ 'pipeline.yml': 'jobs: {a: {component: odd.yml}}' });
    mkdirSync(join(folder, 'odd.yml'));

    expect(problemOf(() => loadDefinition(join(folder, 'pipeline.yml'), nodeDisk)).details).toEqual([
      'pipeline.yml:1 jobs.a.component: odd.yml is a folder; write the path of the component file in it',
    ]);
  });
});
