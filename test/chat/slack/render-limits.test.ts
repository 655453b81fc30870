import { describe, expect, test } from 'vitest';
import { cardWith, rendered } from './render-seen.ts';

describe('buttons', () => {
  const cancel = { label: 'Cancel run', line: 'cancel 7Q3K', confirm: 'Cancel run 7Q3K of churn?' };

  test('carry an id instead of their line, and ask first where they should', () => {
    const asked: string[] = [];
    const buttons = [cancel, { label: 'Show logs', line: 'logs 7Q3K' }];
    const { blocks } = rendered(
      cardWith({ type: 'buttons', buttons }),
      {},
      {
        buttonId(line) {
          asked.push(line);
          return `id-${asked.length}`;
        },
      },
    );
    expect(blocks[1]).toMatchObject({
      elements: [
        {
          text: { text: 'Cancel run' },
          action_id: 'cancel:0',
          value: 'id-1',
          style: 'danger',
          confirm: {
            title: { text: 'Cancel run' },
            text: { text: 'Cancel run 7Q3K of churn?' },
            confirm: { text: 'Cancel run' },
            deny: { text: 'Go back' },
          },
        },
        { text: { text: 'Show logs' }, action_id: 'logs:1', value: 'id-2' },
      ],
    });
    expect(JSON.stringify(blocks)).not.toContain('cancel 7Q3K');
    expect(asked).toEqual(['cancel 7Q3K', 'logs 7Q3K']);
  });

  test('stay on a card that is cut short, which says so', () => {
    const log = { type: 'preformatted', lines: Array.from({ length: 5_000 }, (_, at) => `line ${at}`) } as const;
    const card = cardWith(log, { type: 'list', items: ['x'.repeat(50_000)] }, { type: 'buttons', buttons: [cancel] });
    const { seen } = rendered(card);
    expect(seen).toContain('line 4999');
    expect(seen).toMatch(/the \d+ lines before are not shown/);
    expect(seen).toContain('[Cancel run]');
  });

  test('are left out, and the card says so, where Slack would not take them', () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ label: `Show ${at}`, line: `logs ${at}` }));
    const { seen } = rendered(cardWith({ type: 'buttons', buttons: many }));
    expect(seen.match(/\[Show/g)).toHaveLength(25);
    expect(seen).toContain('Shortened');
    const unpressable = rendered(
      cardWith({ type: 'buttons', buttons: [cancel] }),
      {},
      { buttonId: () => 'x'.repeat(2_001) },
    );
    expect(unpressable.seen).not.toContain('[Cancel run]');
    expect(unpressable.seen).toContain('Shortened');
  });

  test('leave room for the rest, however long their ids are', () => {
    const many = Array.from({ length: 25 }, (_, at) => ({ label: `Show ${at}`, line: `logs ${at}` }));
    const card = cardWith({ type: 'text', text: 'the rest' }, { type: 'buttons', buttons: many });
    const { seen } = rendered(card, {}, { buttonId: () => 'x'.repeat(1_900) });
    expect(seen).toMatch(/the rest\n\[Show 0\] \[Show 1\]/);
    expect(seen).toContain('Shortened');
  });
});

test('a second table is laid out in letters, as Slack takes one; rows that do not fit are counted', () => {
  const rows = Array.from({ length: 300 }, (_, at) => [`run ${at}`, 'Completed', '']);
  const table = { type: 'table', title: 'Runs', columns: ['Run', 'State', 'By'], rows } as const;
  const { seen, blocks } = rendered(cardWith(table, { ...table, rows: [['one', 'Failed', 'ada']] }));
  expect(blocks.filter(({ type }) => type === 'table')).toHaveLength(1);
  expect(seen).toMatch(/run 40 \| Completed \| /);
  expect(seen).toMatch(/\+2\d\d more/);
  expect(seen).toContain('Run  State   By\none  Failed  ada');
});

test('cells that are too long for a second table go on in the next line, and keep the spaces they begin with', () => {
  const first = { type: 'table', columns: ['Run'], rows: [['7Q3K']] } as const;
  const code = `  return ${'x'.repeat(60)} + 1`;
  const { seen } = rendered(cardWith(first, { ...first, columns: ['Code', 'Why'], rows: [[code, '  so'.repeat(9)]] }));
  expect(seen.split('\n').slice(-4)).toEqual(['Code', '    Why', code, `    ${'  so'.repeat(9)}`]);
});

test('words of a link that are only a line break are shown written out, and lead where the link leads', () => {
  const cell = { link: 'https://pipehand.example/runs/1', label: '\n' };
  const table = { type: 'table', columns: ['File'], rows: [[cell]] } as const;
  const { seen, links, text } = rendered(cardWith(table, table));
  expect(seen.split('\n').slice(2)).toEqual(['\\n', 'File', '\\n (https://pipehand.example/runs/1)']);
  expect(text).toContain('\\n (https://pipehand.example/runs/1)');
  expect(links).toEqual(['https://pipehand.example/runs/1']);
});

test('one and the same table that stands in a card twice is one table and one in letters', () => {
  const table = { type: 'table', columns: ['Run'], rows: [['7Q3K']] } as const;
  const { blocks } = rendered(cardWith(table, table));
  expect(blocks.map(({ type }) => type)).toEqual(['header', 'table', 'rich_text']);
});

test('a card of many small parts ends at the fiftieth block, and says so', () => {
  const hints = Array.from(
    { length: 90 },
    (_, at) => ({ type: 'copyable', label: 'Try', line: `run p${at}` }) as const,
  );
  const { blocks, seen } = rendered(cardWith(...hints));
  expect(blocks).toHaveLength(50);
  expect(seen).toMatch(/run p47\nShortened/);
});
