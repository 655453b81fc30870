import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { openInside } from '../../src/pipelines/embedded/open-artifact.ts';
import { aRunWithTraps, canary, leftFiles, longName, type TrapRun } from '../support/artifact-traps.ts';
import { generated } from '../support/generated.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

async function bytesOf({ service, run }: TrapRun, path: string, step = 'leave'): Promise<Buffer> {
  const { stream } = await service.openArtifact(run.id, { step, path });
  return Buffer.from(await new Response(stream).arrayBuffer());
}

/** What the service answers: the text it hands out, or the code of its refusal. */
async function answer(trapRun: TrapRun, path: string, step?: string): Promise<string> {
  try {
    return `handed out: ${await bytesOf(trapRun, path, step)}`;
  } catch (error) {
    if (error instanceof UserError) return error.problem.code;
    throw error;
  }
}

describe('artifacts of a run', () => {
  test.each(['home', 'way-home'])(
    'are exactly the plain files that the step left, byte for byte (%s)',
    async (home) => {
      const trapRun = await aRunWithTraps(home);
      expect(trapRun.run.artifacts.map(({ path, size }) => [path, size]).sort()).toEqual(
        Object.entries(leftFiles).map(([path, bytes]) => [path, bytes.length]),
      );
      for (const [path, bytes] of Object.entries(leftFiles)) {
        expect([path, await bytesOf(trapRun, path)]).toEqual([path, bytes]);
      }
    },
  );

  test('are had by their exact path only: no other spelling opens one, and nothing opens what is outside', async () => {
    const trapRun = await aRunWithTraps();
    const { outside, root } = trapRun;
    const up = relative(root, join(outside, 'canary'));
    expect(readFileSync(join(root, up), 'utf8')).toBe(canary);
    const escapes = [up, `outputs/../${up}`, `outputs/link-folder/../${up}`, join(outside, 'canary'), `/${up}`];
    const spellings = escapes.flatMap((path) => [
      path,
      path.replaceAll('/', '\\'),
      path.replaceAll('..', '%2e%2e'),
      path.replaceAll('..', '%252e%252e'),
      path.replaceAll('/', '%2f'),
      path.replaceAll('../', '....//'),
      path.replaceAll('..', '.\u2024'),
      `${path}\0`,
      `${path}\0.txt`,
      `file://${path}`,
    ]);
    const traps = [
      'link',
      'link-folder',
      'link-folder/canary',
      'link-up',
      'link-inside',
      'dangling',
      'second-name',
      'pipe',
    ];
    const others = [
      '',
      '.',
      '..',
      '/',
      'outputs',
      'outputs/',
      'outputs/folder',
      'outputs/folder/',
      '/proc/self/environ',
    ];
    const almost = ['/outputs/case.txt', './outputs/case.txt', 'outputs//case.txt', 'outputs/./case.txt', 'case.txt'];
    const more = [
      'outputs/case.txt/',
      'outputs/case.txt ',
      'outputs/CASE.TXT',
      'OUTPUTS/case.txt',
      'outputs\\case.txt',
    ];
    const spelt = [
      'outputs%2fcase.txt',
      'outputs/c%61se.txt',
      'outputs/case.txt\0',
      'outputs/case.tx?',
      'outputs/%',
      "' or 1=1 --",
    ];
    const endless = [
      `outputs/${longName}x`,
      'a/'.repeat(5_000),
      'x'.repeat(1_000_000),
      `${'../'.repeat(1_000)}etc/passwd`,
    ];
    const inHome = ['../std_log.txt', '../claim', '../../../../embedded.db', `${root}/outputs/case.txt`];
    const inOutputs = traps.map((name) => `outputs/${name}`);
    for (const path of [...spellings, ...inOutputs, ...others, ...almost, ...more, ...spelt, ...endless, ...inHome]) {
      expect([path, await answer(trapRun, path)]).toEqual([path, 'unknown-step']);
    }
    for (const step of ['', '.', '../1-leave', '1-leave', 'LEAVE', 'leave/', 'leave\0', '%6ceave']) {
      expect([step, await answer(trapRun, 'outputs/case.txt', step)]).toEqual([step, 'unknown-step']);
    }
    expect(await answer(trapRun, 'outputs/case.txt')).toBe('handed out: lower');
  });

  const swaps: readonly [name: string, swap: (file: string, outside: string) => void][] = [
    ['a link to the outside', (file, outside) => symlinkSync(join(outside, 'canary'), file)],
    ['a link to another artifact', (file) => symlinkSync('../case.txt', file)],
    ['a second name of a file outside', (file, outside) => linkSync(join(outside, 'canary'), file)],
    ['a pipe', (file) => spawnSync('mkfifo', [file])],
    ['a device', (file) => symlinkSync('/dev/zero', file)],
    ['a folder', (file) => mkdirSync(file)],
    ['nothing', () => {}],
  ];
  test('are not opened once they became something else; put back, they are', async () => {
    const trapRun = await aRunWithTraps();
    const { outside, root } = trapRun;
    const file = join(root, 'outputs', 'folder', 'deep.txt');
    for (const [name, swap] of swaps) {
      renameSync(file, `${file}-kept`);
      swap(file, outside);
      expect([name, await answer(trapRun, 'outputs/folder/deep.txt')]).toEqual([name, 'unknown-step']);
      rmSync(file, { recursive: true, force: true });
      renameSync(`${file}-kept`, file);
      expect([name, await answer(trapRun, 'outputs/folder/deep.txt')]).toEqual([name, 'handed out: deep']);
    }
  });

  test('are not opened once their folder became a link to the outside', async () => {
    const trapRun = await aRunWithTraps();
    const { outside, root } = trapRun;
    writeFiles(outside, { 'deep.txt': canary });
    rmSync(join(root, 'outputs', 'folder'), { recursive: true });
    symlinkSync(outside, join(root, 'outputs', 'folder'));
    expect(await answer(trapRun, 'outputs/folder/deep.txt')).toBe('unknown-step');
  });
});

