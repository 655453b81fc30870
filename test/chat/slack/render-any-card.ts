import fc, { type Arbitrary } from 'fast-check';
import type { Card, CardElement, Cell, LinePart, Sentence, State, StepLine } from '../../../src/cards/card.ts';
import { statusTable } from '../../../src/pipelines/status.ts';

/** What people might write to be more than they are. */
export const attacks = [
  '<!channel>',
  '<!here|here> <!everyone>',
  '<@U1>',
  '<#C1> <!subteam^S1>',
  '<https://evil.example|portal>',
  '<!date^1700000000^{date}|now>',
  'https://evil.example/x',
  '&lt;!channel&gt; &amp;amp;',
  '@channel #general',
  ':tada: *bold* _it_ ~no~ `code`',
  '```\nfence\n```',
  '> quote\n• bullet',
  '\u001b[31mred\u001b[0m\u0007',
  '\u202eecalper\u202c\u200b',
  '{"type":"mrkdwn"}',
  '  two  spaces   three ',
  '__proto__',
  '\ud83d',
];

/** A text: mostly an attack, sometimes any letters. */
export function anyText(longest = 7): Arbitrary<string> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...attacks) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: longest }) },
    { weight: 1, arbitrary: fc.constantFrom('churn', 'train and score', '   ', '') },
  );
}

const anyState: Arbitrary<State> = fc
  .constantFrom(...Object.values(statusTable))
  .map(({ group, words }) => ({ group, words }));

const anyNumber = fc.oneof(
  fc.nat(1e12),
  fc.double(),
  fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300),
);

export const anyPerson = fc.constantFrom(
  ...[
    'slack:T1/U1',
    'slack:E2/W2',
    'slack:T1/U1> <!here>',
    'slack:T1/<!channel>',
    'slack:U1',
    'Slack:T1/U1',
    'slack:T1/U1\n',
  ],
  ...['slack:T1/u1', 'slack:t1/U1', 'slack:T1/B1', 'slack:T1/x/U1', 'teams:<!channel>', 'terminal:ada', '', 'ada'],
);

/** Cards whose texts are made of `text`, and whose lists hold at most `most`. */
export function anyCard(text: Arbitrary<string>, most: number, mostElements: number): Arbitrary<Card> {
  const many = <T>(each: Arbitrary<T>) => fc.array(each, { maxLength: most, size: 'max' });
  const step: Arbitrary<StepLine> = fc.record(
    { name: text, state: anyState, duration: anyNumber, note: text },
    { requiredKeys: ['name', 'state'] },
  );
  const part: Arbitrary<LinePart> = fc.oneof(text, fc.record({ at: anyNumber }), fc.record({ person: anyPerson }));
  const button = fc.record({ label: text, line: text, confirm: text }, { requiredKeys: ['label', 'line'] });
  const url = fc.oneof(
    text,
    fc.constantFrom(allowedLink, 'javascript:alert(1)', 'https://pipehand.example@evil.example/'),
  );
  const sentence: Arbitrary<Sentence> = fc.oneof(text, many(fc.oneof(text, fc.record({ person: anyPerson }))));
  const cell: Arbitrary<Cell> = fc.oneof(
    { weight: 3, arbitrary: text },
    fc.record({ person: anyPerson }),
    fc.record({ link: url, label: text }),
  );
  const element: Arbitrary<CardElement> = fc.oneof(
    fc.record({ type: fc.constant('text'), text: sentence }),
    fc.record({ type: fc.constant('context'), parts: many(part) }),
    fc.record({ type: fc.constant('progress'), done: anyNumber, total: anyNumber, words: text }),
    fc.record({ type: fc.constant('steps'), steps: many(step), folded: text }, { requiredKeys: ['type', 'steps'] }),
    fc.record(
      { type: fc.constant('facts'), title: text, facts: many(fc.record({ label: text, value: text })) },
      { requiredKeys: ['type', 'facts'] },
    ),
    fc.record(
      { type: fc.constant('table'), title: text, columns: many(text), rows: many(many(cell)) },
      { requiredKeys: ['type', 'columns', 'rows'] },
    ),
    fc.record({ type: fc.constant('list'), title: text, items: many(cell) }, { requiredKeys: ['type', 'items'] }),
    fc.record(
      { type: fc.constant('preformatted'), title: text, lines: many(text) },
      { requiredKeys: ['type', 'lines'] },
    ),
    fc.record({ type: fc.constant('copyable'), label: text, line: text }),
    fc.record({ type: fc.constant('link'), label: text, url }),
    fc.record({ type: fc.constant('buttons'), buttons: many(button) }),
  );
  return fc.record(
    { title: text, state: anyState, elements: fc.array(element, { maxLength: mostElements, size: 'max' }) },
    { requiredKeys: ['title', 'elements'] },
  );
}

/** The host that links may lead to, and a link there. */
export const linkHosts: ReadonlySet<string> = new Set(['pipehand.example']);
const allowedLink = 'https://pipehand.example/runs/1';
