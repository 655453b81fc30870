import { expect } from 'vitest';
import { parsed, textAt } from '../json.ts';
import type { Slack } from '../slack.ts';
import { type AppAnswer, anApp } from './an-app.ts';
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

function option(words: string) {
  return { text: plain(words), value: words };
}

/** The form with another input in it. */
function withElement(element: object) {
  return { ...form, blocks: [{ ...input, element: { action_id: 'a', ...element } }] };
}

/** Opens a form for somebody, who sends it to an app that answers this, and says what came of it. */
async function sent(slack: Slack, answer: () => AppAnswer | undefined) {
  const app = await anApp((arrived) => (arrived.body.includes('view_submission') ? answer() : {}));
  slack.sendTo(app.url);
  const ada = slack.asUser('U1');
  const { payload } = await ada.slash('C1', '/pipeline', 'run');
  await refusal(slack, 'views.open', { trigger_id: textAt(payload, 'trigger_id') ?? '', view: form });
  const [view] = ada.forms();
  if (!view) throw new Error('it was not opened');
  return { app, view, delivery: ada.submitForm(view, { Name: 'churn' }) };
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
  withElement({ type: 'number_input', is_decimal_allowed: true, initial_value: '1e-4' }),
  withElement({ type: 'number_input', is_decimal_allowed: false, min_value: '0.5' }),
  withElement({ type: 'number_input', is_decimal_allowed: false, initial_value: '9', max_value: '5' }),
  withElement({ type: 'static_select', options: [option('a')], initial_option: option('b') }),
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
  'a sent form is acknowledged in three seconds': async ({ slack, clock }) => {
    const { app, view, delivery } = await sent(slack, () => undefined);
    await expect.poll(() => app.arrived.length).toBe(2);
    await clock.pass(3_000);
    const { trouble } = await delivery;
    return view.isOpen ? String(trouble) : 'closed all the same';
  },
  'what is wrong with a form stands below its inputs': async ({ slack }) => {
    const answers = [{ elsewhere: 'wrong' }, {}, { b: '' }];
    for (const errors of answers) {
      const { view, delivery } = await sent(slack, () => ({
        body: JSON.stringify({ response_action: 'errors', errors }),
      }));
      await delivery;
      if (!view.isOpen || Object.keys(view.errors).length > 0) return 'shown';
      view.isOpen = false;
    }
    const words = slack.ledger.unshown.map((one) => textAt(parsed(one), 'error'));
    return words.length === answers.length ? [...new Set(words)].join(' ') : 'not written down';
  },
} satisfies Record<string, Attempt>;
