import { spawn } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Example, Literal } from './example-files.ts';

const upstreamFailed = Symbol('upstream failed');

/** One step that was run. `log` holds what it wrote to both streams; without an `exitCode` it was not started. */
export interface ExampleStep {
  exitCode?: number;
  log: string;
  /** Its working folder; files for people are in `outputs` below it. */
  folder: string;
  outputs: Readonly<Record<string, string>>;
}

/** How an example is run: values for pipeline inputs, variables for the steps, and who hears the log as it grows. */
export interface ExampleOptions {
  given?: Readonly<Record<string, string>>;
  environment?: Readonly<Record<string, string>>;
  onLog?: (text: string) => void;
}

/**
 * Runs steps of an example below `home`, each after the steps it needs and each at most once. A step whose needs
 * failed is not started.
 */
export function exampleRun(
  example: Example,
  home: string,
  options: ExampleOptions = {},
): (job: string) => Promise<ExampleStep> {
  const steps = new Map<string, Promise<ExampleStep>>();
  return step;

  function step(job: string): Promise<ExampleStep> {
    const begun = steps.get(job) ?? execute(job);
    steps.set(job, begun);
    return begun;
  }

  async function execute(job: string): Promise<ExampleStep> {
    const component = example.components[job];
    if (component === undefined) throw new Error(`no job ${job}`);
    const folder = join(home, job, 'wd');
    const values: Record<string, string> = {};
    for (const [input, declared] of Object.entries(component.inputs)) {
      const value = await boundValue(example.pipeline.jobs[job]?.inputs[input] ?? declared.default);
      if (value === upstreamFailed) return { log: '', folder, outputs: {} };
      if (value !== undefined) values[`inputs.${input}`] = value;
    }
    const outputs: Record<string, string> = {};
    for (const [output, { type }] of Object.entries(component.outputs)) {
      const place = join(home, job, 'data', output);
      await mkdir(type === 'uri_folder' ? place : dirname(place), { recursive: true });
      outputs[output] = place;
      values[`outputs.${output}`] = place;
    }
    await cp(component.codeFolder, folder, { recursive: true });
    await mkdir(join(folder, 'outputs'));
    return { ...(await bash(filledIn(component.command, values), folder, options)), folder, outputs };
  }

  /** The text of an input, `undefined` for an optional one without value. */
  async function boundValue(written: Literal | undefined): Promise<string | undefined | typeof upstreamFailed> {
    const words = /^\$\{\{parent\.(inputs|jobs)\.(\w+)(?:\.outputs\.(\w+))?\}\}$/.exec(String(written));
    if (words === null) return written === undefined ? undefined : String(written);
    const [, kind, name = '', output = ''] = words;
    if (kind === 'jobs') {
      const needed = await step(name);
      return needed.exitCode === 0 ? needed.outputs[output] : upstreamFailed;
    }
    const input = options.given?.[name] ?? example.pipeline.inputs[name];
    if (input === undefined) throw new Error(`no pipeline input ${name}`);
    return typeof input === 'object' ? join(example.folder, input.path) : String(input);
  }
}

/** The command with its values in quotes; a part in `$[[ ]]` goes when a value in it is absent. */
function filledIn(command: string, values: Readonly<Record<string, string>>): string {
  const placeholder = /\$\{\{((?:inputs|outputs)\.\w+)\}\}/g;
  return command
    .replace(/\$\[\[(.*?)\]\]/g, (_, part: string) =>
      [...part.matchAll(placeholder)].every(([, name = '']) => name in values) ? part : '',
    )
    .replace(placeholder, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`no value for ${name}`);
      return `'${value}'`;
    });
}

function bash(
  command: string,
  cwd: string,
  options: ExampleOptions,
): Promise<Required<Pick<ExampleStep, 'exitCode' | 'log'>>> {
  // Without site-packages: the examples promise to need nothing but Python's standard library.
  const python = 'python() { python3 -S "$@"; }';
  const env = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...options.environment };
  return new Promise((done, failed) => {
    const child = spawn('bash', ['-c', `${python}\n${command}`], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        options.onLog?.(text);
      });
    }
    child.on('error', failed);
    child.on('close', (code) => done({ exitCode: code ?? -1, log }));
  });
}
