import { request } from 'node:http';
import { expect, onTestFinished } from 'vitest';
import { at, objectsIn, parsed, textAt } from '../json.ts';
import type { Slack } from '../slack.ts';
import { anApp } from './an-app.ts';
import { ask, posted } from './raw-client.ts';
import type { Attempt } from './room.ts';

const inThreeSeconds = 3_000;

/** The address of a new socket. */
async function newAddress(slack: Slack): Promise<string> {
  const { answer } = await ask(slack, 'apps.connections.open', {}, { token: slack.appToken });
  return textAt(answer, 'url') ?? '';
}

/** Connects, acknowledges nothing, and keeps what is said. */
async function connected(slack: Slack): Promise<{ socket: WebSocket; said: unknown[] }> {
  const socket = new WebSocket(await newAddress(slack));
  onTestFinished(() => socket.close());
  const said: unknown[] = [];
  socket.addEventListener('message', ({ data }) => said.push(parsed(String(data))));
  await expect.poll(() => said.length).toBe(1);
  return { socket, said };
}

/** The status that a request for a socket gets. */
function knock(address: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
  const sent = request(address.replace('ws:', 'http:'), { headers });
  sent.on('response', ({ statusCode }) => resolve(String(statusCode)));
  sent.on('upgrade', (_response, socket) => {
    socket.destroy();
    resolve('101');
  });
  sent.end();
  return promise;
}

/** An app that does not take rightly what it is sent. */
export const receiving = {
  'a request is acknowledged in three seconds': async ({ slack, clock }) => {
    const app = await anApp(() => undefined);
    slack.sendTo(app.url);
    const delivery = slack.asUser('U1').slash('C1', '/pipeline', 'help');
    await expect.poll(() => app.arrived.length).toBe(1);
    await clock.pass(inThreeSeconds);
    return String((await delivery).trouble);
  },
  'a command is answered with 200': async ({ slack }) => {
    slack.sendTo((await anApp(() => ({ status: 204 }))).url);
    return String((await slack.asUser('U1').slash('C1', '/pipeline', 'help')).trouble);
  },
  'an event is sent four times at most': async ({ slack, clock }) => {
    const times: number[] = [];
    const app = await anApp(() => {
      times.push(clock.now());
      return { status: 500 };
    });
    slack.sendTo(app.url);
    const { attempts } = await slack.asUser('U1').mention('C1', 'help');
    for (const [count, wait] of [0, 60_000, 300_000].entries()) {
      await expect.poll(() => attempts.length).toBe(count + 1);
      await clock.pass(wait);
    }
    await expect.poll(() => attempts.length).toBe(4);
    const numbers = app.arrived.map(({ headers }) => headers['x-slack-retry-num']);
    const ids = new Set(app.arrived.map(({ body }) => textAt(parsed(body), 'event_id')));
    expect([numbers, ids.size]).toEqual([[undefined, '1', '2', '3'], 1]);
    return times
      .slice(1)
      .map((time, index) => time - (times[index] ?? 0))
      .join(' ');
  },
  'an event that is not wanted is not sent again': async ({ slack, clock }) => {
    const app = await anApp(() => ({ status: 500, headers: { 'x-slack-no-retry': '1' } }));
    slack.sendTo(app.url);
    const { attempts } = await slack.asUser('U1').mention('C1', 'help');
    await clock.pass(0);
    await slack.asUser('U1').slash('C1', '/pipeline', 'help');
    return String(attempts.length);
  },
  'an app hears itself in direct conversations': async ({ slack }) => {
    const app = await anApp();
    slack.sendTo(app.url);
    slack.asUser('U1');
    await posted(slack, 'U1');
    await expect.poll(() => app.arrived.length).toBe(1);
    const event = at(parsed(app.arrived[0]?.body ?? ''), 'event');
    return textAt(event, 'bot_id') === 'BT1' ? String(textAt(event, 'text')) : 'as if somebody else had said it';
  },

  'a socket needs a ticket': async ({ slack }) => knock(slack.apiUrl.replace('/api/', '/link/?ticket=abc')),
  'a ticket lets in once': async ({ slack }) => {
    const address = await newAddress(slack);
    return (await knock(address)) === '101' ? knock(address) : 'not let in';
  },
  'an app has ten sockets at most': async ({ slack }) => {
    for (let count = 1; count <= 10; count += 1) await connected(slack);
    const { said } = await connected(slack);
    expect(slack.sockets.count()).toBe(10);
    return String(textAt(said[0], 'reason'));
  },
  'an event over a socket is acknowledged in three seconds': async ({ slack, clock }) => {
    const { said } = await connected(slack);
    const delivery = slack.asUser('U1').mention('C1', 'help');
    await expect.poll(() => said.length).toBe(2);
    await clock.pass(inThreeSeconds);
    await delivery;
    await clock.pass(0);
    await expect.poll(() => said.length).toBe(3);
    const [, first, second] = said;
    expect(textAt(second, 'payload', 'event_id')).toBe(textAt(first, 'payload', 'event_id'));
    return `${at(second, 'retry_attempt')} ${at(second, 'retry_reason')}`;
  },
  'a command over a socket is not sent again': async ({ slack, clock }) => {
    const { said } = await connected(slack);
    const ada = slack.asUser('U1');
    const delivery = ada.slash('C1', '/pipeline', 'help');
    await expect.poll(() => said.length).toBe(2);
    await clock.pass(inThreeSeconds);
    const { trouble } = await delivery;
    await clock.pass(0);
    void ada.slash('C1', '/pipeline', 'runs');
    await expect.poll(() => said.length).toBe(3);
    const lines = objectsIn(said.slice(1)).map((envelope) => textAt(envelope, 'payload', 'text'));
    return lines.join() === 'help,runs' ? String(trouble) : lines.join();
  },
  'an acknowledgement names its envelope': async ({ slack }) => {
    const { socket } = await connected(slack);
    socket.send('{"envelope_id":"other"}');
    await expect.poll(() => slack.ledger.strays.length).toBe(1);
    return String(slack.ledger.strays[0]);
  },
} satisfies Record<string, Attempt>;
