import { describe, expect, test } from 'vitest';
import { type BlockRule, blockRules, checkBlocks, checkMessage } from '../../fakes/slack/block-rules.ts';

type Example = { blocks: readonly unknown[]; text?: string };

const plain = (text: unknown) => ({ type: 'plain_text', text });
const header = (text: unknown) => ({ type: 'header', text: plain(text) });
const letters = (count: number) => 'x'.repeat(count);
const times = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at));
const section = (...elements: unknown[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const words = (text: unknown) => ({ type: 'text', text });
const button = (more: object = {}) => ({ type: 'button', text: plain('Run'), action_id: 'run:0', ...more });
const actions = (...elements: unknown[]) => ({ type: 'actions', elements });
const markup = (text: string) => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });
const table = (...rows: string[][]) => ({
  type: 'table',
  rows: rows.map((row) => row.map((text) => ({ type: 'raw_text', text }))),
});
const task = (at: number, more: object = {}) => ({
  type: 'task_card',
  task_id: `step-${at}`,
  title: 'train',
  status: 'complete',
  ...more,
});
const plan = (tasks: unknown[], title = 'Steps') => ({ type: 'plan', title, tasks });
const confirm = (title: string, text: string, label: string) =>
  actions(button({ confirm: { title: plain(title), text: plain(text), confirm: plain(label), deny: plain('No') } }));
const input = (element: object, label = 'Rate') => ({ type: 'input', label: plain(label), element });
const textInput = (more: object) => ({ type: 'plain_text_input', action_id: 'rate', ...more });
const select = (options: unknown[]) => input({ type: 'static_select', action_id: 'rate', options });
const option = (text: string) => ({ text: plain(text), value: text });

/** For a rule that counts: blocks that count this much. */
const counted = (make: (count: number) => unknown) => (count: number) => ({ blocks: [make(count)] });

/** What each rule takes and what it refuses. A rule that counts is tried at its most and at one more. */
const examples: Readonly<Record<BlockRule, [taken: Example, refused: Example] | ((count: number) => Example)>> = {
  'known-type': [{ blocks: [header('x')] }, { blocks: [{ type: 'nonsense' }] }],
  'known-key': [{ blocks: [header('x')] }, { blocks: [{ ...header('x'), colour: 'red' }] }],
  'required-key': [{ blocks: [actions(button())] }, { blocks: [actions({ type: 'button', text: plain('Run') })] }],
  'right-kind': [{ blocks: [header('x')] }, { blocks: [header(7)] }],
  'known-choice': [{ blocks: [plan([task(1)])] }, { blocks: [plan([task(1, { status: 'completed' })])] }],
  'not-empty': [{ blocks: [section(words(' '))] }, { blocks: [section(words(''))] }],
  'unique-id': [
    { blocks: [actions(button(), button({ action_id: 'run:1' }))] },
    { blocks: [actions(button(), button())] },
  ],
  'block-id': counted((count) => ({ ...header('x'), block_id: letters(count) })),
  'header-text': counted((count) => header(letters(count))),
  'text-object': counted((count) => ({ type: 'section', text: plain(letters(count)) })),
  'section-fields': counted((count) => ({ type: 'section', fields: times(count, () => plain('x')) })),
  'field-text': counted((count) => ({ type: 'section', fields: [plain(letters(count))] })),
  'context-elements': counted((count) => ({ type: 'context', elements: times(count, () => plain('x')) })),
  'actions-elements': counted((count) => actions(...times(count, (at) => button({ action_id: `run:${at}` })))),
  'button-text': counted((count) => actions(button({ text: plain(letters(count)) }))),
  'button-value': counted((count) => actions(button({ value: letters(count) }))),
  'action-id': counted((count) => actions(button({ action_id: letters(count) }))),
  'confirm-title': counted((count) => confirm(letters(count), 'Sure?', 'Yes')),
  'confirm-text': counted((count) => confirm('Run', letters(count), 'Yes')),
  'confirm-label': counted((count) => confirm('Run', 'Sure?', letters(count))),
  'plan-tasks': counted((count) => plan(times(count, (at) => task(at)))),
  'plan-title': counted((count) => plan([task(1)], letters(count))),
  'table-rows': counted((count) => table(...times(count, () => ['x']))),
  'table-columns': counted((count) => table(times(count, () => 'x'))),
  'table-even': [{ blocks: [table(['a', 'b'], ['c', 'd'])] }, { blocks: [table(['a', 'b'], ['c'])] }],
  'table-text': (count) => ({ blocks: [table([letters(count - 1), 'x'])] }),
  'one-table': (count) => ({ blocks: times(count, () => table(['x'])) }),
  'one-plan': (count) => ({ blocks: times(count, (at) => plan([task(at)])) }),
  'input-label': counted((count) => input(textInput({}), letters(count))),
  'input-number': counted((count) => input(textInput({ max_length: count }))),
  placeholder: counted((count) => input(textInput({ placeholder: plain(letters(count)) }))),
  options: counted((count) => select(times(count, (at) => option(`option ${at}`)))),
  'option-text': counted((count) => select([option(letters(count))])),
  'well-formed': [{ blocks: [header('\u{1f600}')] }, { blocks: [header('\ud83d')] }],
  entity: [{ blocks: [markup('<@U1> &lt;!channel&gt; &amp;')] }, { blocks: [markup('<!channel>')] }],
  'user-id': [
    { blocks: [section({ type: 'user', user_id: 'U1' })] },
    { blocks: [section({ type: 'user', user_id: 'ada' })] },
  ],
  moment: [
    { blocks: [section({ type: 'date', timestamp: 1_700_000_000, format: '{time}' })] },
    { blocks: [section({ type: 'date', timestamp: 1.5, format: '{time}' })] },
  ],
  https: [
    { blocks: [section({ type: 'link', url: 'https://pipehand.example/' })] },
    { blocks: [section({ type: 'link', url: 'javascript:alert(1)' })] },
  ],
  'message-blocks': (count) => ({ blocks: times(count, () => ({ type: 'divider' })) }),
  'message-text': (count) => ({ blocks: [section(words(letters(count)))] }),
  'message-json': (count) => ({
    blocks: [actions(...valuesOf(count - JSON.stringify([actions(...valuesOf(0))]).length))],
  }),
  'fallback-text': (count) => ({ blocks: [{ type: 'divider' }], text: letters(count) }),
};

