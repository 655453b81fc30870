import { expect, test } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import type { Forms } from '../../../src/chat/platform.ts';
import { systemClock } from '../../../src/clock.ts';
import { createForms } from '../../../src/commands/forms.ts';
import { objectsIn, textAt } from '../../fakes/slack/json.ts';
import type { OpenView } from '../../fakes/slack/ledger.ts';
import type { Actor } from '../../fakes/slack/person/actor.ts';
import { createQuickClock } from '../../faults/quick-clock.ts';
import { openEmbedded } from '../../support/embedded.ts';
import { soon } from '../../support/installation.ts';
import { forgetAt } from '../forget-at.ts';
import { aSlackRoom } from './a-slack-room.ts';

const ways = ['http', 'socket'] as const;
const channel = { platform: 'slack', tenant: 'T1', id: 'C1' } as const;

const iris = `
type: pipeline
inputs:
  data: { type: string, description: What to learn from }
  rate: { type: number, default: 0.1, min: 0, max: 1 }
  epochs: { type: integer, default: 5, min: 1, max: 200 }
  solver: { type: string, enum: [adam, SGD], default: adam }
jobs:
  train: { command: "true" }
`;

/** Slack's room before the forms of one pipeline, `iris`, whose `data` must be given. */
async function aRoomWithForms(
  way: 'http' | 'socket' | 'both',
  options: Parameters<typeof aSlackRoom>[1] = {},
): ReturnType<typeof aSlackRoom> {
  const { service } = await openEmbedded({ 'iris.yml': iris });
  return aSlackRoom(way, {
    forms: createForms({ service, admins: new Set(), elapsed: systemClock.elapsed }),
    ...options,
  });
}

/** The one form before somebody. */
function formOf(person: Actor): OpenView {
  const [form, ...others] = person.forms();
  if (!form || others.length > 0) throw new Error(`${person.id} has ${others.length + (form ? 1 : 0)} forms`);
  return form;
}

/** What stands below each field, by its label. */
function errorsBelow({ view, errors }: OpenView): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    objectsIn(view.blocks).flatMap((block) => {
      const why = errors[textAt(block, 'block_id') ?? ''];
      return why === undefined ? [] : [[textAt(block, 'label', 'text'), why]];
    }),
  );
}

test.for(ways)(
  'a command that lacks a value opens a form, and the form is a request once it is right, over %s',
  async (way) => {
    const it = await aRoomWithForms(way);
    const ada = it.slack.asUser('U1', { name: 'Ada' });
    const command = await ada.slash('C1', '/pipeline', 'run iris rate=0.5');
    expect([command.isAcknowledged, command.body]).toEqual([true, way === 'http' ? '' : '{}']);
    const form = formOf(ada);
    expect(form.view).toMatchObject({ type: 'modal', title: { text: 'Run iris' }, submit: { text: 'Run' } });
    expect(it.handedIn()).toBe(0);

    await ada.submitForm(form, { data: 'churn & <b>', rate: '0,5', solver: 'SGD' });
    expect(errorsBelow(form)).toEqual({ rate: 'rate=0,5 is not a number. Use a dot: rate=0.5.' });
    expect([form.isOpen, it.handedIn()]).toEqual([true, 0]);

    const sent = await ada.submitForm(form, { data: 'churn & <b>', rate: '1e-4', epochs: '7', solver: 'SGD' });
    expect([sent.isAcknowledged, form.isOpen]).toEqual([true, false]);
    expect(await it.inbox()).toEqual([
      {
        key: `T1:form:${form.view.private_metadata}`,
        text: 'run iris rate=1e-4 data="churn & <b>" epochs=7 solver=SGD',
        user: { platform: 'slack', tenant: 'T1', id: 'U1', kind: 'member', name: 'Ada' },
        channel,
        surface: 'form',
        at: expect.any(Number),
      },
    ]);
    expect([it.warnings, it.slack.ledger.unshown]).toEqual([[], []]);
  },
);

