import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import { activityOf } from '../../../src/chat/teams/render/activity.ts';
import { isObject, objectsIn } from '../../fakes/slack/json.ts';
import { brokenCardRules, type CardRule } from '../../fakes/teams/card-rules.ts';
import { microsoftFindings } from '../../fakes/teams/microsoft-parser.ts';
import { ada } from '../../pictures/teams/runs.ts';
import { linkHosts, render } from './rendered.ts';

const card: Card = {
  title: 'churn',
  state: { group: 'running', words: 'Running' },
  elements: [
    { type: 'progress', done: 1, total: 2, words: '1 of 2' },
    { type: 'link', label: 'Open', url: 'https://pipehand.example.com/' },
    {
      type: 'buttons',
      buttons: [
        { label: 'Cancel', line: 'cancel 1', confirm: 'Really?' },
        { label: 'Logs', line: 'logs 1' },
      ],
    },
  ],
};

/** A message that keeps every rule, as it goes over the wire. */
function aMessage(): unknown {
  return JSON.parse(JSON.stringify(activityOf(render(card, { mention: ada }))));
}

/** The same with another value in one place; without a value, without that place. */
function changed(path: string, value?: unknown): unknown {
  const message = aMessage();
  const names = path.split('/');
  const last = names.pop() ?? '';
  const place = names.reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), message);
  if (value === undefined) Reflect.deleteProperty(Object(place), last);
  else Reflect.set(Object(place), last, value);
  return message;
}

const inCard = 'attachments/0/content';
const paragraph = (text: string) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] });
const execute = (at: number) => {
  const [title, data] = [`Do ${at}`, { button: `id-${at}` }];
  return { type: 'Action.Execute', title, verb: 'press', data, fallback: { type: 'Action.Submit', title, data } };
};
const mentionOf = (id: string, name: string) => [
  { type: 'mention', text: `<at>${name}</at>`, mentioned: { id, name } },
];

