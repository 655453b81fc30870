import { describe, expect, test } from 'vitest';
import { standingClock } from '../../../observe/a-clock.ts';
import { aSlack } from '../a-slack.ts';
import { at, parsed, textAt } from '../json.ts';
import type { Slack } from '../slack.ts';
import { type AppAnswer, anApp } from '../wrong-clients/an-app.ts';
import { ask, posted, responseRefusal } from '../wrong-clients/raw-client.ts';
import { fillForm } from './fill-form.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const button = (words: string, value: string) => ({ type: 'button', text: plain(words), action_id: value, value });

async function aSlackAndAnApp(answer?: () => AppAnswer | undefined) {
  const slack = await aSlack({ limits: [], clock: standingClock() });
  slack.addChannel('C1', { name: 'ml' });
  const app = await anApp(answer);
  slack.sendTo(app.url);
  return { slack, app };
}

/** A message with these buttons. */
async function withButtons(slack: Slack, ...elements: readonly object[]) {
  await posted(slack, 'C1', { blocks: [{ type: 'actions', block_id: 'b', elements }] });
  const message = slack.messagesIn('C1').at(-1);
  if (!message) throw new Error('not posted');
  return message;
}

test('a command arrives as the fields of a form, its text escaped and its people named', async () => {
  const { slack, app } = await aSlackAndAnApp();
  slack.asUser('U2', { name: 'bob' });
  await slack.asUser('U1', { name: 'ada' }).slash('C1', '/pipeline', 'mute a&b for @U2 in #C1');
  const [arrived] = app.arrived;
  expect(arrived?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(Object.fromEntries(new URLSearchParams(arrived?.body))).toMatchObject({
    team_id: 'T1',
    channel_id: 'C1',
    channel_name: 'ml',
    user_id: 'U1',
    user_name: 'ada',
    command: '/pipeline',
    text: 'mute a&amp;b for <@U2|bob> in <#C1|ml>',
    api_app_id: slack.appId,
  });
});

test('a mention arrives once it can be seen, in a thread too, with the team of who says it', async () => {
  const { slack, app } = await aSlackAndAnApp();
  const eve = slack.asUser('U9', { homeTeam: 'T9' });
  const root = slack.asUser('U1').say('C1', 'Shall we?');
  await eve.mention('C1', 'run <!here>', { thread: root.ts });
  const arrived = parsed(app.arrived[0]?.body ?? '');
  expect(textAt(arrived, 'team_id')).toBe('T1');
  expect(at(arrived, 'event')).toMatchObject({
    ...{ type: 'app_mention', user: 'U9', user_team: 'T9', channel: 'C1', thread_ts: root.ts },
    text: '<@UBOTT1> run &lt;!here&gt;',
  });
  slack.channel('C1').hasApp = false;
  expect((await eve.mention('C1', 'run')).attempts).toEqual([]);
  expect(app.arrived).toHaveLength(1);
});

test('a direct message and a press say where they are from; a press of an old look has its old buttons', async () => {
  const { slack, app } = await aSlackAndAnApp();
  const ada = slack.asUser('U1');
  await ada.directMessage('help');
  const message = await withButtons(slack, button('Stop & go', 'v1'), button('Logs', 'v2'));
  await ask(slack, 'chat.update', { channel: 'C1', ts: message.ts, text: 'done' });
  await ada.press(message, 'Stop & go');
  const [direct, press] = app.arrived.map(({ body }) => parsed(new URLSearchParams(body).get('payload') ?? body));
  expect(at(direct, 'event')).toMatchObject({ type: 'message', channel_type: 'im', channel: 'DU1', text: 'help' });
  expect(press).toMatchObject({
    ...{ type: 'block_actions', user: { id: 'U1', team_id: 'T1' }, team: { id: 'T1' }, channel: { id: 'C1' } },
    ...{ container: { message_ts: message.ts, is_ephemeral: false }, message: { ts: message.ts } },
    actions: [{ type: 'button', value: 'v1', block_id: 'b', text: { text: 'Stop &amp; go' } }],
  });
  await expect(ada.press(message, 'Rerun')).rejects.toThrow(
    'there is no “Rerun” to press; there is “Stop & go”, “Logs”',
  );
});

test('what is shown to one person only is pressed by them, and changed through the response URL of the press', async () => {
  const { slack } = await aSlackAndAnApp();
  const ada = slack.asUser('U1');
  const blocks = [{ type: 'actions', elements: [button('Forget', 'v1')] }];
  await ask(slack, 'chat.postEphemeral', { channel: 'C1', user: 'U1', blocks });
  const [message] = slack.onlyFor('U1', 'C1');
  if (!message) throw new Error('not shown');
  await expect(slack.asUser('U2').press(message, 'Forget')).rejects.toThrow('does not see');
  const { payload } = await ada.press(message, 'Forget');
  expect(payload).not.toHaveProperty('message');
  const url = textAt(payload, 'response_url') ?? '';
  await responseRefusal(url, { replace_original: true, text: 'Forgotten' });
  expect(slack.onlyFor('U1', 'C1').map(({ text }) => text)).toEqual(['Forgotten']);
  await responseRefusal(url, { delete_original: true });
  expect(slack.onlyFor('U1', 'C1')).toEqual([]);
});

test('the same request comes twice, is marked as another try, or comes again with the same ids', async () => {
  const { slack, app } = await aSlackAndAnApp();
  const delivery = await slack.asUser('U1').mention('C1', 'help', { copies: 2 });
  await delivery.again({ retry: { num: 1, reason: 'http_timeout' } });
  const [first, second, third] = app.arrived;
  expect(second).toEqual(first);
  expect(third?.body).toBe(first?.body);
  expect(third?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' });
});

test('what Slack cannot show is written down', async () => {
  const { slack } = await aSlackAndAnApp(() => ({ body: '{"blocks":[{"type":"nonsense"}]}' }));
  await slack.asUser('U1').slash('C1', '/pipeline', 'help');
  expect(slack.onlyFor('U1', 'C1')).toEqual([]);
  expect(slack.ledger.unshown).toHaveLength(1);
});

test('nobody types where they are not, and Slack sends nothing without the scope for it', async () => {
  const { slack, app } = await aSlackAndAnApp();
  const ada = slack.asUser('U1');
  slack.addChannel('C2', { members: new Set(['U2']) });
  await expect(ada.slash('C2', '/pipeline')).rejects.toThrow('U1 is in no channel C2');
  slack.team().scopes.clear();
  await expect(ada.slash('C1', '/pipeline')).rejects.toThrow('commands');
  await expect(ada.mention('C1', 'help')).rejects.toThrow('app_mentions:read');
  await expect(ada.directMessage('help')).rejects.toThrow('im:history');
  expect(app.arrived).toEqual([]);
});

test('an app that is removed is told, and its token is of no use', async () => {
  const { slack, app } = await aSlackAndAnApp();
  await slack.uninstall();
  const types = app.arrived.map(({ body }) => textAt(parsed(body), 'event', 'type'));
  expect(types.sort()).toEqual(['app_uninstalled', 'tokens_revoked']);
  expect((await ask(slack, 'auth.test')).answer.error).toBe('account_inactive');
});

describe('a form', () => {
  const option = (words: string) => ({ text: plain(words), value: words.toLowerCase() });
  const input = (label: string, element: object, more: object = {}) => ({
    ...{ type: 'input', block_id: label, label: plain(label), element: { action_id: 'a', ...element } },
    ...more,
  });
  const view = {
    blocks: [
      input('Rate', { type: 'number_input', is_decimal_allowed: true, max_value: '1', initial_value: '0.1' }),
      input('Pool', { type: 'static_select', options: [option('Small'), option('Large')] }),
      input('Note', { type: 'plain_text_input', max_length: 5 }, { optional: true }),
      input('Tell', { type: 'checkboxes', options: [option('Me'), option('All')] }, { optional: true }),
    ],
  };

  test('is filled in by the labels of its inputs and the words of its options', () => {
    expect(fillForm(view, { Pool: 'Large', Tell: ['Me', 'All'] })).toEqual({
      Rate: { a: { type: 'number_input', value: '0.1' } },
      Pool: { a: { type: 'static_select', selected_option: option('Large') } },
      Note: { a: { type: 'plain_text_input', value: null } },
      Tell: { a: { type: 'checkboxes', selected_options: [option('Me'), option('All')] } },
    });
  });

  test.each([
    [{}, '“Pool” must be filled in'],
    [{ Pool: 'Huge' }, '“Pool” does not offer “Huge”; it offers Small, Large'],
    [{ Pool: 'Small', Rate: 'much' }, '“Rate” does not take “much”'],
    [{ Pool: 'Small', Rate: '2' }, '“Rate” does not take “2”'],
    [{ Pool: 'Small', Note: 'far too long' }, '“Note” does not take 12 characters'],
    [{ Pool: 'Small', Colour: 'red' }, 'the form has no “Colour”'],
  ])('cannot be sent with %j', (values, why) => {
    expect(() => fillForm(view, values)).toThrow(why);
  });
});
