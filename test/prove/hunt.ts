import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { PlantedBug } from './planted-bug.ts';

const project = join(import.meta.dirname, '..', '..');
const copied = ['src', 'test', 'examples', 'package.json', 'vitest.config.ts', 'tsconfig.json'];

/** Copies that are tried at the same time. */
const atOnce = 2;

/** Milliseconds for one copy: a bug may keep its tests from ever ending. */
const longest = 600_000;

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), failureMessages: z.array(z.string()) })),
    }),
  ),
});

/** What the tests that must notice a bug said of a copy of the project. */
export interface Said {
  passed: number;
  failed: number;
  /** The first line of the first complaint; empty where nothing failed. */
  complaint: string;
}

/** Runs the tests on a copy of the project, with the bug in it if there is one. */
async function tryCopy({ file, test }: PlantedBug['caughtBy'], bug?: PlantedBug): Promise<Said> {
  const copy = mkdtempSync(join(tmpdir(), 'pipehand-prove-'));
  try {
    for (const name of copied) cpSync(join(project, name), join(copy, name), { recursive: true });
    symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
    if (bug) {
      const target = join(copy, 'src', bug.file);
      const text = readFileSync(target, 'utf8');
      writeFileSync(
        target,
        text.replace(bug.find, () => bug.replace),
      );
    }
    const output = join(copy, 'report.json');
    const args = ['run', file, '-t', test, '--reporter=json', `--outputFile=${output}`];
    const env = { ...process.env, PROVE: '', SHARE: '20', FIRED_TO: undefined };
    const vitest = spawn('vitest', args, { cwd: copy, env, stdio: 'ignore', timeout: longest, killSignal: 'SIGKILL' });
    const [code] = await once(vitest, 'close');
    const said = existsSync(output) ? read(readFileSync(output, 'utf8')) : nothing;
    const isSilent = said.failed === 0 && code !== 0;
    return isSilent ? { ...said, passed: 0, complaint: `vitest ended with ${code} and named no test` } : said;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** What a copy says whose tests wrote no report. */
const nothing: Said = { passed: 0, failed: 0, complaint: '' };

function read(report: string): Said {
  const { testResults } = reportSchema.parse(JSON.parse(report));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (status: string) => tests.filter((one) => one.status === status).length;
  const complaints = [
    ...tests.flatMap(({ failureMessages }) => failureMessages),
    ...testResults.map((one) => one.message),
  ];
  const [complaint = ''] = complaints.map((text) => text.split('\n')[0] ?? '').filter((line) => line !== '');
  return { passed: count('passed'), failed: count('failed'), complaint };
}

/** Does the works, a few at a time, and tells of each when it is done. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  tell: (item: Item, result: Result) => void,
): Promise<void> {
  const waiting = items.values();
  async function worker(): Promise<void> {
    for (const item of waiting) tell(item, await work(item));
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/**
 * Runs what must notice the bugs, first on clean copies: a test that fails there notices nothing. Tells of every clean
 * run and of every bug.
 */
export async function hunt(
  bugs: readonly PlantedBug[],
  tell: { clean(caughtBy: PlantedBug['caughtBy'], said: Said): void; bug(bug: PlantedBug, said: Said): void },
): Promise<void> {
  const distinct = new Map(bugs.map(({ caughtBy }) => [JSON.stringify(caughtBy), caughtBy]));
  await inTurn([...distinct.values()], (caughtBy) => tryCopy(caughtBy), tell.clean);
  await inTurn(bugs, (bug) => tryCopy(bug.caughtBy, bug), tell.bug);
}
