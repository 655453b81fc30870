import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keepSnapshot } from '../../src/pipelines/embedded/snapshot.ts';
import { snapshotFiles } from '../../src/pipelines/embedded/snapshot-files.ts';
import { ended, openEmbedded } from '../support/embedded.ts';
import { aCodeFolder, kept, refusal } from '../support/kept-snapshot.ts';
import { temporaryFolder, writeFiles } from '../support/temporary-folder.ts';

describe('what a snapshot is', () => {
  const files = { 'train.py': 'print(1)\n', 'lib/a.py': 'a', 'lib/b.py': 'b' };

  test('the same names, bytes and executable bits are the same snapshot, wherever and whenever they were written', async () => {
    const backwards = Object.fromEntries(Object.entries(files).reverse());
    const [one, other] = [aCodeFolder(files), writeFiles(join(temporaryFolder(), 'elsewhere'), backwards)];
    utimesSync(join(other, 'train.py'), 1, 1);
    mkdirSync(join(other, 'an empty folder'));
    expect((await kept(other)).digest).toBe((await kept(one)).digest);
  });

  const changes: readonly [name: string, change: (folder: string) => void][] = [
    ['a byte', (folder) => writeFileSync(join(folder, 'train.py'), 'print(2)\n')],
    ['a name', (folder) => renameSync(join(folder, 'train.py'), join(folder, 'trail.py'))],
    ['an empty file more', (folder) => writeFiles(folder, { 'extra.py': '' })],
    [
      'bytes that moved from one file to the next',
      (folder) => writeFiles(folder, { 'lib/a.py': '', 'lib/b.py': 'ab' }),
    ],
    ['the executable bit', (folder) => chmodSync(join(folder, 'train.py'), 0o755)],
  ];
  test.each(changes)('%s makes another one', async (_name, change) => {
    const folder = aCodeFolder(files);
    const before = await kept(folder);
    change(folder);
    expect((await kept(folder)).digest).not.toBe(before.digest);
  });

  test('the last byte of a large file counts, and its copy is whole', async () => {
    const folder = aCodeFolder({ 'weights.bin': 'w'.repeat(9_000_000) });
    const before = await kept(folder);
    writeFileSync(join(folder, 'weights.bin'), `${'w'.repeat(8_999_999)}v`);
    const after = await kept(folder);
    expect(after.digest).not.toBe(before.digest);
    expect(after.texts['weights.bin']?.endsWith('wv')).toBe(true);
    expect(after.texts['weights.bin']).toHaveLength(9_000_000);
  });

  test('any name is kept as it is: composed and decomposed letters, new lines, backslashes, dots, the longest', async () => {
    const odd = [
      'é',
      'e\u0301',
      'two\nlines',
      'back\\slash',
      '...',
      '..data/x',
      ' ',
      '-rf',
      '🦜/日本',
      'x'.repeat(255),
    ];
    const folder = aCodeFolder(Object.fromEntries(odd.map((name) => [name, `this is ${name}`])));
    const { texts, root, digest } = await kept(folder);
    expect(texts).toEqual(Object.fromEntries(odd.map((name) => [name, `this is ${name}`])));
    expect((await kept(root, 'data')).digest).toBe(digest);
  });

  test('its files stand in the order of the bytes of their paths, on every machine', async () => {
    const names = ['lib.py', 'lib/a.py', 'libs', '\uffee', '\u{1f99c}'];
    const files = await snapshotFiles(aCodeFolder(Object.fromEntries(names.map((name) => [name, '']))));
    expect(files.map(({ path }) => path)).toEqual(names);
  });

  test('kept by many at once it is there once, whole, and no draft is left', async () => {
    const store = join(temporaryFolder(), 'store');
    const folder = aCodeFolder(files);
    const snapshots = await Promise.all(Array.from({ length: 8 }, () => keepSnapshot(store, folder, 'code')));
    expect(new Set(snapshots.map(({ digest }) => digest)).size).toBe(1);
    expect(readdirSync(store)).toEqual([snapshots[0]?.digest]);
    const whole = readdirSync(join(store, snapshots[0]?.digest ?? ''), { recursive: true });
    expect(whole.sort()).toEqual(['lib', 'lib/a.py', 'lib/b.py', 'train.py']);
  });

  test('a run gets the code with its executable bits, and an untouched folder is kept once for two runs', async () => {
    const { service, home } = await openEmbedded({
      'p/pipeline.yml': 'type: pipeline\njobs:\n  go:\n    code: ./src\n    command: ./go.sh\n',
      'p/src/go.sh': '#!/bin/sh\necho went\n',
    });
    const script = join(home, 'definitions', 'p', 'src', 'go.sh');
    chmodSync(script, 0o755);
    for (const runId of [`run-${randomUUID()}`, `run-${randomUUID()}`]) {
      const source = { kind: 'pipeline', name: 'p' } as const;
      await service.submit({ runId, source, parameters: {}, submittedBy: 'terminal:ada' });
      expect((await ended(service, runId)).status).toBe('Completed');
      expect((await service.log(runId, 'go', { tail: 5 })).lines).toEqual(['went']);
      utimesSync(script, 1, 1);
    }
    expect(readdirSync(join(home, 'snapshots'))).toHaveLength(1);
  });
});

