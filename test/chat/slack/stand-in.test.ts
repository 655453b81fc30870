import { App, HTTPReceiver, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aSlack } from '../../fakes/slack/a-slack.ts';
import { textAt } from '../../fakes/slack/json.ts';
import { type SlackRule, slackRules } from '../../fakes/slack/rules.ts';
import type { Slack } from '../../fakes/slack/slack.ts';
import { visibleText } from '../../fakes/slack/visible-text.ts';
import { answering } from '../../fakes/slack/wrong-clients/answering.ts';
import { calling } from '../../fakes/slack/wrong-clients/calling.ts';
import { changing } from '../../fakes/slack/wrong-clients/changing.ts';
import { hurrying } from '../../fakes/slack/wrong-clients/hurrying.ts';
import { posting } from '../../fakes/slack/wrong-clients/posting.ts';
import { reading } from '../../fakes/slack/wrong-clients/reading.ts';
import { receiving } from '../../fakes/slack/wrong-clients/receiving.ts';
import { type Attempts, aRoom } from '../../fakes/slack/wrong-clients/room.ts';

const logLevel = LogLevel.ERROR;
const plain = (text: string) => ({ type: 'plain_text', text }) as const;

/** A client that breaks each rule. */
const wrongClients: Attempts<SlackRule> = {
  ...calling,
  ...posting,
  ...changing,
  ...answering,
  ...reading,
  ...hurrying,
  ...receiving,
};

describe('a client that breaks a rule finds out', () => {
  const rules = Object.keys(wrongClients).filter((rule): rule is SlackRule => Object.hasOwn(slackRules, rule));

  test.each(rules)('%s', async (rule) => {
    expect(await wrongClients[rule](await aRoom())).toBe(slackRules[rule].gets);
  });
});

/** Slack's own client, as it is set up where nothing is tried twice. */
function aClient({ apiUrl, team }: Slack, token = team().botToken): webApi.WebClient {
  const retryConfig = { retries: 0 };
  return new webApi.WebClient(token, { slackApiUrl: apiUrl, logLevel, retryConfig, rejectRateLimitedCalls: true });
}

