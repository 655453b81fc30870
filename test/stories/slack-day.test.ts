import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aSlack } from '../fakes/slack/a-slack.ts';
import type { Slack } from '../fakes/slack/slack.ts';
import { linksIn, pingsIn, visibleText } from '../fakes/slack/visible-text.ts';
import { longTest } from '../faults/seeded.ts';
import { proving } from '../support/generated.ts';
import { inSlack, messageAt, shownIn, startInSlack, ways, whisperedTo } from '../support/in-slack.ts';
import { installationWith, linesIn, soon } from '../support/installation.ts';
import type { Installation } from '../support/pipehand.ts';
import { late, note, patient, waits } from '../support/small-pipelines.ts';

const examples = join(import.meta.dirname, '..', '..', 'examples');

type World = Installation & { world: string };

/** A workspace in which Ada is an admin, Bob a member, and Pipehand in every channel but `COUT`. */
async function aWorkspace(way: (typeof ways)[number]): Promise<{ slack: Slack; at: World }> {
  const slack = await aSlack();
  for (const id of ['CIRIS', 'CFALL', 'CSTOP', 'CADMIN', 'CHEAR', 'CWORK']) slack.addChannel(id);
  slack.addChannel('COUT', { hasApp: false });
  slack.asUser('U1', { name: 'ada' });
  slack.asUser('U2', { name: 'bob' });
  const definitions = (world: string) => ({ ...note(world), ...patient(world), ...late(world) });
  const at = installationWith(definitions);
  cpSync(join(examples, 'iris'), join(at.pipelines, 'iris'), { recursive: true });
  return { slack, at: inSlack({ ...at, settings: { PIPEHAND_ADMINS: 'slack:T1/U1' } }, slack, way) };
}

/** One message, edited until it shows the real result. */
async function showsIris(slack: Slack): Promise<void> {
  const completed = expect.stringMatching(/^iris · run \w+\n:white_check_mark: Completed\n/);
  // It computes in earnest, beside all other tests.
  await expect.poll(() => shownIn(slack, 'CIRIS'), { timeout: 60_000 }).toEqual([completed]);
  const card = messageAt(slack, 'CIRIS', 0);
  expect(visibleText(card)).toMatch(/^accuracy: 0\.9/m);
  for (const step of ['prepare', 'train', 'evaluate', 'report']) expect(visibleText(card)).toContain(step);
  // What it was seen at is a matter of seconds: it is edited every five.
  expect(card.before).not.toEqual([]);
}

/** A failure calls its owner and shows why; `retry` in its thread runs it again, in a message that the thread links to. */
async function retriesAFailure(slack: Slack, at: World): Promise<void> {
  const bob = slack.asUser('U2');
  await bob.mention('CFALL', 'run late cue=stumble');
  await expect.poll(() => shownIn(slack, 'CFALL'), soon).toEqual([expect.stringContaining('Running')]);
  writeFileSync(join(at.world, 'stumble'), '');
  await expect
    .poll(() => shownIn(slack, 'CFALL'), soon)
    .toEqual([expect.stringMatching(/failed at step 1 of 1/), expect.stringMatching(/^↳ .*KeyError: label/s)]);
  const [root, alert] = [messageAt(slack, 'CFALL', 0), messageAt(slack, 'CFALL', 1)];
  expect([alert.threadTs, pingsIn(alert)]).toEqual([root.ts, ['U2']]);

  await bob.mention('CFALL', 'retry', { thread: root.ts });
  const begun = () =>
    slack
      .messagesIn('CFALL')
      .slice(2)
      .filter(({ threadTs }) => threadTs === undefined);
  await expect.poll(() => begun().map(visibleText), soon).toEqual([expect.stringMatching(/failed at.*repeats \w+/s)]);
  const leading = () => slack.messagesIn('CFALL').filter((message) => linksIn(message).length > 0);
  await expect.poll(() => leading().map(({ threadTs }) => threadTs), soon).toEqual([root.ts]);
  const [again = root] = begun();
  const [name = 'unnamed'] = /late · run \w+/.exec(visibleText(again)) ?? [];
  expect(leading().map(visibleText)).toEqual([expect.stringContaining(`${name}\nStarted from this thread`)]);
  expect(leading().map(linksIn)).toEqual([[`https://t1.slack.com/archives/CFALL/p${again.ts.replace('.', '')}`]]);
}

/** A button cancels the run, for whoever pressed it. */
async function cancelsByButton(slack: Slack, at: World): Promise<void> {
  await slack.asUser('U2').slash('CSTOP', '/pipeline', 'run patient who=bob');
  await expect.poll(() => shownIn(slack, 'CSTOP'), soon).toEqual([expect.stringContaining('Running')]);
  await expect.poll(() => waits(at, 'bob'), soon).toBe(true);
  expect((await slack.asUser('U2').press(messageAt(slack, 'CSTOP', 0), 'Cancel run')).isAcknowledged).toBe(true);
  await expect.poll(() => shownIn(slack, 'CSTOP'), soon).toEqual([expect.stringMatching(/Canceled by .*bob/s)]);
  expect(waits(at, 'bob')).toBe(false);
}