/** Buttons with values of so many characters together. */
function valuesOf(length: number) {
  return times(12, (at) =>
    button({ action_id: `run:${at}`, value: letters(Math.floor(length / 12) + (at < length % 12 ? 1 : 0)) }),
  );
}

function faults(rule: string, { blocks, text = 'x' }: Example): string[] {
  return checkMessage({ blocks, text }).filter((fault) => fault.includes(`(${rule})`));
}

const rules: Readonly<Record<string, { most?: number; source: string }>> = blockRules;

test.each(Object.entries(examples))('%s is refused where it is broken, and only there', (rule, example) => {
  const most = rules[rule]?.most ?? Number.NaN;
  const [taken, refused] = typeof example === 'function' ? [example(most), example(most + 1)] : example;
  expect(faults(rule, taken)).toEqual([]);
  expect(faults(rule, refused)).not.toEqual([]);
});

describe('beside the rules one by one', () => {
  test('a fault says where it is, as a JSON pointer', () => {
    expect(checkBlocks([header('x'), plan([task(1), task(2, { status: 'done' })])])).toEqual([
      'must be one of pending, in_progress, complete, error (known-choice) [json-pointer:/blocks/1/tasks/1/status]',
    ]);
  });

  test.each([
    ['<!here>'],
    ['<#C1>'],
    ['<!subteam^S1>'],
    ['<https://evil.example|portal>'],
    ['<@U1'],
    ['a > b'],
    ['R&D'],
    ['<!date^1700000000^{date}|<!channel>>'],
  ])('%s is no text for notifications', (text) => {
    expect(faults('entity', { blocks: [header('x')], text })).not.toEqual([]);
  });

  test.each([['__proto__'], ['constructor'], ['toString']])('a block with the key or the type %s is none', (name) => {
    const odd: unknown = JSON.parse(`{ "type": "divider", "${name}": 1 }`);
    expect(checkBlocks([odd])).toHaveLength(1);
    expect(checkBlocks([{ type: name }])).toHaveLength(1);
  });

  test('a message without blocks or without text is refused, and so are blocks that are no objects', () => {
    expect(checkMessage({ blocks: [], text: ' ' })).toHaveLength(2);
    expect(checkBlocks([null, 'x', []])).toHaveLength(3);
  });
});
