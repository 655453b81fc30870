import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { UserError } from '../src/errors.ts';

const project = join(import.meta.dirname, '..');
const here = '/somewhere/else';

function refusal(environment: Readonly<Record<string, string>>) {
  try {
    readConfig(environment, here);
  } catch (error) {
    if (error instanceof UserError) return error.problem;
    throw error;
  }
  throw new Error('the settings were taken');
}

describe('without settings', () => {
  test('the home and the definitions stand in the project, and the web on this machine only', () => {
    const { slots, user, ...config } = readConfig({ PATH: '/bin' }, here);
    expect(config).toMatchObject({
      home: join(project, '.pipehand'),
      pipelines: join(project, 'examples'),
      host: '127.0.0.1',
      port: 3978,
      admins: new Set(),
      logLevel: 'info',
      colour: true,
      workingFolder: here,
      stepEnvironment: { PATH: '/bin' },
    });
    expect(config).not.toHaveProperty('publicUrl');
    expect(user).toBe(userInfo().username);
    expect(slots).toBeGreaterThanOrEqual(1);
  });

  test('an empty variable counts as not set', () => {
    const names = ['PIPEHAND_HOME', 'PIPEHAND_PIPELINES', 'PIPEHAND_URL', 'PIPEHAND_ADMINS', 'HOST', 'LOG_LEVEL'];
    const empty = Object.fromEntries([...names, 'NO_COLOR'].map((name) => [name, '']));
    expect(readConfig(empty, here)).toEqual(readConfig({}, here));
    expect(readConfig({ PORT: '' }, here).port).toBe(3978);
  });
});

describe('settings that are given', () => {
  test('a relative folder begins where the person typed, an absolute one stays', () => {
    const { home, pipelines } = readConfig({ PIPEHAND_HOME: 'state', PIPEHAND_PIPELINES: '../pipelines' }, here);
    expect([home, pipelines]).toEqual(['/somewhere/else/state', '/somewhere/pipelines']);
    expect(readConfig({ PIPEHAND_HOME: '/var/lib/pipehand' }, here).home).toBe('/var/lib/pipehand');
  });

  test('where the web listens and is reached, how much is logged, whether there is colour', () => {
    const given = {
      HOST: '0.0.0.0',
      PORT: '8080',
      PIPEHAND_URL: 'https://pipehand.example.com//',
      LOG_LEVEL: 'warn',
      NO_COLOR: '1',
    };
    expect(readConfig(given, here)).toMatchObject({
      host: '0.0.0.0',
      port: 8080,
      publicUrl: 'https://pipehand.example.com',
      logLevel: 'warn',
      colour: false,
    });
    expect(readConfig({ PORT: '0' }, here)).toMatchObject({ port: 0 });
    expect(readConfig({ PORT: '65535' }, here).port).toBe(65_535);
  });

  test('admins are ids of Slack, Teams and the terminal, with or without spaces', () => {
    const admins = (list: string) => [...readConfig({ PIPEHAND_ADMINS: list }, here).admins];
    expect(admins('slack:T0123/U0123')).toEqual(['slack:T0123/U0123']);
    expect(admins(' slack:T1/U1 , teams:6f9619ff-8b86-d011-b42d-00cf4fc964ff,terminal:ada,, terminal:ada')).toEqual([
      'slack:T1/U1',
      'teams:6f9619ff-8b86-d011-b42d-00cf4fc964ff',
      'terminal:ada',
    ]);
    expect(admins('teams:ABCDEF12-2222-4333-8444-555555555555')).toEqual([
      'teams:abcdef12-2222-4333-8444-555555555555',
    ]);
  });

  test('steps see where programs are, the language and the GPUs, and nothing else', () => {
    const seen = { LANG: 'C.UTF-8', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: '/lib', CUDA_VISIBLE_DEVICES: '0' };
    const hidden = {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      HOME: '/root',
      AWS_SECRET_ACCESS_KEY: 'k',
      NODE_OPTIONS: '--inspect',
    };
    const path = ['/p/node_modules/.bin', '/usr/bin', '/node_modules/.bin', '/opt/venv/bin'].join(delimiter);
    expect(readConfig({ ...seen, ...hidden, PATH: path }, here).stepEnvironment).toEqual({
      ...seen,
      PATH: ['/usr/bin', '/opt/venv/bin'].join(delimiter),
    });
    expect(readConfig({}, here).stepEnvironment).toEqual({ PATH: '' });
  });
});

