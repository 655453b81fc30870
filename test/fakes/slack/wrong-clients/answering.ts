import { textAt } from '../json.ts';
import type { Slack } from '../slack.ts';
import { anApp } from './an-app.ts';
import { ask, refusal, responseRefusal } from './raw-client.ts';
import type { Attempt } from './room.ts';

const minute = 60_000;
const plain = (text: string) => ({ type: 'plain_text', text });
const input = { type: 'input', label: plain('Name'), element: { type: 'plain_text_input', action_id: 'name' } };
const form = { type: 'modal', title: plain('Run'), submit: plain('Run'), blocks: [input] };

/** What Slack hands out with a command: a response URL and a trigger. */
async function handedOut(slack: Slack): Promise<{ url: string; trigger: string }> {
  slack.sendTo((await anApp()).url);
  const { payload } = await slack.asUser('U1').slash('C1', '/pipeline', 'help');
  return { url: textAt(payload, 'response_url') ?? '', trigger: textAt(payload, 'trigger_id') ?? '' };
}

/** Opens a form with a good trigger, and answers what was wrong with it. */
async function open(slack: Slack, view: unknown): Promise<string> {
  return refusal(slack, 'views.open', { trigger_id: (await handedOut(slack)).trigger, view });
}

/** Forms of which each is wrong in one thing. */
const wrongForms = [
  { ...form, type: 'home' },
  { ...form, title: undefined },
  { ...form, title: plain('x'.repeat(25)) },
  { ...form, title: { type: 'mrkdwn', text: 'Run' } },
  { ...form, submit: undefined },
  { ...form, blocks: [] },
  { ...form, blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) },
  { ...form, blocks: [{ type: 'nonsense' }] },
  { ...form, private_metadata: 'x'.repeat(3_001) },
  { ...form, callback_id: 'x'.repeat(256) },
  { ...form, colour: 'red' },
];

/** Response URLs and forms. */
export const answering = {
  'a response URL was given out': ({ slack }) =>
    responseRefusal(slack.apiUrl.replace('/api/', '/commands/T1/1/abc'), { text: 'hello' }),
  'a response URL takes five messages': async ({ slack }) => {
    const { url } = await handedOut(slack);
    for (let use = 1; use <= 5; use += 1)
      if ((await responseRefusal(url, { text: 'hello' })) !== '200 ok') return `refused at use ${use}`;
    return responseRefusal(url, { text: 'hello' });
  },
  'a response URL is good for 30 minutes': async ({ slack, clock }) => {
    const { url } = await handedOut(slack);
    await clock.pass(30 * minute);
    if ((await responseRefusal(url, { text: 'hello' })) !== '200 ok') return 'refused too early';
    await clock.pass(1);
    return responseRefusal(url, { text: 'hello' });
  },
  'a response URL takes JSON': async ({ slack }) => responseRefusal((await handedOut(slack)).url, 'hello'),
  'a response says something': async ({ slack }) => responseRefusal((await handedOut(slack)).url, {}),
  'a response has blocks that keep to their rules': async ({ slack }) =>
    responseRefusal((await handedOut(slack)).url, { blocks: [{ type: 'nonsense' }] }),

  'a trigger was given out': ({ slack }) => refusal(slack, 'views.open', { trigger_id: '1.2.abc', view: form }),
  'a trigger opens one form': async ({ slack }) => {
    const args = { trigger_id: (await handedOut(slack)).trigger, view: form };
    if ((await refusal(slack, 'views.open', args)) !== 'ok') return 'refused at once';
    return refusal(slack, 'views.open', args);
  },
  'a trigger is good for three seconds': async ({ slack, clock }) => {
    const { trigger } = await handedOut(slack);
    await clock.pass(3_001);
    return refusal(slack, 'views.open', { trigger_id: trigger, view: form });
  },
  'a form is what Slack takes for one': async ({ slack }) => {
    if ((await open(slack, form)) !== 'ok') return 'the right form is refused';
    const got = await Promise.all(wrongForms.map((view) => open(slack, view)));
    return [...new Set(got)].join(' ');
  },
  'a form has 250,000 characters at most': ({ slack }) => open(slack, { ...form, close: plain('x'.repeat(250_000)) }),
  'a form to change is open': ({ slack }) => refusal(slack, 'views.update', { view_id: 'V1', view: form }),
  'a form has not changed meanwhile': async ({ slack }) => {
    const { trigger } = await handedOut(slack);
    const { answer } = await ask(slack, 'views.open', { trigger_id: trigger, view: form });
    const view_id = textAt(answer, 'view', 'id');
    const hash = textAt(answer, 'view', 'hash');
    if ((await refusal(slack, 'views.update', { view_id, hash, view: form })) !== 'ok') return 'refused at once';
    return refusal(slack, 'views.update', { view_id, hash, view: form });
  },
} satisfies Record<string, Attempt>;