/** What an admin settles is told to all, and what a member may not do to that member only. */
async function publishesAndDisables(slack: Slack, at: World): Promise<void> {
  const [ada, bob] = [slack.asUser('U1'), slack.asUser('U2')];
  await bob.slash('CADMIN', '/pipeline', 'publish note as note');
  await expect
    .poll(() => whisperedTo(slack, 'U2', 'CADMIN'), soon)
    .toEqual([expect.stringContaining('may not publish')]);
  await ada.slash('CADMIN', '/pipeline', 'publish note as note --description "the first"');
  await expect
    .poll(() => shownIn(slack, 'CADMIN'), soon)
    .toEqual([expect.stringContaining('Published note version 1')]);
  await ada.mention('CADMIN', 'disable note --why "the data is being moved"');
  await expect.poll(() => shownIn(slack, 'CADMIN').at(-1), soon).toContain('Disabled note');
  await bob.slash('CADMIN', '/pipeline', 'run note text=refused');
  await expect.poll(() => whisperedTo(slack, 'U2', 'CADMIN').at(-1), soon).toContain('the data is being moved');
  await ada.mention('CADMIN', 'enable note');
  await expect.poll(() => shownIn(slack, 'CADMIN').at(-1), soon).toContain('Enabled note');
  await bob.slash('CADMIN', '/pipeline', 'run note@v1 text=published');
  await expect.poll(() => linesIn(at, 'notes'), soon).toContain('noted published');
}

/** A channel hears of what it subscribed to, and of nothing else. */
async function hearsWhatItAskedFor(slack: Slack): Promise<void> {
  const bob = slack.asUser('U2');
  await bob.slash('CHEAR', '/pipeline', 'subscribe * on=failed by=@U1');
  await expect.poll(() => shownIn(slack, 'CHEAR'), soon).toEqual([expect.stringContaining('This channel hears of')]);
}

/** Where nobody would see the run, nothing is run; what was edited afterwards says nothing new. */
async function runsNothingUnseen(slack: Slack): Promise<void> {
  const bob = slack.asUser('U2');
  const told = await bob.slash('COUT', '/pipeline', 'run note text=unseen');
  expect(JSON.parse(told.body).text).toContain('\n`/invite @Pipehand`');
  expect((await bob.mention('COUT', 'run note text=unseen')).attempts).toEqual([]);
  const said = { user: 'U2', ts: '1.1', text: '<@UBOTT1> run note text=edited', edited: { user: 'U2', ts: '1.2' } };
  await slack.event({ type: 'app_mention', channel: 'CWORK', ...said });
  const message = { type: 'message', subtype: 'message_changed', channel: 'DU2', channel_type: 'im', ts: '1.3' };
  await slack.event({ ...message, message: { type: 'message', ...said } });
}

/** A direct message works as a channel does. */
async function runsFromADirectMessage(slack: Slack): Promise<void> {
  await slack.asUser('U2').directMessage('run note text=direct');
  await expect
    .poll(() => shownIn(slack, 'DU2'), soon)
    .toEqual([expect.stringContaining(':white_check_mark: Completed')]);
}

// One of them takes half a minute; what differs over a socket has its own stories.
test.for(proving ? ways : (['http'] as const))(
  'a day of work in Slack, a crash in the middle of it, over %s',
  longTest,
  async (way) => {
    const { slack, at } = await aWorkspace(way);
    const server = await startInSlack(at, slack);
    await slack.asUser('U2').slash('CIRIS', '/pipeline', 'run iris');
    await Promise.all([
      retriesAFailure(slack, at),
      cancelsByButton(slack, at),
      publishesAndDisables(slack, at),
      hearsWhatItAskedFor(slack),
      runsNothingUnseen(slack),
      runsFromADirectMessage(slack),
    ]);
    await slack.asUser('U1').slash('CWORK', '/pipeline', 'run late');
    await expect.poll(() => shownIn(slack, 'CWORK'), soon).toEqual([expect.stringContaining('Running')]);
    await server.crash();
    slack.sockets.cut();
    writeFileSync(join(at.world, 'go'), '');

    // Steps that still go on tell their numbers where they were told to.
    const { port } = new URL(server.url);
    await startInSlack({ ...at, settings: { ...at.settings, PORT: port } }, slack);
    const failed = expect.stringMatching(/late · run \w+ failed.*KeyError: label/s);
    await expect.poll(() => shownIn(slack, 'CHEAR'), soon).toEqual([expect.stringContaining('hears of'), failed]);
    await expect.poll(() => shownIn(slack, 'CWORK'), soon).toEqual([failed, failed]);
    await showsIris(slack);
    expect(linesIn(at, 'notes').toSorted()).toEqual(['noted direct', 'noted published']);
    expect([slack.ledger.tooMany, slack.ledger.unshown, slack.ledger.strays]).toEqual([[], [], []]);
  },
);
