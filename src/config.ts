import { availableParallelism, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isAddressOrNetwork, isBaseOfLinks, isPostgresAddress, passwordsIn } from './config/addresses.ts';
import { type SlackConfig, slackOf, slackProblems, slackSettings } from './config/slack.ts';
import { stepEnvironment } from './config/step-environment.ts';
import { isStepLimits, usualStepLimits, withFileLimit } from './config/step-limits.ts';
import { type TeamsConfig, teamsOf, teamsProblems, teamsSettings } from './config/teams.ts';
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
  /** Present when Pipehand is to be in Microsoft Teams. */
  teams?: TeamsConfig;
  /** Values of settings that no log may show. */
  secrets: readonly string[];
  admins: ReadonlySet<string>;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Steps that run at the same time. */
  slots: number;
  /** What a step may use: `file=20GB,memory=8GB,processes=500`, or `none`. */
  stepLimits: string;
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

type Environment = Readonly<Record<string, string | undefined>>;

const projectFolder = join(import.meta.dirname, '..');

const user = /^(slack:[A-Za-z0-9]+\/[A-Za-z0-9]+|teams:[A-Za-z0-9-]+|terminal:\S+)$/;

const settings = z.object({
  PIPEHAND_HOME: z.string().min(1, 'must name a folder').default('.pipehand'),
  PIPEHAND_PIPELINES: z.string().min(1, 'must name a folder').default('examples'),
  PIPEHAND_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://pipehand.example.com' })
    .refine(isBaseOfLinks, 'must be an address that links begin with: without a user, and without ? and #')
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
  PIPEHAND_STEP_LIMITS: z
    .string()
    .refine(isStepLimits, 'must be none, or a list such as file=20GB,memory=8GB,processes=500')
    .transform(withFileLimit)
    .default(usualStepLimits),
  HOST: z.string().min(1, 'must be an address to listen on').default('127.0.0.1'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info'),
  ...slackSettings,
  ...teamsSettings,
});

/**
 * Reads the settings. Throws one `UserError` that lists every bad one with what would be right; a value that could be
 * secret is never repeated.
 */
export function readConfig(environment: Environment, workingFolder: string): Config {
  const given = withoutEmpty(environment);
  const read = settings.safeParse(given);
  const together = [...slackProblems(given), ...teamsProblems(given)].map((problem) => problem.join(' '));
  const wrong = [...(read.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`), ...together];
  if (!read.success || wrong.length > 0) {
    throw new UserError({
      code: 'bad-setting',
      message: 'Some settings cannot be used. Nothing was started.',
      details: wrong,
      fix: 'The README lists every setting with its form.',
    });
  }
  const set = read.data;
  const slack = slackOf(set);
  const teams = teamsOf(set);
  return {
    home: fromProject(set.PIPEHAND_HOME, environment.PIPEHAND_HOME, workingFolder),
    pipelines: fromProject(set.PIPEHAND_PIPELINES, environment.PIPEHAND_PIPELINES, workingFolder),
    host: set.HOST,
    port: set.PORT,
    metricsReaders: set.METRICS_HOST,
    ...(set.PIPEHAND_URL !== undefined && { publicUrl: set.PIPEHAND_URL }),
    ...(set.DATABASE_URL !== undefined && { databaseUrl: set.DATABASE_URL }),
    ...(slack && { slack }),
    ...(teams && { teams }),
    secrets: [
      ...passwordsIn(set.DATABASE_URL),
      ...[slack?.botToken, slack?.signingSecret, slack?.appToken, teams?.appPassword].filter(
        (each) => each !== undefined,
      ),
    ],
    admins: new Set(set.PIPEHAND_ADMINS.map(asStored)),
    logLevel: set.LOG_LEVEL,
    slots: availableParallelism(),
    stepLimits: set.PIPEHAND_STEP_LIMITS,
    colour: environment.NO_COLOR === undefined || environment.NO_COLOR === '',
    drawsInPlace: environment.TERM !== 'dumb',
    user: userName(),
    workingFolder,
    stepEnvironment: stepEnvironment(environment),
  };
}

/** The environment of this process, and the folder the person typed in: npm changes to the project and notes it. */
export function readProcessConfig(): Config {
  return readConfig(process.env, process.env.INIT_CWD ?? process.cwd());
}

function splitList(list: string): string[] {
  return list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
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

/** The key of a person as it is compared: object ids are one whether written in capitals or not. */
function asStored(key: string): string {
  return key.startsWith('teams:') ? key.toLowerCase() : key;
}
