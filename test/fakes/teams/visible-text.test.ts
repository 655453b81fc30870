import { expect, test } from 'vitest';
import { linksIn, pingsIn, visibleText } from './visible-text.ts';

const run = (text: string, more: object = {}) => ({ type: 'TextRun', text, ...more });
const paragraph = (...inlines: readonly object[]) => ({ type: 'RichTextBlock', inlines });
const column = (text: string) => ({ type: 'Column', width: 1, items: [paragraph(run(text))] });

const card = {
  type: 'AdaptiveCard',
  body: [
    { type: 'TextBlock', text: '<at>Ada</at>' },
    paragraph(run('Run '), run('7Q3K', { selectAction: { type: 'Action.OpenUrl', url: 'https://ml.example/7' } })),
    { type: 'ProgressBar', value: 1, max: 3, fallback: paragraph(run('▓')) },
    { type: 'ColumnSet', columns: [column('rate'), column('0.01')] },
    { type: 'Container', items: [paragraph(run('one')), paragraph(run('two'))] },
    { type: 'Input.Text', id: 'rate', label: 'Rate', value: '0.1' },
  ],
  actions: [
    { type: 'Action.Execute', title: 'Logs' },
    {
      type: 'Action.ShowCard',
      title: 'Cancel',
      card: { type: 'AdaptiveCard', body: [paragraph(run('Really?'))], actions: [{ title: 'Yes' }] },
    },
  ],
  msteams: { entities: [{ type: 'mention', text: '<at>Ada</at>', mentioned: { id: 'a1', name: 'Ada' } }] },
};
const message = { activity: { attachments: [{ content: card }] } };

test('a message shows its card as people read it, or its words', () => {
  expect(visibleText(message).split('\n')).toEqual([
    ...['Ada', 'Run 7Q3K', '1/3', 'rate | 0.01', 'one', 'two', 'Rate: 0.1'],
    '[Logs] [Cancel: Really? [Yes]]',
  ]);
  expect(visibleText({ card })).toBe(visibleText(message));
  expect(visibleText({ activity: { text: 'hello' } })).toBe('hello');
});

test('it leads where its links do, and notifies whom it mentions', () => {
  expect(linksIn(message)).toEqual(['https://ml.example/7']);
  expect(pingsIn(message)).toEqual(['a1']);
});