describe('settings that cannot be used', () => {
  test('are reported all together, each with what would be right, and their values are not repeated', () => {
    const bad = {
      PIPEHAND_URL: 'hunter2.example.com',
      PIPEHAND_ADMINS: 'terminal:ada,xoxb-hunter2',
      PORT: 'hunter2',
      LOG_LEVEL: 'hunter2',
    };
    const { code, message, details = [], fix } = refusal(bad);
    expect(code).toBe('bad-setting');
    expect(message).toContain('Nothing was started');
    expect([...details].sort()).toEqual([
      expect.stringMatching(/^LOG_LEVEL must be debug, info, warn or error$/),
      expect.stringMatching(/^PIPEHAND_ADMINS must be a list such as slack:T0123\/U0123/),
      expect.stringMatching(/^PIPEHAND_URL must be an address such as https:/),
      expect.stringMatching(/^PORT must be a port number$/),
    ]);
    expect(JSON.stringify([message, details, fix])).not.toContain('hunter2');
  });

  test('are reported together with those that do not go with each other', () => {
    const id = 'aaaaaaaa-1111-2222-3333-444444444444';
    const { details = [] } = refusal({ PORT: 'abc', SLACK_APP_TOKEN: 'xapp-1', MicrosoftAppId: id, LOG_LEVEL: 'loud' });
    expect(details.map((line) => line.split(' ')[0]).sort()).toEqual([
      'LOG_LEVEL',
      'MicrosoftAppPassword',
      'MicrosoftAppTenantId',
      'PORT',
      'SLACK_BOT_TOKEN',
    ]);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '3978 3979'],
    ['PIPEHAND_URL', 'ftp://pipehand.example.com'],
    ['PIPEHAND_URL', 'javascript:alert(1)'],
    ['PIPEHAND_URL', 'pipehand.example.com'],
    ['PIPEHAND_URL', 'https://user:password@pipehand.example.com'],
    ['PIPEHAND_URL', 'https://pipehand.example.com/?team=ml'],
    ['PIPEHAND_URL', 'https://pipehand.example.com/#'],
    ['LOG_LEVEL', 'INFO'],
    ['LOG_LEVEL', 'trace'],
    ['PIPEHAND_ADMINS', 'ada'],
    ['PIPEHAND_ADMINS', 'slack:U1'],
    ['PIPEHAND_ADMINS', 'slack:T1/U1/U2'],
    ['PIPEHAND_ADMINS', 'slack:T1/U1;slack:T1/U2'],
    ['PIPEHAND_ADMINS', 'teams:'],
    ['PIPEHAND_ADMINS', 'irc:ada'],
  ])('%s=%s is refused alone', (name, value) => {
    const { details = [] } = refusal({ [name]: value });
    expect(details).toEqual([expect.stringMatching(new RegExp(`^${name} \\S`))]);
  });
});

describe('the address of PostgreSQL', () => {
  test('is taken, and its password is a secret as it is written and as it is meant', () => {
    const config = readConfig({ DATABASE_URL: 'postgres://ada:p%40ss@db/pipehand' }, here);
    expect(config).toMatchObject({ databaseUrl: 'postgres://ada:p%40ss@db/pipehand', secrets: ['p%40ss', 'p@ss'] });
  });

  test.each(['mysql://db/x', 'postgres:db', 'postgres://ada:p%zz@db/x'])('%s is refused and never repeated', (url) => {
    const { details = [] } = refusal({ DATABASE_URL: url });
    expect(details).toEqual([expect.stringMatching(/^DATABASE_URL must be an address/)]);
    expect(details.join()).not.toContain(url);
  });
});

