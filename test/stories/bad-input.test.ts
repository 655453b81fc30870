import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Installation, pipehand, say } from '../support/pipehand.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

function installation(files: Readonly<Record<string, string>> = {}): Installation {
  const home = temporaryFolder();
  return {
    home: join(home, 'home'),
    pipelines: writeFiles(join(home, 'pipelines'), { 'ok.yml': 'command: echo ok\n', ...files }),
  };
}

const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
  .split('')
  .map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[at]}`).join(', ')}]`)
  .join('\n')}\njobs: *j\n`;

const cycle = `
type: pipeline
jobs:
  egg:
    command: "true"
    inputs: { from: "\${{parent.jobs.hen.outputs.o}}" }
    outputs: { o: }
  hen:
    command: "true"
    inputs: { from: "\${{parent.jobs.egg.outputs.o}}" }
    outputs: { o: }
`;

describe('a definition that cannot be run is refused with its place and a fix, and nothing starts', () => {
  const cases: readonly [name: string, text: string, says: RegExp][] = [
    ['an empty file', '', /empty/],
    ['a megabyte of junk', '\u0001junk'.repeat(200_000), /256 KiB|larger/i],
    ['a YAML bomb', bomb, /alias/i],
    ['a cycle', cycle, /egg.*hen|hen.*egg/],
    ['a key given twice', 'command: echo a\ncommand: echo b\n', /:2 .*command/],
    ['a tab for indentation', 'jobs:\n\ta: 1\n', /:2 /],
    ['a step that is not run here', 'type: pipeline\njobs:\n  tune:\n    type: sweep\n', /:3 jobs\.tune.*sweep/],
    ['a component', '$schema: x\ntype: command\nname: c\ninputs: { a: { type: string } }\nversion: 1\n', /command/],
  ];

  test.each(cases)('%s', async (_name, text, says) => {
    const at = installation();
    const file = join(at.pipelines, 'odd.yml');
    writeFileSync(file, text);
    const { code, out } = await pipehand(at, ['submit', file, '--json'], at.pipelines);
    expect(code).toBe(2);
    const { kind, problem } = JSON.parse(out);
    expect([kind, problem.code]).toEqual(['problem', 'bad-definition']);
    expect([problem.message, ...(problem.details ?? [])].join('\n')).toMatch(says);
    expect(problem.fix).toBeTruthy();
  });

  test('a file that is not there, and a folder', async () => {
    const at = installation();
    const missing = await pipehand(at, ['submit', 'nothing.yml'], at.pipelines);
    expect(missing).toMatchObject({ code: 2, out: expect.stringContaining('nothing.yml') });
    expect((await pipehand(at, ['submit', '.'], at.pipelines)).code).toBe(2);
  });

  test('a broken one is listed as broken beside the others, and unknown keys are only told of', async () => {
    const at = installation({
      'broken.yml': 'jobs: {',
      'typo.yml': 'command: echo hi\nenviroment_variables: { A: b }\n',
    });
    const { reply } = await say(at, 'list');
    const states = reply.pipelines.map(({ name, problem }: { name: string; problem?: string }) => [
      name,
      problem !== undefined,
    ]);
    expect(states).toEqual([
      ['broken', true],
      ['ok', false],
      ['typo', false],
    ]);
    const { reply: described } = await say(at, 'describe typo');
    expect(described.pipeline.notices.join()).toContain('did you mean environment_variables?');
    expect((await say(at, 'run broken')).code).toBe(2);
    expect((await say(at, 'run typo', '--wait')).code).toBe(0);
  });
});

describe('a line that cannot be taken is refused in words', () => {
  test('a parameter of 100 KB, unicode tricks, control characters, an endless line', async () => {
    const at = installation({ 'p.yml': 'command: echo "${{inputs.text}}"\ninputs: { text: x }\n' });
    const long = await say(at, `run p text=${'x'.repeat(3_000)}`);
    expect(long).toMatchObject({ code: 2, reply: { kind: 'problem' } });
    expect(long.reply.problem.message.length).toBeLessThan(300);
    expect((await pipehand(at, ['submit', join(at.pipelines, 'p.yml'), `text=${'x'.repeat(100_000)}`])).code).toBe(2);
    expect((await say(at, `run p ${'text=x '.repeat(2_000)}`)).code).toBe(2);
    expect(await say(at, 'run р')).toMatchObject({
      code: 2,
      reply: { problem: { code: 'unknown-pipeline', fix: expect.stringContaining('p') } },
    });
    expect(await say(at, 'run p\u202e')).toMatchObject({
      code: 2,
      reply: { problem: { message: expect.stringContaining('\\u{202e}') } },
    });
    expect((await say(at, 'runs')).reply.runs).toEqual([]);
  });

  test('the command line itself: unknown verbs and flags, two words for one, what comes later', async () => {
    const at = installation();
    const expectations: readonly [args: readonly string[], code: number, says: string][] = [
      [['sya', 'list'], 2, 'There is no "sya"'],
      [['say'], 0, 'What you can say'],
      [['say', 'list', 'all'], 2, 'quotes'],
      [['say', 'list', '--loud'], 2, '--loud'],
      [['submit'], 2, 'Which file?'],
      [['submit', 'x.yml', 'lr'], 2, 'key=value'],
      [['gc'], 2, 'Not yet'],
      [['say', 'digest'], 2, 'Not yet'],
      [['say', 'run ok --fresh'], 2, 'Not yet'],
    ];
    for (const [args, code, says] of expectations) {
      const finished = await pipehand(at, args);
      expect([args, finished.code, finished.out + finished.err]).toEqual([args, code, expect.stringContaining(says)]);
    }
  });

  test('settings that cannot be used are all reported together', async () => {
    const at = {
      ...installation(),
      settings: { PORT: 'eighty', PIPEHAND_URL: 'ftp://x', PIPEHAND_ADMINS: 'ada', LOG_LEVEL: 'loud' },
    };
    const { code, err } = await pipehand(at, ['say', 'list']);
    expect(code).toBe(2);
    for (const name of ['PORT', 'PIPEHAND_URL', 'PIPEHAND_ADMINS', 'LOG_LEVEL']) expect(err).toContain(name);
    expect(err).not.toContain('ftp://x');
  });
});

describe('a machine that cannot carry it out ends with 3 and says what is missing', () => {
  test('no Python for a step that calls it; a step that does not is run', async () => {
    const bin = temporaryFolder();
    for (const name of ['bash', 'node', 'env', 'echo', 'sleep']) {
      symlinkSync(spawnSync('which', [name]).stdout.toString().trim(), join(bin, name));
    }
    const at = { ...installation({ 'py.yml': 'command: python train.py\n' }), settings: { PATH: bin } };
    const { code, reply } = await say(at, 'run py');
    expect(code).toBe(3);
    expect(reply.problem).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('python3'),
      fix: expect.stringContaining('apt-get'),
    });
    expect((await say(at, 'run ok', '--wait')).code).toBe(0);
  });

  test('a home that cannot be made or written, or that holds something else', async () => {
    const at = installation();
    writeFileSync(join(at.pipelines, 'file'), '');
    const inFile = await pipehand({ ...at, home: join(at.pipelines, 'file', 'home') }, ['say', 'list'], at.pipelines);
    expect(inFile).toMatchObject({ code: 3, err: expect.stringContaining('PIPEHAND_HOME') });

    mkdirSync(at.home, { recursive: true });
    writeFileSync(
      join(at.home, 'embedded.db'),
      'this is no database, and long enough to be looked at as one'.repeat(100),
    );
    const damaged = await pipehand(at, ['say', 'list']);
    expect(damaged).toMatchObject({ code: 3, err: expect.stringContaining('damaged') });
  });

  test.skipIf(process.getuid?.() === 0)('a read-only home', async () => {
    const at = installation();
    mkdirSync(at.home, { recursive: true });
    chmodSync(at.home, 0o500);
    expect((await pipehand(at, ['say', 'list'], at.pipelines)).code).toBe(3);
  });

  const canMount = process.getuid?.() === 0 && mounts();

  test.runIf(canMount)('a read-only disk', async () => {
    const at = installation();
    mountTmpfs(at.home, 'size=4m');
    expect((await say(at, 'run ok', '--wait')).code).toBe(0);
    spawnSync('mount', ['-o', 'remount,ro', at.home]);
    const { code, out } = await pipehand(at, ['say', 'list', '--json'], at.pipelines);
    expect(code).toBe(3);
    expect(JSON.parse(out).problem).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('cannot be written'),
    });
  });

  test.runIf(canMount)('a full disk: nothing starts, nothing is lost, and it goes on when there is room', async () => {
    const at = installation();
    mountTmpfs(at.home, 'size=2m');
    expect((await say(at, 'run ok', '--wait')).code).toBe(0);
    spawnSync('sh', ['-c', `cat /dev/zero > ${at.home}/ballast`]);
    const { code, out } = await pipehand(at, ['say', 'run ok', '--json'], at.pipelines);
    expect(code).toBe(3);
    expect(JSON.parse(out).problem).toMatchObject({ code: 'unavailable', message: expect.stringContaining('full') });
    rmSync(join(at.home, 'ballast'));
    expect((await say(at, 'run ok', '--wait')).code).toBe(0);
    expect((await say(at, 'runs')).reply.runs.map((run: { status: string }) => run.status)).toEqual([
      'Completed',
      'Completed',
    ]);
  });

  function mountTmpfs(folder: string, options: string): void {
    mkdirSync(folder, { recursive: true });
    spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  }
});

function mounts(): boolean {
  const folder = '/tmp/pipehand-mount-probe';
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return mounted;
}