describe('links', () => {
  test('inside the folder are taken for what they lead to, through other links too, and none is kept as a link', async () => {
    const folder = aCodeFolder({ 'lib/a.py': 'a', 'sub/b.py': 'b' });
    symlinkSync('lib/a.py', join(folder, 'file'));
    symlinkSync('file', join(folder, 'link to a link'));
    symlinkSync('../lib', join(folder, 'sub', 'folder'));
    symlinkSync(join(folder, 'sub', 'b.py'), join(folder, 'absolute'));
    const wayIn = join(temporaryFolder(), 'way-in');
    symlinkSync(folder, wayIn);
    const { texts } = await kept(wayIn);
    expect(texts).toEqual({
      'lib/a.py': 'a',
      'sub/b.py': 'b',
      file: 'a',
      'link to a link': 'a',
      'sub/folder/a.py': 'a',
      absolute: 'b',
    });
  });

  const targets: readonly [name: string, target: (folder: string) => string, says: RegExp][] = [
    ['to a file outside', (folder) => `${folder}-canary/file`, /leaves its folder/],
    ['to a folder outside whose name begins like the own one', (folder) => `${folder}-canary`, /leaves its folder/],
    ['upwards and out', () => '../../code-canary/file', /leaves its folder/],
    ['out through a link that is inside', () => 'out/file', /leaves its folder/],
    ['to a device', () => '/dev/null', /leaves its folder/],
    ['to nothing', () => 'gone.py', /leads nowhere/],
    ['to itself', () => 'link', /leads nowhere/],
    ['to the folder it is in', () => '.', /runs in a circle/],
    ['to the folder above it, which is inside', () => '../sub', /runs in a circle/],
  ];
  test.each(targets)('%s are refused with their path, and not when they are ignored', async (_name, target, says) => {
    const folder = aCodeFolder({ 'train.py': 'x', 'sub/deep/x.py': 'x' });
    writeFiles(`${folder}-canary`, { file: 'canary' });
    symlinkSync(`${folder}-canary`, join(folder, 'sub', 'out'));
    symlinkSync(target(folder), join(folder, 'sub', 'link'));
    writeFileSync(join(folder, '.amlignore'), 'out\n');
    expect((await refusal(folder, 'data')).code).toBe('bad-definition');
    const { code, message } = await refusal(folder);
    expect([code, message]).toEqual(['bad-definition', expect.stringContaining(join(folder, 'sub', 'link'))]);
    expect(message).toMatch(says);
    writeFileSync(join(folder, '.amlignore'), 'out\nlink\n');
    expect((await kept(folder)).files).toEqual(['.amlignore', 'sub/deep/x.py', 'train.py']);
  });

  test('that lead to each other across folders are refused', async () => {
    const folder = aCodeFolder({ 'a/x': '', 'b/y': '' });
    symlinkSync('../b', join(folder, 'a', 'to-b'));
    symlinkSync('../a', join(folder, 'b', 'to-a'));
    expect((await refusal(folder)).message).toMatch(/circle/);
  });
});

