import { ask, rawRefusal, refusal } from './raw-client.ts';
import type { Attempt } from './room.ts';

const form = 'application/x-www-form-urlencoded';
const json = 'application/json; charset=utf-8';
const hello = { channel: 'C1', text: 'hello' };

/** How the Web API is called. */
export const calling = {
  'a call is a POST': async ({ slack }) => String((await fetch(`${slack.apiUrl}auth.test`)).status),
  'there is such a method': ({ slack }) => refusal(slack, 'chat.postMesage', hello),
  'a body is a form or JSON': ({ slack }) =>
    rawRefusal(slack, 'chat.postMessage', 'text/plain', 'channel=C1&text=hello'),
  'JSON can be parsed': ({ slack }) => rawRefusal(slack, 'chat.postMessage', json, '{"channel":"C1"'),
  'JSON is an object': ({ slack }) => rawRefusal(slack, 'chat.postMessage', json, '["C1"]'),
  'a method that reads sees no JSON': async ({ slack }) => {
    slack.asUser('U1');
    return refusal(slack, 'users.info', { user: 'U1' }, { as: 'json' });
  },
  'what is required is there': ({ slack }) => rawRefusal(slack, 'chat.postMessage', form, 'text=hello'),
  'a token is given': ({ slack }) => refusal(slack, 'chat.postMessage', hello, { token: undefined }),
  'a token is not in a JSON body': ({ slack }) =>
    refusal(slack, 'chat.postMessage', { ...hello, token: slack.team().botToken }, { token: undefined, as: 'json' }),
  'a token was given out': ({ slack }) => refusal(slack, 'auth.test', {}, { token: 'xoxb-1-2-three' }),
  'a token was not revoked': ({ slack }) => {
    slack.team().token = 'revoked';
    return refusal(slack, 'auth.test', {});
  },
  'the app is installed': async ({ slack }) => {
    slack.team().token = 'inactive';
    return refusal(slack, 'auth.test', {});
  },
  'the app-level token opens sockets only': ({ slack }) =>
    refusal(slack, 'chat.postMessage', hello, { token: slack.appToken }),
  'a bot token opens no sockets': ({ slack }) => refusal(slack, 'apps.connections.open', {}),
  'a scope is granted': async ({ slack }) => {
    slack.team().scopes.delete('chat:write');
    const { answer } = await ask(slack, 'chat.postMessage', hello);
    if (answer.needed !== 'chat:write' || !String(answer.provided).startsWith('commands,')) return 'no word of scopes';
    return String(answer.error);
  },
  'a kind of conversation has a scope of its own': ({ slack }) => {
    slack.team().scopes.delete('groups:history');
    slack.addChannel('C2', { kind: 'private' });
    return refusal(slack, 'conversations.history', { channel: 'C2' });
  },
  'a token is good in its own workspace': ({ slack }) => {
    const { botToken } = slack.addTeam('T2');
    return refusal(slack, 'chat.postMessage', hello, { token: botToken });
  },
} satisfies Record<string, Attempt>;
