import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figuresOf, type ProofNote, sayFigures } from '../faults/proof-notes.ts';
import { endTable } from './end-table.ts';
import { hunt } from './hunt.ts';
import { misfit } from './planted-bug.ts';
import { plantedBugs } from './planted-bugs.ts';

const project = join(import.meta.dirname, '..', '..');

// `npm run prove -- bugs [<part of a name>]` looks only whether the proof would notice the bugs, or some of them.
const [only, part = ''] = process.argv.slice(2);
const bugs = plantedBugs.filter(({ name }) => name.includes(part));

for (const bug of bugs) {
  const why = misfit(bug);
  if (why !== undefined) throw new Error(`the planted bug "${bug.name}" no longer fits: ${why}`);
}
let uncaught = 0;
let notGreen = 0;
await hunt(bugs, {
  clean({ file, test }, { passed, failed, complaint }) {
    if (passed > 0 && failed === 0) return;
    notGreen += 1;
    console.log(`NOT GREEN  ${file} "${test}" without a bug: ${passed} passed, ${failed} failed ${complaint}`);
  },
  bug({ name, caughtBy }, { failed, complaint }) {
    if (failed === 0) uncaught += 1;
    console.log(`${failed === 0 ? 'NOT CAUGHT' : 'caught'}  ${name} (${failed} failing in ${caughtBy.file})`);
    const figures = figuresOf(complaint);
    const isOfOracles = Object.values(figures).some((count) => count > 0);
    console.log(`          ${isOfOracles ? sayFigures(figures) : complaint.slice(0, 160)}`);
  },
});
console.log(`${bugs.length} planted bugs, ${uncaught} not caught; ${notGreen} tests fail without a bug\n`);
const isCaught = uncaught === 0 && notGreen === 0;

if (only === 'bugs') process.exit(isCaught ? 0 : 1);

const noted = join(mkdtempSync(join(tmpdir(), 'pipehand-fired-')), 'fired');
writeFileSync(noted, '');
const env = { ...process.env, PROVE: '1', FIRED_TO: noted };
const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'tell-at-once.ts')}`];
const whole = spawnSync('vitest', ['run', ...reporters], { cwd: project, stdio: 'inherit', env });
const notes = readFileSync(noted, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): ProofNote => JSON.parse(line));
const { lines, isWhole } = endTable(notes);
for (const line of lines) console.log(line);
process.exitCode = isCaught && isWhole ? (whole.status ?? 1) : 1;
