import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { soon } from '../../../support/installation.ts';
import { aSlack } from '../a-slack.ts';
import { parsed, textAt } from '../json.ts';
import type { Slack } from '../slack.ts';

/** A connection of an app, as its operating system sees it; Slack has greeted it. */
async function anOpenConnection(slack: Slack): Promise<Socket> {
  const headers = { authorization: `Bearer ${slack.appToken}` };
  const answer = await fetch(`${slack.apiUrl}apps.connections.open`, { method: 'POST', headers });
  const { pathname, search, port } = new URL(textAt(parsed(await answer.text()), 'url') ?? '');
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const lines = [`GET ${pathname}${search} HTTP/1.1`, 'Host: slack', ...upgrade];
  socket.write(`${[...lines, `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`].join('\r\n')}\r\n\r\n`);
  let read = '';
  while (!read.includes('"hello"')) read += String((await once(socket, 'data'))[0]);
  return socket;
}

test('a connection whose other end says no more is closed, and nothing is sent over it', async () => {
  const slack = await aSlack();
  slack.addChannel('C1');
  const socket = await anOpenConnection(slack);
  expect(slack.sockets.count()).toBe(1);
  socket.end();
  await once(socket, 'close');
  await expect.poll(() => slack.sockets.count(), soon).toBe(0);
  const { attempts } = await slack.asUser('U1').slash('C1', '/pipeline', 'help');
  expect(attempts.map(({ failure }) => failure)).toEqual(['connection_failed']);
});
