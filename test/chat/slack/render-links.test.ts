import { expect, test } from 'vitest';
import { renderForSlack } from '../../../src/chat/slack/render/render.ts';
import { checkMessage } from '../../fakes/slack/block-rules.ts';
import { readBack } from './render-read-back.ts';

const linkHosts = new Set(['pipehand.example', 'pipehand.example:8443']);

/** What becomes of a link on a card. */
function linked(url: string) {
  const card = { title: 'Runs', elements: [{ type: 'link', label: 'Open the page', url } as const] };
  const { blocks, text } = renderForSlack(
    { marker: 'm', card },
    { progress: 'classic', buttonId: String, linkHosts, nameOf: String },
  );
  expect(checkMessage({ blocks, text })).toEqual([]);
  return readBack(blocks);
}

test.each([
  ['https://pipehand.example/runs/1'],
  ['https://pipehand.example:8443/runs/1?step=train#log'],
  ['https://pipehand.example'],
  ['HTTPS://PIPEHAND.EXAMPLE/x'],
  ['https://pipehand.example:443/x'],
  ['https:\\\\pipehand.example\\x'],
  ['https:/pipehand.example/x'],
  ['  https://pipehand.example/a b'],
  ['https://pipehand.example/?next=https://evil.example/'],
  ['https://pipehand.example/<!channel>|x'],
])('a link to %s leads there', (url) => {
  const { words, entities } = linked(url);
  expect(entities).toEqual([new URL(url).href]);
  expect(words).toBe('Runs\n\nOpen the page\n\n\n');
});

test.each([
  ...['http://pipehand.example/', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', 'vbscript:x'],
  ...['data:text/html,x', 'file:///etc/passwd', 'slack://open', 'ftp://pipehand.example/', 'wss://pipehand.example/'],
  ...['blob:https://pipehand.example/1', 'view-source:https://pipehand.example/', 'mailto:ada@pipehand.example'],
  ...['https://evil.example/', 'https://pipehand.example.evil.example/', 'https://evilpipehand.example/'],
  ...['https://pipehand-example/', 'https://pipehand.examples/', 'https://www.pipehand.example/', 'https://example/'],
  ...['https://pipehand.example@evil.example/', 'https://ada@pipehand.example/', 'https://:p@pipehand.example/'],
  ...['https://evil.example\\@pipehand.example/', 'https://evil.example#@pipehand.example/'],
  ...['https://evil.example/?pipehand.example', 'https://evil.example/pipehand.example'],
  ...['https://pipehand.example:444/', 'https://pipehand.example:80/', 'https://pipehand.example:99999/'],
  ...['https://pipehand.example.:443/', 'https://pipehand.example./', 'https://.pipehand.example/'],
  ...['https://127.0.0.1/', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://2130706433/', 'https://0x7f.1/'],
  ...['https://0177.0.0.1/', 'https://169.254.169.254/', 'https://localhost/', 'https://0/'],
  ...['https://pipehand。example.evil/', 'https://p\u0456pehand.example/', 'https://pipehand.example%2eevil/'],
  ...['https://xn--pipehand.example/', 'https://pipehand.example%00.evil.example/', 'https://pipe hand.example/'],
  ...['//pipehand.example/', '/runs/1', 'pipehand.example', '', ' ', 'https://', 'https:', 'https://|', 'not a link'],
  ...['https://evil.example|https://pipehand.example/', `https://pipehand.example/${'x'.repeat(4_000)}`],
])('a link to %.60s leads nowhere, and is shown as it is written', (url) => {
  const { words, entities } = linked(url);
  expect(entities).toEqual([]);
  expect(words).toContain(`Open the page: ${url.trim() === '' ? url : url.replace('\n', '\\n').slice(0, 500)}`);
});