test('a button opens a form for whoever presses it, and what comes of it belongs to the thread of the button', async () => {
  const it = await aRoomWithForms('http');
  const buttons = [{ label: 'Open form', line: 'run iris data=x --form', opensForm: true } as const];
  const card: Card = { title: 'Missing', elements: [{ type: 'buttons', buttons }] };
  const root = await it.room.platform.post(channel, { marker: 'one', card });
  await it.room.platform.post({ ...channel, thread: root }, { marker: 'two', card });
  const [, answer] = it.slack.messagesIn('C1');
  if (!answer) throw new Error('there is no answer');
  const bob = it.slack.asUser('U2');
  await bob.press(answer, 'Open form');
  await bob.submitForm(formOf(bob), { epochs: '9' });
  expect(await it.inbox()).toMatchObject([
    { text: 'run iris data=x epochs=9', user: { id: 'U2' }, channel: { ...channel, thread: root }, surface: 'form' },
  ]);
});

test('what can be run as it is, or is said where no form can be opened, is a request at once', async () => {
  const it = await aRoomWithForms('http');
  const ada = it.slack.asUser('U1');
  await ada.slash('C1', '/pipeline', 'run iris data=x');
  await ada.slash('C1', '/pipeline', 'list');
  await ada.mention('C1', 'run iris');
  await it.slack.asUser('U2', { isGuest: true }).slash('C1', '/pipeline', 'run iris');
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['run iris data=x', 'list', 'run iris', 'run iris']);
  expect(it.slack.ledger.views).toEqual([]);
});

test('the same act opens one form, and the same form is one request, however often and by whichever way they come', async () => {
  const it = await aRoomWithForms('both');
  const ada = it.slack.asUser('U1');
  const command = await ada.slash('C1', '/pipeline', 'run iris');
  it.slack.sendTo(it.url);
  await Promise.all([command.again(), command.again({ skew: 5 }), command.again({ copies: 3 })]);
  const form = formOf(ada);
  const sent = await ada.submitForm(form, { data: 'x' });
  await Promise.all([sent.again(), sent.again({ skew: 5 }), sent.again({ copies: 3 })]);
  it.slack.sendTo('socket');
  await sent.again();
  // Where the acknowledgement got lost, people press the button of the form once more: that is another act.
  await ada.submitForm({ ...form, isOpen: true }, { data: 'x' });
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['run iris data=x']);
});

test('where Slack opens no form in time, the line takes the ordinary road', async () => {
  const it = await aRoomWithForms('http');
  const ada = it.slack.asUser('U1');
  it.slack.fail('views.open', { kind: 'error', error: 'expired_trigger_id' });
  it.slack.fail('views.open', { kind: 'limited', retryAfter: 1 });
  it.slack.fail('views.open', { kind: 'status', status: 500 });
  it.slack.fail('views.open', { kind: 'hang' });
  for (const line of ['run iris', 'run iris epochs=1', 'run iris epochs=2', 'run iris epochs=3']) {
    const { isAcknowledged, body } = await ada.slash('C1', '/pipeline', line);
    expect([isAcknowledged, body]).toEqual([true, '']);
  }
  const lines = ['run iris', 'run iris epochs=1', 'run iris epochs=2', 'run iris epochs=3'];
  expect((await it.inbox()).map(({ text }) => text)).toEqual(lines);
  expect(it.limited).toEqual(['views.open']);
});

test('a service that does not say in time what a form asks for does not keep the line from being taken', async () => {
  const never: Forms = { formOf: () => new Promise(() => {}), lineOf: () => new Promise(() => {}) };
  const it = await aSlackRoom('http', { forms: never });
  expect((await it.slack.asUser('U1').slash('C1', '/pipeline', 'run iris')).status).toBe(200);
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['run iris']);
});

test.for(ways)(
  'a form that could not be kept is not acknowledged, stays open, and can be sent again, over %s',
  async (way) => {
    const clock = way === 'socket' ? { clock: createQuickClock({ epoch: Date.now(), speed: 10 }) } : {};
    const it = await aRoomWithForms(way, clock);
    const ada = it.slack.asUser('U1');
    await ada.slash('C1', '/pipeline', 'run iris');
    const form = formOf(ada);
    it.setBroken(true);
    const sent = await ada.submitForm(form, { data: 'x' });
    expect([sent.isAcknowledged, form.isOpen, await it.inbox()]).toEqual([false, true, []]);
    it.setBroken(false);
    await ada.submitForm(form, { data: 'x' });
    expect([form.isOpen, (await it.inbox()).length]).toEqual([false, 1]);
  },
);

