import { isIP } from 'node:net';
import { availableParallelism, userInfo } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from './errors.ts';

/** Everything that can be set, checked. Made once at the start from the environment. */
export interface Config {
  /** Absolute path of the folder that holds all state. */
  home: string;
  /** Absolute path of the folder of pipeline definitions. */
  pipelines: string;
  host: string;
  port: number;
  /** Base of links, without a slash at its end; absent when the web is reached on this machine only. */
  publicUrl?: string;
  /** Who besides this machine may read `/metrics`: addresses and networks. */
  metricsReaders: readonly string[];
  /** PostgreSQL for several replicas; absent for SQLite in the home. It may hold a password. */
  databaseUrl?: string;
  /** Present when Pipehand is to be in a Slack workspace. */
  slack?: SlackConfig;
  /** Values of settings that no log may show. */
  secrets: readonly string[];
  admins: ReadonlySet<string>;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Steps that run at the same time. */
  slots: number;
  colour: boolean;
  /** The terminal can do more than write line after line. */
  drawsInPlace: boolean;
  /** The person at the terminal. */
  user: string;
  /** Where relative paths of the command line start: the folder the person typed in. */
  workingFolder: string;
  /** The part of the environment that steps may see. */
  stepEnvironment: Readonly<Record<string, string>>;
}

/** How Pipehand is in a Slack workspace: over HTTP with a signing secret, over a socket with an app token, or both. */
interface SlackConfig {
  botToken: string;
  signingSecret?: string;
  appToken?: string;
  apiUrl?: string;
  progress: 'classic' | 'plan';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What steps inherit: where programs are, the language and the time zone, and what GPU libraries need to be found. */
const passedToSteps = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES', 'VIRTUAL_ENV'];

const projectFolder = join(import.meta.dirname, '..');

const user = /^(slack:[A-Za-z0-9]+\/[A-Za-z0-9]+|teams:[A-Za-z0-9-]+|terminal:\S+)$/;

const settings = z
  .object({
    PIPEHAND_HOME: z.string().min(1, 'must name a folder').default('.pipehand'),
    PIPEHAND_PIPELINES: z.string().min(1, 'must name a folder').default('examples'),
    PIPEHAND_URL: z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://pipehand.example.com' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    DATABASE_URL: z
      .string()
      .refine(isPostgresAddress, 'must be an address such as postgres://user:password@host/database')
      .optional(),
    PIPEHAND_ADMINS: z
      .string()
      .default('')
      .transform((list) => splitList(list))
      .refine((list) => list.every((each) => user.test(each)), {
        error: 'must be a list such as slack:T0123/U0123,teams:<object id>,terminal:ada',
      }),
    PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).default(3978),
    METRICS_HOST: z
      .string()
      .default('')
      .transform((list) => splitList(list))
      .refine((list) => list.every(isAddressOrNetwork), {
        error: 'must be a list of addresses or networks such as 10.0.0.5,10.1.0.0/16',
      }),
    HOST: z.string().min(1, 'must be an address to listen on').default('127.0.0.1'),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
      .default('info'),
    SLACK_BOT_TOKEN: z
      .string()
      .startsWith('xoxb-', 'must be the bot token of the app, which begins with xoxb-')
      .optional(),
    SLACK_SIGNING_SECRET: z.string().min(16, 'must be the signing secret of the app').optional(),
    SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token, which begins with xapp-').optional(),
    SLACK_API_URL: z
      .url('must be an address such as https://slack.com/api/')
      .refine(keepsTokensSecret, 'must begin with https://, or tokens would travel in clear')
      .optional(),
    SLACK_PROGRESS: z.enum(['classic', 'plan'], { error: 'must be classic or plan' }).default('classic'),
  })
  .superRefine((set, context) => {
    const isAsked = set.SLACK_SIGNING_SECRET ?? set.SLACK_APP_TOKEN;
    const missing = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (isAsked !== undefined && set.SLACK_BOT_TOKEN === undefined) {
      missing('SLACK_BOT_TOKEN', 'must be set too: it is what Pipehand speaks with');
    }
    if (set.SLACK_BOT_TOKEN !== undefined && isAsked === undefined) {
      missing('SLACK_SIGNING_SECRET', 'or SLACK_APP_TOKEN must be set too: the way in over HTTP, or over a socket');
    }
  });

