import { describe, expect, test } from 'vitest';
import { alertCard } from '../../../src/cards/alert-card.ts';
import { cardOf } from '../../../src/cards/card-of.ts';
import { aRun, aStep, submittedAt } from '../../support/a-run.ts';
import { cardWith, rendered } from './render-seen.ts';

const { endedAt: _, ...begun } = aRun({ status: 'Running' });
const { endedAt: __, ...training } = aStep({ status: 'Running', startedAt: submittedAt + 12_000 });
const running = {
  ...begun,
  steps: [aStep({ name: 'prepare', endedAt: submittedAt, reason: 'reused from run 6XZ2' }), training],
  parameters: [{ name: 'lr', value: '0.05', default: '0.01' }],
};
const failed = aRun({
  status: 'Failed',
  steps: [
    aStep({
      status: 'Failed',
      failure: { cause: "KeyError: 'label'", exitCode: 1, logTail: ['reading', "KeyError: 'label'"] },
    }),
    { id: '2', name: 'report', status: 'Canceled', reason: 'needs train, which failed' },
  ],
});
const now = submittedAt + 60_000;

describe('the card of a run', () => {
  test('says in words how each step stands, beside a picture', () => {
    expect(rendered(cardOf({ kind: 'run', run: running }, now)).seen.split('\n')).toEqual([
      'churn · run 7Q3K',
      ':large_blue_circle: Running',
      'Ada <@U2> 2026-11-20 09:30 UTC experiment nightly',
      '■■■■■□□□□□ 1 of 2 steps · 1 min',
      ':white_check_mark: prepare  Completed · 0 s · reused from run 6XZ2',
      ':large_blue_circle: train  Running · 48 s',
      'Parameters  lr: 0.05 (default 0.01)',
      '[Cancel run] [Show logs]',
    ]);
  });

  test('shows its steps as the tasks of a plan where that is asked for', () => {
    const { blocks } = rendered(cardOf({ kind: 'run', run: failed }, now), {}, { progress: 'plan' });
    const plan = blocks.find(({ type }) => type === 'plan');
    expect(plan).toMatchObject({
      title: '2 of 2 steps · 5 min',
      tasks: [
        { task_id: 'step-1', title: 'train · Failed · 3 min 20 s', status: 'error' },
        { task_id: 'step-2', title: 'report · Canceled', status: 'error' },
      ],
    });
    expect(JSON.stringify(plan)).toContain('needs train, which failed');
  });

  test('folds more than twenty steps: what failed and what runs stays, the others are counted', () => {
    const steps = Array.from({ length: 500 }, (_, at) => aStep({ id: String(at), name: `part-${at}` }));
    steps[250] = aStep({ name: 'odd', status: 'Failed' });
    const card = cardOf({ kind: 'run', run: aRun({ status: 'Running', steps }) }, now);
    for (const progress of ['classic', 'plan'] as const) {
      const { seen } = rendered(card, {}, { progress });
      expect(seen).toContain('499 done · 1 failed');
      expect(seen).toContain('odd');
      expect(seen).not.toContain('part-7');
    }
  });
});

test('steps that nobody folded before are folded here', () => {
  const steps = Array.from({ length: 40 }, (_, at) => {
    const state = { group: at === 7 ? 'failed' : 'succeeded', words: 'Over' } as const;
    return { name: `part-${at}`, state };
  });
  for (const progress of ['classic', 'plan'] as const) {
    const { seen } = rendered(cardWith({ type: 'steps', steps }), {}, { progress });
    expect(seen.match(/part-\d+/g)).toEqual(['part-7']);
    expect(seen).toContain('39 done · 1 failed');
  }
});

describe('somebody is called', () => {
  test('in front of the title and of the text for notifications', () => {
    const { blocks, text, seen, pings } = rendered(alertCard(failed, now), { mention: 'slack:T1/U7' });
    expect(seen).toMatch(/^@U7 churn · run 7Q3K failed at step 1 of 2 \(train\)\n:x: Failed\n/);
    expect(text).toMatch(/^<@U7> churn · run 7Q3K failed/);
    expect(pings).toEqual(['U7']);
    expect(blocks[0]?.type).toBe('rich_text');
  });

  test.each(['teams:ada', 'terminal:ada', 'slack:T1/<!channel>', 'slack:T1/U1> <!here>', 'U1', ''])(
    'by name only, as %j is nobody whom Slack knows',
    (mention) => {
      const { text, pings, seen } = rendered(cardWith(), { mention });
      expect(pings).toEqual([]);
      expect(text).not.toContain('<');
      expect(seen).toContain('churn · run 7Q3K');
    },
  );
});