describe('Slack', () => {
  test('is set up with a bot token and one of the two ways in, and all of them are secrets', () => {
    const given = { SLACK_BOT_TOKEN: 'xoxb-12345678', SLACK_SIGNING_SECRET: '0123456789abcdef' };
    const config = readConfig(given, here);
    expect(config.slack).toEqual({
      botToken: 'xoxb-12345678',
      signingSecret: '0123456789abcdef',
      command: '/pipeline',
      progress: 'classic',
    });
    expect(config.secrets).toEqual(Object.values(given));
    expect(readConfig({}, here)).not.toHaveProperty('slack');
  });

  test.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_SIGNING_SECRET or SLACK_APP_TOKEN'],
    [{ SLACK_API_URL: 'http://slack.example.com/api/' }, 'SLACK_API_URL must begin with https://'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN must be set too'],
    [{ SLACK_COMMAND: 'pipeline' }, 'SLACK_COMMAND must be the command of the app'],
    [{ SLACK_COMMAND: '/Run it' }, 'SLACK_COMMAND must be the command of the app'],
    [{ SLACK_BOT_TOKEN: 'xoxp-1', SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN must be the bot token'],
  ])('%o is refused', (given, words) => {
    const { details = [] } = refusal(given);
    expect(details).toEqual([expect.stringContaining(words)]);
  });
});

describe('a bot of Microsoft Teams', () => {
  const id = 'AAAAAAAA-1111-2222-3333-444444444444';
  const tenant = 'bbbbbbbb-1111-2222-3333-444444444444';

  test('is there with an app id, a tenant, and a password that no log may show; or as a managed identity', () => {
    const given = { MicrosoftAppId: id, MicrosoftAppTenantId: tenant, MicrosoftAppPassword: 'a~password' };
    const { teams, secrets } = readConfig(given, here);
    expect([teams, secrets]).toEqual([
      { appId: id.toLowerCase(), tenantId: tenant, appPassword: 'a~password' },
      ['a~password'],
    ]);
    const { MicrosoftAppPassword: _, ...rest } = given;
    const managed = readConfig({ ...rest, MicrosoftAppType: 'UserAssignedMSI' }, here);
    expect(managed.teams).toEqual({ appId: id.toLowerCase(), tenantId: tenant });
    expect(readConfig({}, here)).not.toHaveProperty('teams');
    const elsewhere = readConfig({ ...given, BOT_LOGIN_URL: 'https://login.microsoftonline.us/' }, here);
    expect(elsewhere.teams?.loginUrl).toBe('https://login.microsoftonline.us');
  });

  test('is refused where its settings do not go together, and a password is never repeated', () => {
    const details = (environment: Readonly<Record<string, string>>) => refusal(environment).details?.join('\n') ?? '';
    const orphan = details({ MicrosoftAppPassword: 'a~password', MicrosoftAppType: 'SingleTenant' });
    expect(orphan).toContain('MicrosoftAppPassword needs MicrosoftAppId');
    expect(orphan).not.toContain('a~password');
    expect(details({ MicrosoftAppId: id, MicrosoftAppPassword: 'x' })).toContain('MicrosoftAppTenantId must be set');
    expect(details({ MicrosoftAppId: id, MicrosoftAppTenantId: tenant })).toContain('MicrosoftAppPassword must be set');
    const both = { MicrosoftAppTenantId: tenant, MicrosoftAppPassword: 'x', MicrosoftAppType: 'UserAssignedMSI' };
    expect(details({ MicrosoftAppId: id, ...both })).toContain('must not be set');
    expect(details({ MicrosoftAppId: 'pipehand' })).toContain('MicrosoftAppId must be the application id');
    expect(details({ BOT_LOGIN_URL: 'http://login.example.com' })).toContain('BOT_LOGIN_URL must begin with https://');
  });
});