/** Of each rule, messages that break it and no other. */
const refused = {
  attachment: [changed('text', 'churn'), changed('attachments/0/contentType', 'text/html')],
  summary: [changed('summary'), changed('summary', ' ')],
  size: [
    changed(`${inCard}/body/3`, paragraph('x'.repeat(24_000))),
    changed(`${inCard}/body/3`, paragraph('я'.repeat(12_000))),
  ],
  version: [changed(`${inCard}/version`, '1.6'), changed(`${inCard}/version`, '1.4')],
  'known-type': [
    changed(`${inCard}/body/1/inlines/0`, { type: 'IconRun', name: 'Add' }),
    changed(`${inCard}/body/3`, { type: 'Table', rows: [] }),
    changed(`${inCard}/body/3`, { type: 'FactSet', facts: [{ title: '**a**', value: 'b' }] }),
  ],
  'known-property': [
    changed(`${inCard}/refresh`, { userIds: ['29:1'] }),
    changed(`${inCard}/body/1/spacing`, 'Huge'),
    changed(`${inCard}/body/1/inlines/0/color`, 'Pink'),
    changed(`${inCard}/actions/1/style`, 'dangerous'),
  ],
  'required-property': [changed(`${inCard}/body/3/value`), changed(`${inCard}/actions/0/card/version`)],
  'teams-only': [changed(`${inCard}/body/3/fallback`), changed(`${inCard}/body/3/fallback`, {})],
  'something-to-read': [changed(`${inCard}/body/1`, paragraph('')), changed(`${inCard}/body/1/inlines`, [])],
  actions: [
    changed(
      `${inCard}/actions`,
      Array.from({ length: 7 }, (_, at) => execute(at)),
    ),
  ],
  'action-title': [changed(`${inCard}/actions/0/title`, ' ')],
  'action-fallback': [
    changed(`${inCard}/actions/1/fallback`),
    changed(`${inCard}/actions/1/fallback/title`, 'Something else'),
    changed(`${inCard}/actions/1/fallback/data/button`, 'another'),
  ],
  'action-data': [
    changed(`${inCard}/actions/1`, withData({ button: 'logs 1' })),
    changed(`${inCard}/actions/1`, withData({ line: 'abc' })),
    changed(`${inCard}/actions/1`, withData({ button: 'abc', role: 'admin' })),
    changed(`${inCard}/actions/1`, withData({ button: 'x'.repeat(65) })),
  ],
  markdown: [
    changed(`${inCard}/body/1`, { type: 'TextBlock', text: '[click](https://evil.example)' }),
    changed(`${inCard}/body/1`, { type: 'TextBlock', text: 'until {{DATE(2026-11-20T09:30:00Z, SHORT)}}' }),
    changed(`${inCard}/fallbackText`, '[click](https://evil.example)'),
    changed(`${inCard}/fallbackText`, '\\\\[click](https://evil.example)'),
  ],
  function: [
    changed(`${inCard}/body/1`, paragraph('{{DATE(2026-11-20T09:30:00Z)}}')),
    changed(`${inCard}/body/1`, paragraph('$' + '{rs:title}')),
    changed(`${inCard}/fallbackText`, '{{DATE(2026-11-20T09:30:00Z)}}'),
  ],
  'visible-text': [
    changed(`${inCard}/body/1`, paragraph('\u202edrowssap')),
    changed(`${inCard}/body/1`, paragraph('one\ntwo')),
    changed(`${inCard}/body/1`, paragraph('half \ud800')),
    changed(`${inCard}/actions/0/title`, 'Can\u200bcel'),
    changed(`${inCard}/fallbackText`, 'a\u0007'),
  ],
  mention: [
    changed(`${inCard}/msteams/entities`),
    changed(`${inCard}/body/0/text`, '<at>Grace Hopper</at>'),
    changed(`${inCard}/body/2`, { type: 'TextBlock', text: '<at>Grace Hopper</at>' }),
  ],
  'mention-person': [
    changed(`${inCard}/msteams/entities`, mentionOf('29:1abc', 'Ada Lovelace')),
    changed(`${inCard}/msteams/entities/0/mentioned/name`, '*Ada*'),
    changed(`${inCard}/msteams/entities/0/mentioned/name`, 'Grace Hopper'),
  ],
  link: [
    changed(`${inCard}/body/5/inlines/0/selectAction/url`, 'https://evil.example/'),
    changed(`${inCard}/body/5/inlines/0/selectAction/url`, 'http://pipehand.example.com/'),
    changed(`${inCard}/body/5/inlines/0/selectAction/url`, 'https://ada@pipehand.example.com/'),
  ],
  'unique-id': [changed(`${inCard}/actions/1/key`, 'ask-0')],
} satisfies Record<CardRule, readonly unknown[]>;

function withData(data: unknown) {
  return {
    type: 'Action.Execute',
    title: 'Logs',
    verb: 'press',
    data,
    fallback: { type: 'Action.Submit', title: 'Logs', data },
  };
}

test('the message all of these are made from keeps every rule', () => {
  expect(brokenCardRules(aMessage(), linkHosts)).toEqual([]);
  expect(microsoftFindings(contentOf(aMessage()))).toEqual([]);
});

describe.each(Object.entries(refused))('a message that breaks the rule %s', (rule, messages) => {
  test.each(messages.map((message, at) => [at, message] as const))('is refused: example %d', (_at, message) => {
    const names = brokenCardRules(message, linkHosts).map((broken) => broken.split(' ')[0]);
    expect(new Set(names)).toEqual(new Set([rule]));
  });
});

describe('Microsoft’s parser', () => {
  test.each([
    ['an element it does not know', { type: 'Marquee' }, 'Unknown element type "Marquee"'],
    ['a colour it does not know', { type: 'TextBlock', text: 'x', color: 'Pink' }, 'Invalid value "Pink"'],
    ['a width that is none', { type: 'ColumnSet', columns: [{ type: 'Column', width: 'wide' }] }, 'wide'],
    ['a link to nowhere', { type: 'ActionSet', actions: [{ type: 'Action.OpenUrl' }] }, 'url'],
  ])('refuses %s', (_what, element, words) => {
    expect(microsoftFindings({ type: 'AdaptiveCard', version: '1.5', body: [element] }).join()).toContain(words);
  });
});

function contentOf(message: unknown): unknown {
  return isObject(message) ? objectsIn(message.attachments)[0]?.content : undefined;
}
