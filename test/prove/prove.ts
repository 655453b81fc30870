import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultTable } from '../faults/fault-table.ts';
import { misfit, type PlantedBug } from './planted-bug.ts';
import { plantedBugs } from './planted-bugs.ts';

const project = join(import.meta.dirname, '..', '..');
const copied = ['src', 'test', 'examples', 'package.json', 'vitest.config.ts', 'tsconfig.json'];

/** The number of tests that fail in a copy of the project with the bug in it. */
function failuresWith({ file, find, replace, caughtBy }: PlantedBug): number {
  const copy = mkdtempSync(join(tmpdir(), 'pipehand-prove-'));
  try {
    for (const name of copied) cpSync(join(project, name), join(copy, name), { recursive: true });
    symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
    const target = join(copy, 'src', file);
    const text = readFileSync(target, 'utf8');
    writeFileSync(
      target,
      text.replace(find, () => replace),
    );
    const output = join(copy, 'report.json');
    const args = ['run', caughtBy.file, '-t', caughtBy.test, '--reporter=json', `--outputFile=${output}`];
    spawnSync('vitest', args, { cwd: copy, env: { ...process.env, PROVE: '', SHARE: '20' } });
    const report = JSON.parse(readFileSync(output, 'utf8'));
    if (report.numTotalTests === report.numPendingTests)
      throw new Error(`${caughtBy.file} has no test "${caughtBy.test}"`);
    return report.numFailedTests;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

for (const bug of plantedBugs) {
  const why = misfit(bug);
  if (why !== undefined) throw new Error(`the planted bug "${bug.name}" no longer fits: ${why}`);
}
let uncaught = 0;
for (const bug of plantedBugs) {
  const failed = failuresWith(bug);
  if (failed === 0) uncaught += 1;
  console.log(`${failed === 0 ? 'NOT CAUGHT' : 'caught'}  ${bug.name} (${failed} failing in ${bug.caughtBy.file})`);
}
console.log(`${plantedBugs.length} planted bugs, ${uncaught} not caught\n`);

// `npm run prove -- bugs` looks only whether the proof would notice.
if (process.argv[2] === 'bugs') process.exit(uncaught === 0 ? 0 : 1);

const noted = join(mkdtempSync(join(tmpdir(), 'pipehand-fired-')), 'fired');
writeFileSync(noted, '');
const env = { ...process.env, PROVE: '1', FIRED_TO: noted };
const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'tell-at-once.ts')}`];
const whole = spawnSync('vitest', ['run', ...reporters], { cwd: project, stdio: 'inherit', env });
const never = tellFaults(readFileSync(noted, 'utf8'));
process.exitCode = uncaught === 0 && never === 0 ? (whole.status ?? 1) : 1;

/** Says how often each fault of the plan happened, and answers how many never did. */
function tellFaults(lines: string): number {
  const counts = new Map<string, number>();
  for (const line of lines.split('\n').filter((text) => text !== '')) {
    const [name, count]: [string, number] = JSON.parse(line);
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const faults = Object.entries(faultTable).map(([name, words]) => ({ name, words, count: counts.get(name) ?? 0 }));
  for (const { name, words, count } of faults)
    console.log(`${count === 0 ? 'NEVER' : `${count} times`}  ${name} ${words}`);
  const missing = faults.filter(({ count }) => count === 0).length;
  console.log(`${faults.length} faults, ${missing} never happened`);
  return missing;
}