/**
 * Reads the settings. Throws one `UserError` that lists every bad one with what would be right; a value that could be
 * secret is never repeated.
 */
export function readConfig(environment: Environment, workingFolder: string): Config {
  const read = settings.safeParse(withoutEmpty(environment));
  if (!read.success) {
    throw new UserError({
      code: 'bad-setting',
      message: 'Some settings cannot be used. Nothing was started.',
      details: read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`),
      fix: 'The README lists every setting with its form.',
    });
  }
  const set = read.data;
  return {
    home: fromProject(set.PIPEHAND_HOME, environment.PIPEHAND_HOME, workingFolder),
    pipelines: fromProject(set.PIPEHAND_PIPELINES, environment.PIPEHAND_PIPELINES, workingFolder),
    host: set.HOST,
    port: set.PORT,
    metricsReaders: set.METRICS_HOST,
    ...(set.PIPEHAND_URL !== undefined && { publicUrl: set.PIPEHAND_URL }),
    ...(set.DATABASE_URL !== undefined && { databaseUrl: set.DATABASE_URL }),
    ...(set.SLACK_BOT_TOKEN !== undefined && {
      slack: {
        botToken: set.SLACK_BOT_TOKEN,
        ...(set.SLACK_SIGNING_SECRET !== undefined && { signingSecret: set.SLACK_SIGNING_SECRET }),
        ...(set.SLACK_APP_TOKEN !== undefined && { appToken: set.SLACK_APP_TOKEN }),
        ...(set.SLACK_API_URL !== undefined && { apiUrl: set.SLACK_API_URL }),
        progress: set.SLACK_PROGRESS,
      },
    }),
    secrets: [
      ...passwordsIn(set.DATABASE_URL),
      ...[set.SLACK_BOT_TOKEN, set.SLACK_SIGNING_SECRET, set.SLACK_APP_TOKEN].filter((value) => value !== undefined),
    ],
    admins: new Set(set.PIPEHAND_ADMINS),
    logLevel: set.LOG_LEVEL,
    slots: availableParallelism(),
    colour: environment.NO_COLOR === undefined || environment.NO_COLOR === '',
    drawsInPlace: environment.TERM !== 'dumb',
    user: userName(),
    workingFolder,
    stepEnvironment: { ...pick(environment, passedToSteps), PATH: pathForSteps(environment.PATH ?? '') },
  };
}

/** The environment of this process, and the folder the person typed in: npm changes to the project and notes it. */
export function readProcessConfig(): Config {
  return readConfig(process.env, process.env.INIT_CWD ?? process.cwd());
}

/** The password of an address, as it is written and as it is meant. */
function passwordsIn(address: string | undefined): string[] {
  const written = address === undefined ? '' : new URL(address).password;
  return written === '' ? [] : [written, decodeURIComponent(written)];
}

/** Only this machine may be spoken to without encryption. */
function keepsTokensSecret(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}

function isPostgresAddress(text: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return false;
  try {
    decodeURIComponent(new URL(text).password);
    return true;
  } catch {
    return false;
  }
}

function splitList(list: string): string[] {
  return list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}

/** The name of whoever runs this; a container may run under a number that has none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** An empty variable counts as not set, as people mean it. */
function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
}

/** Defaults stand in the project, so that every folder finds the same home; a given path starts where it was given. */
function fromProject(path: string, given: string | undefined, workingFolder: string): string {
  return resolve(given ? workingFolder : projectFolder, path);
}

/** Without the folders of Node packages that npm puts in front: a step must not depend on how Pipehand was started. */
function pathForSteps(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);
}

function pick(environment: Environment, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
