import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './scratch.ts';
import { type Shape, stepsOf } from './shapes.ts';

/** A build tool that runs the same graph of the same commands, two at a time. */
interface Peer {
  name: string;
  program: string;
  args: readonly string[];
  file: string;
  rules(shape: Shape): string;
}

const all: readonly Peer[] = [
  {
    name: 'make',
    program: 'make',
    args: ['-s', '-j2'],
    file: 'Makefile',
    rules: (shape) => {
      const steps = stepsOf(shape);
      const rules = steps.map(
        ({ name, needs }) => `out/${name}: ${needs.map((need) => `out/${need}`).join(' ')}\n\t@: > $@\n`,
      );
      return `SHELL := /bin/bash\nall: ${steps.map(({ name }) => `out/${name}`).join(' ')}\n${rules.join('')}`;
    },
  },
  {
    name: 'SCons',
    program: 'scons',
    args: ['-Q', '-s', '-j2', '.'],
    file: 'SConstruct',
    rules: (shape) =>
      stepsOf(shape)
        .map(
          ({ name, needs }) =>
            `Command('out/${name}', [${needs.map((need) => `'out/${need}'`).join(', ')}], ': > $TARGET')\n`,
        )
        .join(''),
  },
];

/** Those that are installed here. */
export function peers(): readonly Peer[] {
  return all.filter(({ program }) => spawnSync(program, ['--version']).status === 0);
}

/** Milliseconds per step of a peer, its own start included. */
export function peerTime(peer: Peer, shape: Shape): number {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'out'));
  writeFileSync(join(folder, peer.file), peer.rules(shape));
  const began = performance.now();
  const { status, stderr } = spawnSync(peer.program, peer.args, { cwd: folder, encoding: 'utf8' });
  const time = (performance.now() - began) / stepsOf(shape).length;
  if (status !== 0) throw new Error(`${peer.name} ended with ${status}: ${stderr}`);
  return time;
}
