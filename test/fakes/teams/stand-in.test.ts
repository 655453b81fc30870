import { createPublicKey, verify } from 'node:crypto';
import { type Activity, MessageFactory, TeamsInfo, TurnContext } from 'botbuilder';
import { describe, expect, test } from 'vitest';
import { at, objectsIn, textAt } from '../slack/json.ts';
import { anApp } from '../slack/wrong-clients/an-app.ts';
import { aBotBuilder } from './a-botbuilder.ts';
import { aTeams } from './a-teams.ts';
import { type TeamsRule, teamsRules } from './rules.ts';
import type { Teams } from './teams.ts';
import { askingTokens } from './wrong-clients/asking-tokens.ts';
import { beginning } from './wrong-clients/beginning.ts';
import { calling } from './wrong-clients/calling.ts';
import { changing } from './wrong-clients/changing.ts';
import { hurrying } from './wrong-clients/hurrying.ts';
import { posting } from './wrong-clients/posting.ts';
import { reading } from './wrong-clients/reading.ts';
import { receiving } from './wrong-clients/receiving.ts';
import { type Attempts, aRoom } from './wrong-clients/room.ts';

/** A client that breaks each rule. */
const wrongClients: Attempts<TeamsRule> = {
  ...askingTokens,
  ...calling,
  ...beginning,
  ...posting,
  ...changing,
  ...reading,
  ...hurrying,
  ...receiving,
};

describe('a client that breaks a rule finds out', () => {
  const rules = Object.keys(wrongClients).filter((rule): rule is TeamsRule => Object.hasOwn(teamsRules, rule));

  test.each(rules)('%s', async (rule) => {
    expect(await wrongClients[rule](await aRoom())).toBe(teamsRules[rule].gets);
  });
});

/** A message of the kind that the rules for cards allow. */
function card(title: string): Partial<Activity> {
  const run = { type: 'TextRun', text: title };
  const data = { button: 'b1' };
  const content = {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [{ type: 'RichTextBlock', inlines: [run] }],
    actions: [
      {
        type: 'Action.Execute',
        title: 'Cancel',
        verb: 'press',
        data,
        fallback: { type: 'Action.Submit', title: 'Cancel', data },
      },
    ],
  };
  const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
  return {
    ...MessageFactory.attachment(attachments[0] ?? { contentType: '' }, undefined, undefined, undefined),
    summary: title,
    attachments,
  };
}

function saidIn(teams: Teams, conversation: string): readonly unknown[] {
  return teams.messagesIn(conversation).map(({ activity }) => activity.summary ?? activity.text);
}

describe('the keys', () => {
  /** Whether the keys that are published say that the activity comes from Teams. */
  async function isVouchedFor(teams: Teams, authorization = ''): Promise<boolean> {
    const metadata: unknown = await (await fetch(teams.openIdMetadataUrl)).json();
    const published: unknown = await (await fetch(textAt(metadata, 'jwks_uri') ?? '')).json();
    const [head = '', claims = '', signature = ''] = authorization.replace('Bearer ', '').split('.');
    const kid = textAt(JSON.parse(Buffer.from(head, 'base64url').toString()), 'kid');
    const key = objectsIn(at(published, 'keys')).find((one) => one.kid === kid);
    if (!key) return false;
    const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
    return verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'));
  }

  test('vouch for what is sent, before a rotation and after it, until the old ones go', async () => {
    const teams = await aTeams();
    const app = await anApp();
    teams.sendTo(app.url);
    const ada = teams.asUser('ada');
    await ada.say('one');
    const old = app.arrived[0]?.headers.authorization;
    expect(await isVouchedFor(teams, old)).toBe(true);
    teams.rotateKeys();
    await ada.say('two');
    expect(await isVouchedFor(teams, old)).toBe(true);
    expect(await isVouchedFor(teams, app.arrived[1]?.headers.authorization)).toBe(true);
    teams.rotateKeys('go');
    await ada.say('three');
    expect(await isVouchedFor(teams, old)).toBe(false);
    expect(await isVouchedFor(teams, app.arrived[2]?.headers.authorization)).toBe(true);
    expect(await isVouchedFor(teams, `${old?.slice(0, -4)}AAAA`)).toBe(false);
  });
});

describe("Microsoft's own client", () => {
  test('hears, answers in the thread, edits, deletes, looks people up, and begins a thread', async () => {
    const teams = await aTeams();
    teams.addChannel('ml-ops');
    const ada = teams.asUser('ada');
    const heard: string[] = [];
    const { errors } = await aBotBuilder(teams, async (context) => {
      heard.push(TurnContext.removeRecipientMention(context.activity).replace('&nbsp;', '').trim());
      const first = await context.sendActivity(card('Run 7Q3K'));
      await context.updateActivity({ ...card('Run 7Q3K ended'), id: first?.id ?? '' });
      const second = await context.sendActivity(card('too much'));
      await context.deleteActivity(second?.id ?? '');
      const { members } = await TeamsInfo.getPagedMembers(context);
      heard.push(...members.map(({ name, aadObjectId }) => `${name} ${aadObjectId}`));
      await TeamsInfo.sendMessageToTeamsChannel(
        context,
        { ...card('A new thread') } as Activity,
        textAt(context.activity.channelData, 'channel', 'id') ?? '',
        teams.appId,
      );
    });

    const { message, status } = await ada.say('run churn', { in: 'ml-ops' });
    expect(errors).toEqual([]);
    expect(status).toBe(200);
    expect(heard).toEqual(['run churn', `Ada ${ada.id}`]);
    expect(saidIn(teams, 'ml-ops')).toEqual(['Run 7Q3K ended', 'A new thread']);
    const [answer, thread] = teams.messagesIn('ml-ops');
    expect(answer?.thread).toBe(message?.id);
    expect(thread?.thread).toBe(thread?.id);
    expect(answer?.before.map(({ summary }) => summary)).toEqual(['Run 7Q3K']);
    expect(teams.ledger.deletions).toHaveLength(1);
    expect(teams.ledger.tooMany).toEqual([]);
  });

  test('answers a press and a form, and begins a chat with somebody long after', async () => {
    const teams = await aTeams();
    teams.addChat('review');
    const ada = teams.asUser('ada');
    const { adapter, errors } = await aBotBuilder(teams, async (context) => {
      if (context.activity.type !== 'invoke') {
        await context.sendActivity(card('Run 7Q3K'));
        return;
      }
      const value = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'One moment' };
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body: value } });
    });
    await ada.say('run iris', { in: 'review' });
    const [message] = teams.messagesIn('review');
    if (!message) throw new Error('nothing was answered');
    expect(await ada.press(message, 'Cancel')).toMatchObject({ isAcknowledged: true, trouble: undefined });
    expect(teams.ledger.shown).toMatchObject([{ user: ada.id, words: 'One moment' }]);

    const parameters = {
      ...{ isGroup: false, members: [{ id: ada.mri, name: 'Ada' }], tenantId: teams.tenant },
      bot: { id: teams.botId, name: teams.botName },
    };
    const members = { ...parameters, activity: undefined, channelData: undefined, topicName: undefined };
    await adapter.createConversationAsync(
      teams.appId,
      'msteams',
      teams.connectorUrl,
      teams.issuer,
      JSON.parse(JSON.stringify(members)),
      async (context) => void (await context.sendActivity(card('Later'))),
    );
    expect(errors).toEqual([]);
    expect(saidIn(teams, 'ada')).toEqual(['Later']);
  });
});
