import { expect, test } from 'vitest';
import { partsOf } from '../../fakes/teams/walk.ts';
import { faultsOf, linesOf, render } from './rendered.ts';

const allowed: readonly (readonly [url: string, href: string])[] = [
  ['https://pipehand.example.com', 'https://pipehand.example.com/'],
  ['https://pipehand.example.com/runs/1', 'https://pipehand.example.com/runs/1'],
  ['https://pipehand.example.com/runs/1?ticket=a%20b#log', 'https://pipehand.example.com/runs/1?ticket=a%20b#log'],
  ['https://pipehand.example.com:443/runs', 'https://pipehand.example.com/runs'],
  ['HTTPS://Pipehand.Example.COM/Runs', 'https://pipehand.example.com/Runs'],
  ['https:pipehand.example.com/runs', 'https://pipehand.example.com/runs'],
  ['https:\\\\pipehand.example.com\\runs', 'https://pipehand.example.com/runs'],
  ['https://pipehand.example.com\\@evil.example:x/', 'https://pipehand.example.com/@evil.example:x/'],
  ['https://files.example.com:8443/x', 'https://files.example.com:8443/x'],
  ['  https://pipehand.example.com/  ', 'https://pipehand.example.com/'],
  ['https://pipehand.example.com/)](x"><', 'https://pipehand.example.com/)](x%22%3E%3C'],
  ['https://pipehand.example.com/a/../b', 'https://pipehand.example.com/b'],
  [
    'https://pipehand.example.com/{{DATE(2026-11-20T09:30:00Z)}}',
    'https://pipehand.example.com/%7B%7BDATE(2026-11-20T09:30:00Z)%7D%7D',
  ],
  ['https://pipehand。example。com/', 'https://pipehand.example.com/'],
];

const refused = [
  '',
  ' ',
  'pipehand.example.com',
  '//pipehand.example.com/x',
  '/runs/1',
  '?x',
  '#x',
  'http://pipehand.example.com/',
  'http://pipehand.example.com:443/',
  'ftp://pipehand.example.com/',
  'ws://pipehand.example.com/',
  'wss://pipehand.example.com/',
  'file:///etc/passwd',
  'file://pipehand.example.com/etc/passwd',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'javascript://pipehand.example.com/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'vbscript:msgbox(1)',
  'blob:https://pipehand.example.com/1',
  'about:blank',
  'mailto:ada@pipehand.example.com',
  'msteams://pipehand.example.com/l/app',
  'view-source:https://pipehand.example.com/',
  'https://evil.example/',
  'https://example.com/',
  'https://com/',
  'https://evil.example/pipehand.example.com',
  'https://evil.example/?https://pipehand.example.com/',
  'https://evil.example#pipehand.example.com',
  'https://pipehand.example.com.evil.example/',
  'https://evil.pipehand.example.com/',
  'https://pipehand-example.com/',
  'https://pipehand.example.com@evil.example/',
  'https://pipehand.example.com:443@evil.example/',
  'https://pipehand.example.com%40evil.example/',
  'https://evil.example\\@pipehand.example.com/',
  'https://ada@pipehand.example.com/',
  'https://ada:secret@pipehand.example.com/',
  'https://:secret@pipehand.example.com/',
  'https://pipehand.example.com:8443/',
  'https://pipehand.example.com:80/',
  'https://files.example.com/',
  'https://pipehand.example.com./',
  'https://pipehаnd.example.com/',
  'https://xn--pipehnd-3ve.example.com/',
  'https://ｐipehand.example.com.evil.example/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://[::1]/',
  'https://169.254.169.254/latest/meta-data',
  'https://localhost/',
  'https://',
  'https://pipehand.example.com:99999/',
  `https://pipehand.example.com/${'x'.repeat(2_000)}`,
];

function linkTo(url: string) {
  const rendering = render({ title: 't', elements: [{ type: 'link', label: 'Open **it**', url }] });
  expect(faultsOf(rendering)).toEqual([]);
  return { ...rendering, urls: partsOf(rendering.card).flatMap(({ part }) => ('url' in part ? [part.url] : [])) };
}

test.each(allowed)('an https address of ours is a link: %s', (url, href) => {
  const { card, urls } = linkTo(url);
  expect(urls).toEqual([href]);
  expect(linesOf(card)).toEqual(['t', 'Open **it**']);
});

test.each(refused)('any other address is only to be read: %s', (url) => {
  const { card, urls } = linkTo(url);
  expect(urls).toEqual([]);
  expect(linesOf(card)[1]).toMatch(/^Open \*\*it\*\*: /);
});

test('a link without words shows its address', () => {
  const url = 'https://pipehand.example.com/runs/1';
  const { card } = render({ title: 't', elements: [{ type: 'link', label: ' ', url }] });
  expect(linesOf(card)).toEqual(['t', url]);
});