/** Bolt, listening on a free port, with Slack told where. */
async function boltOverHttp(slack: Slack): Promise<App> {
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logLevel });
  const app = new App({
    receiver,
    token: slack.team().botToken,
    clientOptions: { slackApiUrl: slack.apiUrl },
    logLevel,
  });
  const server = await receiver.start(0);
  onTestFinished(() => receiver.stop());
  const address = server.address();
  slack.sendTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`);
  return app;
}

async function boltOverSocket(slack: Slack): Promise<App> {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    installerOptions: { clientOptions },
    clientPingTimeout: 500,
    logLevel,
  });
  const app = new App({ receiver, token: slack.team().botToken, clientOptions, logLevel });
  await app.start();
  onTestFinished(() => receiver.client.disconnect());
  return app;
}

describe("Slack's own client", () => {
  test('posts, edits, finds, whispers, looks people up and sends a file', async () => {
    const slack = await aSlack({ limits: [] });
    slack.addChannel('C1');
    slack.asUser('U1', { isGuest: true });
    for (const scope of ['im:write', 'files:write']) slack.team().scopes.add(scope);
    const client = aClient(slack);
    const metadata = { event_type: 'pipehand', event_payload: { marker: 'm1' } };
    const blocks = [{ type: 'section', text: plain('Run 7Q3K') }];

    expect(await client.auth.test()).toMatchObject({ team_id: 'T1', user_id: 'UBOTT1', bot_id: 'BT1' });
    const { ts = '' } = await client.chat.postMessage({ channel: 'C1', text: 'Run 7Q3K', blocks, metadata });
    await client.chat.update({ channel: 'C1', ts, text: 'Run 7Q3K ended' });
    await client.chat.postMessage({ channel: 'C1', text: 'It failed', thread_ts: ts });
    await client.chat.postEphemeral({ channel: 'C1', user: 'U1', text: 'for you' });
    const history = await client.conversations.history({ channel: 'C1', include_all_metadata: true, oldest: '0' });
    const thread = await client.conversations.replies({ channel: 'C1', ts });
    const { user } = await client.users.info({ user: 'U1' });
    const { channel } = await client.conversations.open({ users: 'U1' });
    await client.filesUploadV2({ channel_id: 'C1', thread_ts: ts, filename: 'log.txt', content: 'it went wrong' });

    expect(history.messages).toMatchObject([{ ts, text: 'Run 7Q3K ended', bot_id: 'BT1', blocks: [], metadata }]);
    expect(thread.messages?.map(({ text }) => text)).toEqual(['Run 7Q3K ended', 'It failed']);
    expect(user).toMatchObject({ is_restricted: true, team_id: 'T1' });
    expect(channel?.id).toBe('DU1');
    expect(slack.ledger.files).toMatchObject([{ name: 'log.txt', channel: 'C1', threadTs: ts }]);
    expect(slack.ledger.files[0]?.bytes?.toString()).toBe('it went wrong');
    expect(slack.onlyFor('U1', 'C1').map(visibleText)).toEqual(['for you']);
    expect(slack.messagesIn('C1').map(visibleText)).toEqual(['Run 7Q3K ended', 'It failed', '']);
    expect(slack.messagesIn('C1')[0]?.before.map(visibleText)).toEqual(['Run 7Q3K']);
  });

  test('is told why something was refused, and how long to wait', async () => {
    const slack = await aSlack();
    slack.addChannel('C1');
    const client = aClient(slack);
    await client.chat.postMessage({ channel: 'C1', text: 'one' });

    const early = client.chat.postMessage({ channel: 'C1', text: 'two' });
    await expect(early).rejects.toBeInstanceOf(webApi.WebAPIRateLimitedError);
    await expect(early).rejects.toMatchObject({ retryAfter: 1 });
    const nonsense = client.chat.postMessage({ channel: 'C2', text: 'three' });
    await expect(nonsense).rejects.toBeInstanceOf(webApi.WebAPIPlatformError);
    await expect(nonsense).rejects.toMatchObject({ data: { error: 'channel_not_found' } });
  });
});

describe('Bolt', () => {
  test('takes commands, mentions, presses and forms over HTTP', async () => {
    const slack = await aSlack({ limits: [] });
    slack.addChannel('C1');
    const ada = slack.asUser('U1');
    const app = await boltOverHttp(slack);
    const heard: string[] = [];
    app.command('/pipeline', async ({ command, ack, respond, client }) => {
      heard.push(command.text);
      await ack('One moment');
      await respond({ text: 'Which one?' });
      const element = { type: 'plain_text_input', action_id: 'name' } as const;
      const block = { type: 'input', block_id: 'which', label: plain('Name'), element } as const;
      const words = { title: plain('Run'), submit: plain('Run'), callback_id: 'run' };
      await client.views.open({ trigger_id: command.trigger_id, view: { type: 'modal', blocks: [block], ...words } });
    });
    app.view('run', async ({ ack, view }) => {
      const name = textAt(view.state.values, 'which', 'name', 'value') ?? '';
      heard.push(name);
      await (name === 'churn'
        ? ack()
        : ack({ response_action: 'errors', errors: { which: 'There is no such pipeline' } }));
    });
    app.event('app_mention', async ({ event, say }) => {
      heard.push(event.text);
      const button = { type: 'button', text: plain('Cancel'), action_id: 'cancel', value: 'b1' } as const;
      await say({ thread_ts: event.ts, text: 'Running', blocks: [{ type: 'actions', elements: [button] }] });
    });
    app.action('cancel', async ({ action, ack, respond }) => {
      await ack();
      heard.push(`${textAt(action, 'value')}`);
      await respond({ replace_original: true, text: 'Canceled' });
    });

    expect(await ada.slash('C1', '/pipeline', 'run "a & b"')).toMatchObject({ status: 200, isAcknowledged: true });
    await expect.poll(() => ada.forms().length).toBe(1);
    const [form] = ada.forms();
    if (!form) throw new Error('no form');
    await ada.submitForm(form, { Name: 'chrun' });
    expect([form.isOpen, form.errors]).toEqual([true, { which: 'There is no such pipeline' }]);
    await ada.submitForm(form, { Name: 'churn' });
    expect(form.isOpen).toBe(false);
    expect(slack.onlyFor('U1', 'C1').map(visibleText)).toEqual(['One moment', 'Which one?']);

    await ada.mention('C1', 'run churn');
    await expect.poll(() => slack.messagesIn('C1').map(visibleText)).toEqual(['[Cancel]']);
    const [message] = slack.messagesIn('C1');
    if (message) await ada.press(message, 'Cancel');
    await expect.poll(() => slack.messagesIn('C1').map(visibleText)).toEqual(['Canceled']);
    expect(heard).toEqual(['run "a &amp; b"', 'chrun', 'churn', '<@UBOTT1> run churn', 'b1']);
  });

  test('believes the signature, and nothing that was changed or is late', async () => {
    const slack = await aSlack();
    slack.addChannel('C1');
    const ada = slack.asUser('U1');
    const app = await boltOverHttp(slack);
    app.command('/pipeline', ({ ack }) => ack());
    const statusWith = async (sending: Parameters<typeof ada.slash>[3]) =>
      (await ada.slash('C1', '/pipeline', 'help', sending)).status;

    expect(await statusWith({})).toBe(200);
    expect(await statusWith({ skew: -240 })).toBe(200);
    expect(await statusWith({ skew: -301 })).toBe(401);
    for (const signature of ['damaged', 'truncated', 'missing', 'other-secret'] as const)
      expect(await statusWith({ signature }), signature).toBe(401);
    expect(await statusWith({ tamper: (body) => body.replace('help', 'halt') })).toBe(401);
    expect(await slack.verifyUrl('abc')).toMatchObject({ status: 200, body: '{"challenge":"abc"}' });
  });

  test('connects over a socket, acknowledges, and comes back when Slack asks it to', async () => {
    const slack = await aSlack({ limits: [] });
    slack.addChannel('C1');
    const ada = slack.asUser('U1');
    const app = await boltOverSocket(slack);
    const heard: string[] = [];
    app.command('/pipeline', async ({ command, ack }) => {
      heard.push(command.text);
      await ack('One moment');
    });
    app.event('app_mention', async ({ event }) => void heard.push(event.text));

    expect(slack.sockets.count()).toBe(1);
    expect(await ada.slash('C1', '/pipeline', 'help')).toMatchObject({ isAcknowledged: true, trouble: undefined });
    expect(await ada.mention('C1', 'runs')).toMatchObject({ isAcknowledged: true });
    expect(slack.onlyFor('U1', 'C1').map(visibleText)).toEqual(['One moment']);

    slack.sockets.disconnect();
    expect(await ada.slash('C1', '/pipeline', 'help')).toMatchObject({ trouble: 'dispatch_failed' });
    await expect.poll(() => slack.sockets.count(), { timeout: 5_000 }).toBe(1);
    expect(await ada.slash('C1', '/pipeline', 'list')).toMatchObject({ isAcknowledged: true });
    expect(heard).toEqual(['help', '<@UBOTT1> runs', 'list']);
    expect(slack.ledger.strays).toEqual([]);
  });
});
