import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../src/pipelines/definition/node-disk.ts';
import { openEmbeddedService } from '../src/pipelines/embedded/embedded-service.ts';
import { launchStep } from '../src/pipelines/embedded/step-process.ts';
import type { PipelineService } from '../src/pipelines/service.ts';
import { median } from './median.ts';
import { peers, peerTime } from './peers.ts';
import { scratchFolder } from './scratch.ts';
import { command, type Shape, shapes, stepsOf } from './shapes.ts';

const slots = 2;
const rounds = 5;

/** Milliseconds per step of the engine: from the acceptance of a run to its end. */
async function engineTime(shape: Shape): Promise<number> {
  const home = scratchFolder();
  const definitions = join(home, 'definitions');
  mkdirSync(definitions);
  writeFileSync(join(definitions, 'bench.yml'), definitionOf(shape));
  const { service, start } = await openEmbeddedService({
    home,
    definitions,
    disk: nodeDisk,
    stepEnvironment: { PATH: process.env.PATH ?? '' },
    slots,
    grace: 10_000,
    now: Date.now,
    log: { debug() {}, info() {}, warn() {}, error: console.error },
  });
  await start('http://127.0.0.1:9');
  const source = { kind: 'pipeline', name: 'bench' } as const;
  await service.submit({ runId: 'run-bench', source, parameters: {}, submittedBy: 'terminal:bench' });
  await quiet(service);
  const run = await service.find('run-bench');
  await service.close();
  if (run?.status !== 'Completed' || run.endedAt === undefined) throw new Error(`the run ended ${run?.status}`);
  return (run.endedAt - run.submittedAt) / run.steps.length;
}

function definitionOf(shape: Shape): string {
  const jobs = stepsOf(shape).map(({ name, needs }) => {
    const inputs = needs.map((need) => `      ${need}: \${{parent.jobs.${need}.outputs.o}}\n`).join('');
    return `  ${name}:\n    command: '${command}'\n    outputs: { o: {} }\n${inputs && `    inputs:\n${inputs}`}`;
  });
  return `type: pipeline\njobs:\n${jobs.join('')}`;
}

/** Settles when nothing has changed for a while: looking at the run itself would cost the engine time. */
function quiet(service: PipelineService): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout;
    const stop = service.onChange(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        stop();
        resolve();
      }, 500);
    });
  });
}

/** Milliseconds per step of the floor: the same wrapper and command in the same order, and nothing around them. */
async function floorTime(shape: Shape): Promise<number> {
  const root = scratchFolder();
  const folders = shape.levels.map((width, level) =>
    Array.from({ length: width }, (_, at) => join(root, `${level}-${at}`)),
  );
  for (const folder of folders.flat()) mkdirSync(join(folder, 'outputs'), { recursive: true });
  const began = performance.now();
  for (const level of folders) await runAll([...level]);
  return (performance.now() - began) / folders.flat().length;
}

async function runAll(folders: string[]): Promise<void> {
  async function worker(): Promise<void> {
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const launched = await launchStep({
        bash: '/bin/bash',
        command,
        folder,
        workingFolder: folder,
        logFile: join(folder, 'log'),
        environment: { PATH: process.env.PATH ?? '' },
      });
      await launched.exited;
    }
  }
  await Promise.all(Array.from({ length: slots }, worker));
}

/**
 * The engine's time per trivial step beside the spawn floor of the same rounds, and beside make and SCons where they are
 * installed. Answers whether every target was met.
 */
export async function benchEngine(): Promise<boolean> {
  // Steps do not keep a process alive by themselves.
  const alive = setInterval(() => {}, 1_000);
  const times = new Map<string, number>();
  let met = true;
  for (const shape of shapes) {
    const pairs: { engine: number; floor: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      pairs.push({ floor: await floorTime(shape), engine: await engineTime(shape) });
    }
    const ratio = median(pairs.map(({ engine, floor }) => engine / floor));
    const engine = median(pairs.map((pair) => pair.engine));
    const floor = median(pairs.map((pair) => pair.floor));
    times.set(shape.name, ratio);
    met &&= ratio <= shape.target;
    const beside = peers().map((peer) => `, ${peer.name} ${peerTime(peer, shape).toFixed(2)} ms`);
    console.log(
      `engine, ${shape.name}: ${engine.toFixed(2)} ms a step, floor ${floor.toFixed(2)} ms, ${ratio.toFixed(2)} times (target: at most ${shape.target})${beside.join('')}`,
    );
  }
  clearInterval(alive);
  const growth = (times.get('2,000 independent') ?? 0) / (times.get('200 independent') ?? 1);
  console.log(`engine, growth from 200 to 2,000 steps: ${growth.toFixed(2)} times (target: at most 1.2)`);
  return met && growth <= 1.2;
}
