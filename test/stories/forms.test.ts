import { expect, test } from 'vitest';
import { aSlack } from '../fakes/slack/a-slack.ts';
import { objectsIn, textAt } from '../fakes/slack/json.ts';
import type { Actor } from '../fakes/slack/person/actor.ts';
import { inSlack, messageAt, shownIn, startInSlack, ways, whisperedTo } from '../support/in-slack.ts';
import { installationWith, linesIn, soon } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { pipehand } from '../support/pipehand.ts';

/** `train`: one step that writes what it was given to the file `trained` of the world. `data` must be given. */
function train(world: string): Readonly<Record<string, string>> {
  return {
    'train.yml': `
type: pipeline
inputs:
  data: { type: string, description: What to learn from }
  rate: { type: number, default: 0.1, min: 0, max: 1 }
  epochs: { type: integer, default: 5, min: 1, max: 200 }
  solver: { type: string, enum: [adam, SGD], default: adam }
jobs:
  fit:
    command: echo "\${{inputs.data}}|\${{inputs.rate}}|\${{inputs.epochs}}|\${{inputs.solver}}" >> ${world}/trained
    inputs:
      data: \${{parent.inputs.data}}
      rate: \${{parent.inputs.rate}}
      epochs: \${{parent.inputs.epochs}}
      solver: \${{parent.inputs.solver}}
`,
  };
}

/** The newest form before somebody. */
function formOf(person: Actor) {
  const form = person.forms().at(-1);
  if (!form) throw new Error(`${person.id} has no form`);
  return form;
}

test.for(ways)('a form with typed parameters answers a wrong value at its field, then runs, over %s', async (way) => {
  const slack = await aSlack();
  slack.addChannel('C1');
  const at = inSlack(installationWith(train), slack, way);
  await startInSlack(at, slack);
  const ada = slack.asUser('U1');
  await ada.slash('C1', '/pipeline', 'run train');
  const form = formOf(ada);
  await ada.submitForm(form, { data: 'a "b" & <c> `d` ${e}', rate: '0,5', epochs: '9', solver: 'SGD' });
  expect(Object.values(form.errors)).toEqual(['rate=0,5 is not a number. Use a dot: rate=0.5.']);
  expect([form.isOpen, shownIn(slack, 'C1'), linesIn(at, 'trained')]).toEqual([true, [], []]);
  const sent = await ada.submitForm(form, { data: 'a "b" & <c> `d` ${e}', rate: '0.5', epochs: '9', solver: 'SGD' });
  await sent.again();
  await expect.poll(() => shownIn(slack, 'C1'), soon).toEqual([expect.stringContaining('Completed')]);
  expect([form.isOpen, linesIn(at, 'trained')]).toEqual([false, ['a "b" & <c> `d` ${e}|0.5|9|SGD']]);

  const bob = slack.asUser('U2');
  await bob.press(messageAt(slack, 'C1', 0), 'Rerun with changes…');
  const again = formOf(bob);
  const shown = objectsIn(again.view.blocks).map((block) => textAt(block, 'element', 'initial_value'));
  expect(shown).toEqual(['a "b" & <c> `d` ${e}', '0.5', '9', undefined]);
  await bob.submitForm(again, { epochs: '10' });
  await expect.poll(() => linesIn(at, 'trained').at(-1), soon).toBe('a "b" & <c> `d` ${e}|0.5|10|SGD');
  expect([slack.ledger.tooMany, slack.ledger.unshown, whisperedTo(slack, 'U1', 'C1')]).toEqual([[], [], []]);
});

test('where a mention lacks a value, the refusal has the line to copy and a button that opens the form', async () => {
  const slack = await aSlack();
  slack.addChannel('C1');
  const at = inSlack(installationWith(train), slack, 'http');
  await startInSlack(at, slack);
  const ada = slack.asUser('U1');
  await ada.mention('C1', 'run train epochs=7');
  await expect.poll(() => whisperedTo(slack, 'U1', 'C1'), soon).toHaveLength(1);
  const [refusal] = slack.onlyFor('U1', 'C1');
  if (!refusal) throw new Error('there is no refusal');
  expect(whisperedTo(slack, 'U1', 'C1')).toEqual([
    expect.stringMatching(/Missing: data.*run train epochs=7 data=<string>/s),
  ]);
  await ada.press(refusal, 'Open form');
  await ada.submitForm(formOf(ada), { data: 'x' });
  await expect.poll(() => linesIn(at, 'trained'), soon).toEqual(['x|0.1|7|adam']);

  const guest = slack.asUser('U3', { isGuest: true });
  await guest.slash('C1', '/pipeline', 'run train');
  await expect.poll(() => whisperedTo(slack, 'U3', 'C1'), soon).toEqual([expect.stringContaining('You may not')]);
  expect(guest.forms()).toEqual([]);
  expect(linesIn(at, 'trained')).toHaveLength(1);
});

test('a pipeline that was disabled while its form was open is refused like any line, and opens no form then', async () => {
  const slack = await aSlack();
  slack.addChannel('C1');
  const at = inSlack(installationWith(train), slack, 'http');
  await startInSlack(at, slack);
  const ada = slack.asUser('U1');
  await ada.slash('C1', '/pipeline', 'run train');
  const form = formOf(ada);
  await personAt(at).say('done', 'disable train');
  await ada.submitForm(form, { data: 'x' });
  await expect.poll(() => whisperedTo(slack, 'U1', 'C1'), soon).toEqual([expect.stringContaining('disabled')]);
  await expect
    .poll(async () => {
      await ada.slash('C1', '/pipeline', 'run train');
      return whisperedTo(slack, 'U1', 'C1').length;
    }, soon)
    .toBeGreaterThan(1);
  expect(linesIn(at, 'trained')).toEqual([]);
});

test('at a terminal, which opens no forms, what a form would ask for is shown with a line to copy', async () => {
  const at = installationWith(train);
  const missing = await pipehand(at, ['say', 'run train epochs=7']);
  expect([missing.code, missing.out]).toEqual([2, expect.stringContaining('run train epochs=7 data=<string>')]);
  expect(missing.out).not.toContain('--form');
  const asked = await pipehand(at, ['say', 'run train --form']);
  expect(asked.code).toBe(0);
  expect(asked.out).toMatch(/Run train\n.*data +required +What to learn from.*rate +0\.1 +a number from 0 to 1/s);
  expect(asked.out).toContain('Run: run train data=<string>');
  expect(asked.out).not.toContain('--form');
  expect(linesIn(at, 'trained')).toEqual([]);

  const ran = await pipehand(at, ['say', 'run train data="x y"', '--wait']);
  expect(ran.out).not.toContain('--form');
  const again = await pipehand(at, ['say', 'rerun last --form']);
  expect(again.out).toMatch(/Run \w{4} again\n.*data +x y.*Run again: rerun \w{4} data="x y"/s);
  expect(linesIn(at, 'trained')).toEqual(['x y|0.1|5|adam']);
});
