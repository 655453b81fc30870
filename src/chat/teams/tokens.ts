import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { exchange, NoAnswer } from '../../exchange.ts';
import { inTime } from '../../in-time.ts';
import { ConnectorProblem } from './connector-problem.ts';

/** Milliseconds before its end when a token is replaced. */
const replacedBefore = 5 * 60_000;

/** Milliseconds and bytes of one answer. */
const limits = { ms: 8_000, bytes: 256 * 1_024 };

/** A token that we speak with, and for how many milliseconds. */
export interface Token {
  value: string;
  lastsMs: number;
}

/** The tokens that we speak with. One is asked for at a time, however many wait for it. */
export interface Tokens {
  /** Throws `ConnectorProblem` when there is none within so many milliseconds. */
  get(withinMs: number): Promise<string>;
  /** This one was not taken. */
  forget(value: string): void;
}

/** `load` asks Microsoft for a new one, and throws `ConnectorProblem`. */
export function createTokens(load: () => Promise<Token>, clock: Clock): Tokens {
  let known: { value: string; until: number } | undefined;
  let underWay: Promise<string> | undefined;

  function renew(): Promise<string> {
    underWay ??= load()
      .then(({ value, lastsMs }) => {
        known = { value, until: clock.elapsed() + Math.max(lastsMs - replacedBefore, lastsMs / 2) };
        return value;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  return {
    async get(withinMs) {
      if (known && clock.elapsed() < known.until) return known.value;
      try {
        return await inTime(renew(), withinMs, clock);
      } catch (error) {
        if (error instanceof ConnectorProblem) throw error;
        throw new ConnectorProblem({ kind: 'unsent' }, `Microsoft gave no token (${String(error)}).`, { cause: error });
      }
    },
    forget(value) {
      if (known?.value === value) known = undefined;
    },
  };
}

interface PasswordOptions {
  /** Without a slash at its end. */
  loginUrl: string;
  tenant: string;
  appId: string;
  appPassword: string;
  scope: string;
}

const granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });
const denied = z.object({ error: z.string(), error_description: z.string().optional() });

/** Tokens for a password (client credentials). botbuilder's own way can neither be bounded in time nor sent elsewhere. */
export function createLoadByPassword(options: PasswordOptions): () => Promise<Token> {
  const url = `${options.loginUrl}/${options.tenant}/oauth2/v2.0/token`;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: options.appId,
    client_secret: options.appPassword,
    scope: options.scope,
  });

  return async () => {
    const { status, text } = await exchange(url, { method: 'POST', body }, limits).catch((error) => {
      const words = `Microsoft could not be asked for a token (${error instanceof NoAnswer ? error.message : error}).`;
      throw new ConnectorProblem({ kind: 'unsent' }, words, { cause: error });
    });
    const answer = parsed(text);
    const token = granted.safeParse(answer);
    if (status === 200 && token.success) {
      return { value: token.data.access_token, lastsMs: token.data.expires_in * 1_000 };
    }
    const refusal = denied.safeParse(answer);
    const isOver = refusal.success && status >= 400 && status < 500 && status !== 429;
    const why = refusal.success ? firstLine(refusal.data.error_description ?? refusal.data.error) : `status ${status}`;
    throw new ConnectorProblem({ kind: isOver ? 'locked-out' : 'unsent' }, `Microsoft gives no token: ${why}`);
  };
}

/** Tokens for a managed identity, which botbuilder gets from the machine it runs on. */
export function createLoadByIdentity({ appId, tenant, scope }: Omit<PasswordOptions, 'appPassword' | 'loginUrl'>) {
  return async (): Promise<Token> => {
    const { ConfigurationServiceClientCredentialFactory } = await import('botbuilder');
    try {
      const factory = new ConfigurationServiceClientCredentialFactory({
        MicrosoftAppId: appId,
        MicrosoftAppTenantId: tenant,
        MicrosoftAppType: 'UserAssignedMSI',
      });
      const credentials = await factory.createCredentials(appId, scope.replace(/\/\.default$/, ''), '', true);
      const value: unknown =
        'getToken' in credentials && typeof credentials.getToken === 'function' ? await credentials.getToken() : '';
      if (typeof value !== 'string' || value === '') throw new Error('there is no token');
      // botbuilder keeps it and knows when it ends; it is asked again soon.
      return { value, lastsMs: 60_000 };
    } catch (error) {
      const words = `The managed identity gives no token: ${firstLine(String(error))}`;
      throw new ConnectorProblem({ kind: 'unsent' }, words, { cause: error });
    }
  };
}

function firstLine(text: string): string {
  return (text.split(/[\r\n]/)[0] ?? '').slice(0, 300);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