describe('what is left out', () => {
  const files = { 'a.py': '', 'a.csv': '', 'data/big.csv': '', 'data/keep.csv': '', 'sub/.amlignore': '*\n' };
  const names = async (rules: Readonly<Record<string, string>>) =>
    (await kept(aCodeFolder({ ...files, ...rules }))).files;

  test('.gitignore counts when there is no .amlignore; with one it does not count at all', async () => {
    expect(await names({ '.gitignore': '*.csv\n' })).toEqual(['.gitignore', 'a.py', 'sub/.amlignore']);
    expect(await names({ '.gitignore': '*.csv\n', '.amlignore': '# only this\n/a.csv\n' })).toEqual([
      '.amlignore',
      '.gitignore',
      'a.py',
      'data/big.csv',
      'data/keep.csv',
      'sub/.amlignore',
    ]);
  });

  test('the last rule that fits counts, and nothing comes back out of a folder that is left out', async () => {
    expect(await names({ '.amlignore': '*.csv\n!keep.csv\nsub/\n' })).toEqual(['.amlignore', 'a.py', 'data/keep.csv']);
    expect(await names({ '.amlignore': 'data/\n!data/keep.csv\nsub/\n' })).toEqual(['.amlignore', 'a.csv', 'a.py']);
  });

  const traces = {
    '.git/config': '',
    'sub/__pycache__/x': '',
    'x.pyc': '',
    '.azureml/c': '',
    '.ipynb_checkpoints/n': '',
  };

  test('what tools leave behind is left out of code; data is kept whole', async () => {
    expect((await kept(aCodeFolder({ 'a.py': '', ...traces }))).files).toEqual(['a.py']);
    const data = { ...traces, '.gitignore': '*', '.amlignore': '*', 'rows.csv': '' };
    expect((await kept(aCodeFolder(data), 'data')).files).toEqual(Object.keys(data).sort());
  });

  test('pipes and sockets are passed by, and nothing waits for them', async () => {
    const folder = aCodeFolder({ 'a.py': '' });
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('pipe', join(folder, 'link-to-the-pipe'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    onTestFinished(() => {
      server.close();
    });
    expect(readdirSync(folder)).toHaveLength(4);
    expect((await kept(folder)).files).toEqual(['a.py']);
    expect((await kept(folder, 'data')).files).toEqual(['a.py']);
  });
});

describe('limits', () => {
  test('2,000 files of code are taken, not counting ignored ones, and one more is refused; data has no limit', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`${at}.txt`, 'x']));
    const folder = aCodeFolder({ ...many, 'ignored.txt': 'xxx', '.amlignore': 'ignored.txt\n0.txt\n' });
    // What passes the limits comes as far as this store, which takes nothing: thousands of copies would only take time.
    const noStore = { problem: { code: 'unavailable' } };
    await expect(keepSnapshot('/dev/null', folder, 'code')).rejects.toMatchObject(noStore);
    await expect(keepSnapshot('/dev/null', folder, 'data')).rejects.toMatchObject(noStore);
    writeFileSync(join(folder, '.amlignore'), 'ignored.txt\n');
    const problem = await refusal(folder);
    expect(problem.message).toContain('2001 files');
    expect(problem.details?.slice(0, 3)).toEqual(['The largest:', '.amlignore (12 B)', '0.txt (1 B)']);
    expect(problem.details).toHaveLength(6);
    expect(problem.fix).toContain('.amlignore');
  });

  test('a byte over 300 MB of code is refused, and the largest files are named', async () => {
    const folder = aCodeFolder({ 'a.bin': '', 'b.bin': '', 'c.py': '' });
    truncateSync(join(folder, 'a.bin'), 100_000_000);
    truncateSync(join(folder, 'b.bin'), 200_000_001);
    const { message, details } = await refusal(folder);
    expect(message).toContain('300 MB');
    expect(details).toEqual(['The largest:', 'b.bin (200 MB)', 'a.bin (100 MB)', 'c.py (0 B)']);
  });

  test.skipIf(process.getuid?.() === 0)('a file or folder that cannot be read is refused in words', async () => {
    for (const path of ['secret.py', 'closed']) {
      const folder = aCodeFolder({ 'secret.py': 'x', 'closed/x.py': 'x' });
      chmodSync(join(folder, path), 0);
      onTestFinished(() => chmodSync(join(folder, path), 0o700));
      expect(await refusal(folder)).toMatchObject({ code: 'bad-definition', fix: `ls -lR ${folder}` });
    }
  });
});

test('links that multiply folders are refused in seconds, not followed to the end', async () => {
  const root = temporaryFolder();
  for (let level = 0; level < 20; level += 1) {
    const folder = join(root, `level-${level}`);
    writeFiles(folder, { 'script.py': '' });
    if (level > 0) for (const name of ['one', 'two']) symlinkSync(join(root, `level-${level - 1}`), join(folder, name));
  }
  await expect(keepSnapshot(join(temporaryFolder(), 'store'), root, 'code')).rejects.toThrow('at least 10000 files');
});
