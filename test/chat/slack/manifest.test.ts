import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ChannelRef } from '../../../src/chat/platform.ts';
import { eventScopes, fileScopes, methodScopes, neededScopes, searchScopes } from '../../../src/chat/slack/scopes.ts';
import { aSlackRoom } from './a-slack-room.ts';

const project = join(import.meta.dirname, '..', '..', '..');
const source = join(project, 'src', 'chat', 'slack');

const manifestShape = z.strictObject({
  display_information: z.strictObject({
    name: z.literal('Pipehand'),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4_000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(false),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(false),
    }),
    bot_user: z.strictObject({ display_name: z.literal('Pipehand'), always_online: z.literal(true) }),
    slash_commands: z.tuple([
      z.strictObject({
        command: z.literal('/pipeline'),
        url: z.string().optional(),
        description: z.string().max(2_000),
        usage_hint: z.string().max(1_000),
        should_escape: z.literal(true),
      }),
    ]),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: z.string().optional(), bot_events: z.array(z.string()) }),
    interactivity: z.strictObject({ is_enabled: z.literal(true), request_url: z.string().optional() }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false),
  }),
});

function manifest(name: 'http' | 'socket'): z.infer<typeof manifestShape> {
  const text = readFileSync(join(project, 'manifest', 'slack', `${name}.json`), 'utf8');
  return manifestShape.parse(JSON.parse(text));
}

function sources(): string {
  const files = readdirSync(source).filter((file) => file.endsWith('.ts') && file !== 'scopes.ts');
  return files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
}

const http = manifest('http');
const socket = manifest('socket');
const docs = readFileSync(join(project, 'docs', 'slack.md'), 'utf8');

test('both manifests ask for the same, and differ in the way in only', () => {
  const url = 'https://pipehand.example.com/slack/events';
  const addresses = [
    http.features.slash_commands[0].url,
    http.settings.event_subscriptions.request_url,
    http.settings.interactivity.request_url,
  ];
  expect([addresses, http.settings.socket_mode_enabled]).toEqual([[url, url, url], false]);
  const [command] = http.features.slash_commands;
  const { event_subscriptions, interactivity } = http.settings;
  expect(socket).toEqual({
    ...http,
    features: { ...http.features, slash_commands: [without(command, 'url')] },
    settings: {
      ...http.settings,
      event_subscriptions: without(event_subscriptions, 'request_url'),
      interactivity: without(interactivity, 'request_url'),
      socket_mode_enabled: true,
    },
  });
});

function without(value: object, name: string): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}

test('they ask for the scopes that the methods and events in use take, and docs/slack.md says what each is for', () => {
  const asked = http.oauth_config.scopes.bot;
  expect(asked).toEqual(Object.keys({ ...neededScopes, ...fileScopes }).sort());
  const called = new Set(sources().match(/'(?:apps|auth|chat|conversations|files|users|views)\.[A-Za-z.]+'/g));
  // This one is called by Slack's own client.
  const known = Object.keys(methodScopes).filter((method) => method !== 'apps.connections.open');
  expect([...called].sort()).toEqual(known.map((method) => `'${method}'`).sort());
  expect(http.settings.event_subscriptions.bot_events).toEqual(Object.keys(eventScopes).sort());

  const needed = [
    'commands',
    ...Object.entries(methodScopes).flatMap(([method, scopes]) =>
      scopes === searchScopes || method === 'apps.connections.open' ? [] : scopes,
    ),
    ...Object.values(eventScopes).filter((scope) => scope !== undefined),
  ];
  expect(asked).toEqual([...new Set(needed)].sort());
  for (const scope of asked) expect(docs).toMatch(new RegExp(`^\\| \`${scope}\` \\| \\S.{20,}`, 'm'));
  for (const scope of searchScopes) expect(docs).toContain(`\`${scope}\``);
});

/** Everything Pipehand does in Slack; throws, or answers what went wrong. */
async function everything(scopes: readonly string[]): Promise<readonly string[]> {
  const it = await aSlackRoom('http', { scopes });
  const { slack } = it;
  const { platform } = it.room;
  slack.addChannel('C2', { kind: 'private' });
  const ada = slack.asUser('U1');
  const at = (id: string): ChannelRef => ({ platform: 'slack', tenant: 'T1', id });
  const buttons = [{ label: 'Show log', line: 'logs 7Q3K' }];
  const message = { marker: 'one', card: { title: 'one', elements: [{ type: 'buttons', buttons } as const] } };
  const troubles: string[] = [];
  async function attempt(what: string, act: () => Promise<unknown>): Promise<void> {
    const before = it.handedIn();
    const result = await act().catch((error: Error) => error);
    if (result instanceof Error) troubles.push(`${what}: ${result.message}`);
    else if (what.startsWith('says') && it.handedIn() === before) troubles.push(`${what}: not taken`);
  }
  await attempt('says in a public channel', () => ada.slash('C1', '/pipeline', 'list'));
  await attempt('says in a private channel', () => ada.slash('C2', '/pipeline', 'list'));
  await attempt('says by mention', () => ada.mention('C1', 'list'));
  await attempt('says directly', () => ada.directMessage('list'));
  await attempt('says directly by command', () => ada.slash('DU1', '/pipeline', 'list'));
  await attempt('post', async () => platform.edit(at('C1'), await platform.post(at('C1'), message), message));
  await attempt('whisper', () => platform.post(at('C1'), { ...message, onlyFor: 'slack:T1/U1' }));
  const file = { runId: 'run-0001', step: 'train' };
  await attempt('file', () => platform.post(at('C1'), { ...message, marker: 'two', file }));
  if (slack.ledger.files.length === 0) troubles.push('file: not sent');
  const [posted] = slack.messagesIn('C1');
  if (posted) await attempt('says by button', () => ada.press(posted, 'Show log'));
  return troubles;
}

test('with these scopes everything works, and without any one of them something does not', async () => {
  const asked = http.oauth_config.scopes.bot;
  expect(await everything(asked)).toEqual([]);
  const useless = [];
  for (const scope of asked) {
    const troubles = await everything(asked.filter((each) => each !== scope));
    if (troubles.length === 0) useless.push(scope);
  }
  expect(useless).toEqual([]);
});
