import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cardOf } from '../../src/cards/card-of.ts';
import { cardLines, plainText } from '../../src/cards/plain-text.ts';
import { widthOf } from '../../src/cards/text-layout.ts';
import { type RunStatus, statusTable } from '../../src/pipelines/status.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { aRun, aStep, submittedAt } from '../support/a-run.ts';
import { generated } from '../support/generated.ts';

const now = submittedAt + 60_000;

function text(run: Run, note?: string): string {
  return plainText(cardOf({ kind: 'run', run, ...(note !== undefined && { note }) }, now));
}

describe('the card of a run says in plain text', () => {
  test('while it waits: who asked, when, for what, and how to cancel', () => {
    const { startedAt, endedAt, ...waiting } = aRun({
      status: 'Queued',
      steps: [{ id: '1', name: 'prepare', status: 'NotStarted' }],
      usualMs: 240_000,
    });
    const card = text(waiting);
    expect(card).toContain('churn · run 7Q3K  Queued');
    expect(card).toContain('slack:T1/U1 · 2026-11-20 09:30 UTC · experiment nightly');
    expect(card).toContain('0 of 1 step · 0 s · usually 4 min');
    expect(card).toContain('○ prepare  Not started');
    expect(card).toContain('cancel 7Q3K');
  });

  test('while it runs: how far it is, each step with its time, what differs from the defaults', () => {
    const { endedAt, ...begun } = aRun({ status: 'Running' });
    const { endedAt: _, ...running } = aStep({ name: 'train', status: 'Running', startedAt: submittedAt + 12_000 });
    const card = text({
      ...begun,
      steps: [aStep({ name: 'prepare', endedAt: submittedAt + 12_000 }), running],
      parameters: [
        { name: 'lr', value: '0.05', default: '0.01' },
        { name: 'epochs', value: '10', default: '10' },
      ],
      metrics: { accuracy: 0.97777777 },
    });
    expect(card).toContain('▓▓▓▓▓░░░░░ 1 of 2 steps · 1 min');
    expect(card).toMatch(/✓ prepare +Completed +12 s/);
    expect(card).toMatch(/▶ train +Running +48 s/);
    expect(card).toContain('lr  0.05 (default 0.01)');
    expect(card).not.toContain('epochs');
    expect(card).toContain('accuracy  0.977778');
  });

  test('when it failed: at which step of how many, the first cause, the last lines, and how to run it again', () => {
    const card = text(
      aRun({
        status: 'Failed',
        steps: [
          aStep({ name: 'prepare' }),
          aStep({
            name: 'train',
            status: 'Failed',
            failure: { cause: "KeyError: 'label'", exitCode: 1, logTail: ['reading', "KeyError: 'label'"] },
          }),
          { id: '3', name: 'report', status: 'Canceled', reason: 'needs train, which failed' },
        ],
      }),
    );
    expect(card).toContain('churn · run 7Q3K failed at step 2 of 3 (train)  Failed');
    expect(card).toContain("train failed (exit status 1): KeyError: 'label'");
    expect(card).toContain('Last lines of train\n  reading\n');
    expect(card).toMatch(/– report +Canceled +needs train, which failed/);
    expect(card).toContain('retry 7Q3K');
  });

  test('when it is over: how long it took beside the usual, its numbers and its files', () => {
    const files = Array.from({ length: 8 }, (_, at) => ({ step: 'train', path: `outputs/${at}.bin`, size: 2_000_000 }));
    const card = text(
      aRun({ version: 3, usualMs: 240_000, artifacts: files, repeats: { runId: 'run-0', shortId: '6XZ2' } }),
      'Repeats 6XZ2.',
    );
    expect(card).toContain('1 of 1 step · 5 min · usually 4 min');
    expect(card).toContain('version 3 · repeats 6XZ2');
    expect(card).toContain('train/outputs/0.bin (2.0 MB)');
    expect(card).toContain('+2 more: artifacts 7Q3K');
  });

  test('where to read the values that it has no room for', () => {
    const parameters = Array.from({ length: 8 }, (_, at) => ({ name: `p${at}`, value: 'x' }));
    expect(text(aRun({ parameters }))).toMatch(/\+3 more +rerun 7Q3K --form\n/);
  });

  test('when it was canceled: by whom and why', () => {
    expect(text(aRun({ status: 'Canceled', canceled: { by: 'slack:T1/U2', why: 'wrong data' } }))).toContain(
      'Canceled by slack:T1/U2: wrong data.',
    );
  });
});

describe('beyond twenty steps', () => {
  test('finished steps collapse into counts; what failed and what runs stays', () => {
    const steps = Array.from({ length: 500 }, (_, at) => aStep({ id: String(at), name: `part-${at}` }));
    steps[250] = aStep({ name: 'odd', status: 'Failed', failure: { cause: 'oops', logTail: [] } });
    steps[251] = aStep({ name: 'busy', status: 'Running' });
    const card = text(aRun({ status: 'Running', steps }));
    expect(card).toContain('498 done · 1 failed · 1 running');
    expect(card).toMatch(/✗ odd +Failed .*oops/);
    expect(card).toMatch(/▶ busy/);
    expect(card).not.toContain('part-7');
  });
});

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyStatus = fc.constantFrom(...(Object.keys(statusTable) as RunStatus[]));
const anyRun = fc
  .record({
    status: anyStatus,
    reason: fc.option(anyText, { nil: undefined }),
    pipeline: anyText,
    steps: fc.array(
      fc.record({
        name: anyText,
        status: anyStatus,
        cause: fc.option(anyText, { nil: undefined }),
        lines: fc.array(anyText, { maxLength: 20 }),
      }),
      { maxLength: 40 },
    ),
    metrics: fc.dictionary(anyText, fc.double(), { maxKeys: 10 }),
    parameters: fc.array(fc.record({ name: anyText, value: anyText }), { maxLength: 10 }),
    usualMs: fc.option(fc.nat(), { nil: undefined }),
  })
  .map(({ steps, reason, usualMs, ...run }) =>
    aRun({
      ...run,
      ...(reason !== undefined && { reason }),
      ...(usualMs !== undefined && { usualMs }),
      steps: steps.map(({ cause, lines, ...step }) =>
        aStep({ ...step, ...(cause !== undefined && { failure: { cause, logTail: lines } }) }),
      ),
    }),
  );

test('any run has a card that shows its state in words and how far it is, on any screen', () => {
  fc.assert(
    fc.property(anyRun, fc.integer({ min: 40, max: 200 }), (run, width) => {
      const card = cardOf({ kind: 'run', run }, now);
      const style = {
        width,
        paint: (_: string, words: string) => words,
        showTime: String,
        showPerson: (key: string) => key,
      };
      const lines = cardLines(card, style).join('\n');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must take no effect on a screen
      expect(lines).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(lines.replaceAll('\n', ' ')).toContain(statusTable[run.status].words);
      expect(lines.replaceAll('\n', ' ')).toMatch(/\d+ of \d+ steps?/);
      const steps = card.elements.find((element) => element.type === 'steps');
      expect(steps?.type === 'steps' && steps.steps.length).toBeLessThanOrEqual(20);
      for (const line of cardLines({ title: '', elements: steps ? [steps] : [] }, style)) {
        for (const row of line.split('\n')) expect(widthOf(row)).toBeLessThanOrEqual(width);
      }
    }),
    generated(20_000),
  );
});