test('a table has people by name and files that lead to where they are, where a link may', () => {
  const rows = [
    ['7Q3K', { person: 'slack:T1/U1' }, { link: 'https://pipehand.example/runs/1', label: 'model <pkl>' }],
    ['6XZ2', { person: 'terminal:bob' }, { link: 'https://evil.example/', label: 'model' }],
    ['5PW1', '', { link: 'https://pipehand.example/runs/2', label: ' ' }],
  ];
  const table = { type: 'table', columns: ['Run', 'By', 'File'], rows } as const;
  const { seen, pings, text, links } = rendered(cardWith(table, table));
  expect(seen.split('\n').slice(1, 5)).toEqual([
    'Run | By | File',
    '7Q3K | Ada <@U2> | model <pkl>',
    '6XZ2 | bob | model (https://evil.example/)',
    '5PW1 |   | https://pipehand.example/runs/2',
  ]);
  expect(seen).toContain('model <pkl> (https://pipehand.example/runs/1)');
  expect(text).toContain('7Q3K  Ada &lt;@U2&gt;  model &lt;pkl&gt; (https://pipehand.example/runs/1)');
  expect(links).toEqual(['https://pipehand.example/runs/1', 'https://pipehand.example/runs/2']);
  expect(pings).toEqual([]);
});

describe('people and moments in a line', () => {
  test('are names, of which no one is notified, and moments as Slack shows them; all else is as it is written', () => {
    const parts = ['<!here>', 'asked', { at: submittedAt }, { person: 'slack:T1/U1' }, { person: 'teams:<!here>' }];
    const { blocks, pings, text } = rendered(cardWith({ type: 'context', parts }));
    expect([pings, text]).toEqual([[], expect.stringContaining('Ada &lt;@U2&gt; · &lt;!here&gt;')]);
    expect(blocks[1]).toMatchObject({
      elements: [
        { type: 'plain_text', text: '<!here> · asked' },
        { type: 'mrkdwn', text: '<!date^1795167000^{date_short_pretty} at {time}|2026-11-20 09:30 UTC>' },
        { type: 'plain_text', text: 'Ada <@U2> · <!here>' },
      ],
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 8.64e15])(
    'the moment %d is unknown, and nothing breaks',
    (at) => {
      const { seen, text } = rendered(cardWith({ type: 'context', parts: [{ at }] }));
      expect(seen).toContain('an unknown time');
      expect(text).toContain('an unknown time');
    },
  );
});

test('a title that is too long for large letters is shown whole in small ones', () => {
  const title = `${'long '.repeat(60)}end`;
  expect(rendered({ title, elements: [] }).seen).toBe(title);
});

test('a message that may be there twice says so', () => {
  const repeated = rendered(cardWith(), { isRepeat: true });
  const once = rendered(cardWith());
  for (const form of ['seen', 'text'] as const) {
    expect(repeated[form]).toContain('Perhaps shown twice');
    expect(once[form]).not.toContain('Perhaps shown twice');
  }
});

test('a card without anything to read is still a message', () => {
  const { seen, text } = rendered({ title: ' ', elements: [{ type: 'text', text: '' }] });
  expect([seen, text]).toEqual(['Nothing to show.', 'Nothing to show.']);
});

test('the text for notifications is complete, and cut at four thousand characters of its escaped form', () => {
  const short = rendered(cardOf({ kind: 'run', run: failed }, now)).text;
  expect(short).toContain("train failed (exit status 1): KeyError: 'label'");
  expect(short).toContain('Next: retry 7Q3K · logs 7Q3K');
  const { text } = rendered(cardWith({ type: 'text', text: '<&>'.repeat(3_000) }), { mention: 'slack:T1/U1' });
  expect(text.length).toBeGreaterThan(3_980);
  expect(text).toMatch(/^<@U1> churn.*(&lt;|&amp;|&gt;)…$/s);
});
