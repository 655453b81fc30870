import { expect, test } from 'vitest';
import { linksIn, pingsIn, visibleText } from './visible-text.ts';

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const plain = (text: string) => ({ type: 'plain_text', text });
const rich = (...elements: readonly object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const cell = (text: string) => ({ type: 'raw_text', text });

const blocks = [
  { type: 'header', text: plain('Run <7Q3K> & more') },
  {
    type: 'section',
    text: mrkdwn('<@U1> &lt;!here&gt; <https://ml.example/r?a=1&amp;b=2|the run> <!date^1^{date}|today>'),
    fields: [mrkdwn('*lr*'), plain('0.01')],
  },
  { type: 'divider' },
  {
    type: 'plan',
    title: 'Steps',
    tasks: [{ type: 'task_card', title: 'train', status: 'complete', output: rich(cell('ok')) }],
  },
  {
    type: 'table',
    rows: [
      [cell('a'), cell('b')],
      [cell('1'), cell('2')],
    ],
  },
  rich({ type: 'text', text: 'by ' }, { type: 'user', user_id: 'U2' }, { type: 'link', url: 'https://x.example' }),
  { type: 'context', elements: [plain('ended'), mrkdwn('<!channel>')] },
  {
    type: 'actions',
    elements: [
      { type: 'button', text: plain('Logs'), url: 'https://ml.example/logs' },
      { type: 'button', text: plain('Rerun') },
    ],
  },
];

test('a message shows its blocks as people see them, and its text only where it has none', () => {
  expect(visibleText({ text: 'for notifications', blocks }).split('\n')).toEqual([
    'Run <7Q3K> & more',
    '@U1 <!here> the run today',
    '*lr*',
    '0.01',
    '',
    ...['Steps', 'train', 'complete', 'ok'],
    ...['a | b', '1 | 2'],
    'by @U2https://x.example',
    'ended @channel',
    '[Logs] [Rerun]',
  ]);
  expect(visibleText({ text: 'a &amp; b', blocks: [] })).toBe('a & b');
});

test('it notifies whom it names, and leads where its links do; what is escaped does neither', () => {
  expect(pingsIn({ text: '<@U9>', blocks })).toEqual(['U1', 'U2', 'channel']);
  expect(linksIn({ text: '', blocks })).toEqual([
    'https://ml.example/r?a=1&b=2',
    'https://x.example',
    'https://ml.example/logs',
  ]);
  expect(pingsIn({ text: '<!subteam^S1> <@U3|ada> &lt;@U4&gt;', blocks: [] })).toEqual(['S1', 'U3']);
});