test('nothing is acknowledged before the form is kept', async () => {
  const it = await aRoomWithForms('http');
  const ada = it.slack.asUser('U1');
  await ada.slash('C1', '/pipeline', 'run iris');
  const form = formOf(ada);
  const letGo = it.hold();
  const sent = ada.submitForm(form, { data: 'x' });
  await expect.poll(() => it.handedIn(), soon).toBe(1);
  expect([form.isOpen, await it.inbox()]).toEqual([true, []]);
  letGo();
  expect((await sent).isAcknowledged).toBe(true);
  expect(await it.inbox()).toHaveLength(1);
});

test('only whom a form was opened for can send it, and what it stands for is nowhere in it', async () => {
  const it = await aRoomWithForms('http');
  it.slack.addTeam('T2');
  const ada = it.slack.asUser('U1');
  await ada.slash('C1', '/pipeline', 'run iris --why=secret-reason');
  const form = formOf(ada);
  expect(JSON.stringify(form.view)).not.toContain('secret-reason');
  const strangers = [
    { one: it.slack.asUser('U2'), why: 'not opened for you' },
    { one: it.slack.asUser('U1', { team: 'T2' }), why: 'serves another workspace' },
  ];
  for (const { one, why } of strangers) {
    const theirs = { ...form, user: one.id, team: one.team };
    await one.submitForm(theirs, { data: 'x' });
    expect(errorsBelow(theirs)).toEqual({ data: expect.stringContaining(why) });
  }
  const forged = { ...form, view: { ...form.view, private_metadata: 'run iris data=x' } };
  await ada.submitForm(forged, { data: 'x' });
  expect(errorsBelow(forged)).toEqual({ data: expect.stringContaining('not opened for you') });
  expect(it.handedIn()).toBe(0);
});

test('while Slack does not say who sent a form, it stays, and nothing is run', async () => {
  const it = await aRoomWithForms('http');
  const ada = it.slack.asUser('U1');
  await ada.slash('C1', '/pipeline', 'run iris');
  const form = formOf(ada);
  await it.slack.uninstall();
  it.slack.team().token = 'valid';
  it.slack.fail('auth.test', { kind: 'status', status: 503 });
  await ada.submitForm(form, { data: 'x' });
  expect([errorsBelow(form), it.handedIn()]).toEqual([{ data: expect.stringContaining('Send the form again') }, 0]);
  await ada.submitForm(form, { data: 'x' });
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['run iris data=x']);
});

test('a channel that says too much gets no form, and is told so in the form it has', async () => {
  const it = await aRoomWithForms('http', { linesPerMinute: 2 });
  const ada = it.slack.asUser('U1');
  await ada.slash('C1', '/pipeline', 'run iris');
  const form = formOf(ada);
  await ada.slash('C1', '/pipeline', 'list');
  await ada.submitForm(form, { data: 'x' });
  expect(errorsBelow(form)).toEqual({ data: expect.stringContaining('More than 2 commands') });
  expect((await ada.slash('C1', '/pipeline', 'run iris')).body).toContain('More than 2 commands');
  expect(ada.forms()).toHaveLength(1);
});

test('forms are forgotten a week after they were opened', async () => {
  const epoch = Date.now();
  const it = await aRoomWithForms('http');
  const day = 86_400_000;
  const row = { user: 'slack:T1/U1', formJson: '{}', channelJson: '{}' };
  const rows = [
    { ...row, id: 'old', at: epoch - 7 * day },
    { ...row, id: 'young', at: epoch - 3 * day },
  ];
  await it.store.db.insertInto('chat_form').values(rows).execute();
  await forgetAt(epoch + 1, it.room);
  expect(await it.store.db.selectFrom('chat_form').select('id').execute()).toEqual([{ id: 'young' }]);
});