describe('opening a file below a folder', () => {
  /** A folder with a good file, and links that lead to a canary outside. */
  function aRoot() {
    const home = realpathSync(temporaryFolder());
    const root = writeFiles(join(home, 'root'), { 'sub/good': 'good' });
    const outside = writeFiles(join(home, 'root-outside'), { good: canary });
    symlinkSync(outside, join(root, 'sub', 'out'));
    symlinkSync(join(outside, 'good'), join(root, 'link'));
    return { root, outside };
  }

  async function opened(root: string, path: string): Promise<string | undefined> {
    const file = await openInside(root, path);
    return file && new Response(file.stream).text();
  }

  test('never answers what is outside, whatever the path is made of', async () => {
    const { root, outside } = aRoot();
    const words = ['..', '.', '', 'sub', 'good', 'out', 'link', 'root', 'root-outside', '%2e%2e', '\\', '~', outside];
    const paths = fc.array(fc.constantFrom(...words), { maxLength: 7 }).map((parts) => parts.join('/'));
    await fc.assert(
      fc.asyncProperty(paths, async (path) => {
        expect([undefined, 'good']).toContain(await opened(root, path));
      }),
      generated(50_000),
    );
    expect(await opened(root, 'sub/good')).toBe('good');
  });

  test('never answers a neighbour of the folder, however plain the file', async () => {
    const { root } = aRoot();
    for (const path of ['../root-outside/good', 'sub/../../root-outside/good', '..', '../root']) {
      expect([path, await opened(root, path)]).toEqual([path, undefined]);
    }
    expect(await opened(root, 'sub/../sub/good')).toBe('good');
  });

  test('never answers what is outside while its folder is being swapped for a link and back', async () => {
    const { root, outside } = aRoot();
    const [folder, aside] = [join(root, 'sub'), join(root, 'aside')];
    symlinkSync(outside, aside);
    const answers = new Set<string | undefined>();
    for (let round = 0; round < 300; round += 1) {
      let waiting = true;
      const answered = opened(root, 'sub/good').finally(() => {
        waiting = false;
      });
      while (waiting) {
        for (let swap = 0; swap < round % 7; swap += 1) {
          renameSync(folder, `${folder}-kept`);
          renameSync(aside, folder);
          renameSync(folder, aside);
          renameSync(`${folder}-kept`, folder);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      answers.add(await answered);
    }
    expect([...answers].filter((text) => text !== undefined)).toEqual(['good']);
  });

  test('answers as many bytes as it says, though the file grows meanwhile', async () => {
    const { root } = aRoot();
    const file = await openInside(root, 'sub/good');
    appendFileSync(join(root, 'sub', 'good'), ' and more');
    expect([file?.size, file && (await new Response(file.stream).text())]).toEqual([4, 'good']);
  });

  test('holds no file open after a refusal, a reading or a reader who leaves', async () => {
    const { root } = aRoot();
    for (const path of ['sub', 'sub/out/good', 'link', 'sub/good', 'none']) await opened(root, path);
    const file = await openInside(root, 'sub/good');
    await file?.stream.cancel();
    const open = () => readdirSync('/proc/self/fd').map((fd) => linkOf(`/proc/self/fd/${fd}`));
    await expect.poll(() => open().filter((path) => path.startsWith(dirname(root)))).toEqual([]);
  });
});

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // The folder of descriptors was itself open while it was listed.
    return '';
  }
}
