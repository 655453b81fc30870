import type { Check } from '../../check.ts';
import type { IdentityKeeper } from './identity.ts';
import { canSearch, canSendFiles, missingScopes } from './scopes.ts';
import type { SlackApi } from './slack-api.ts';

interface Options {
  api: SlackApi;
  identity: IdentityKeeper;
  /** Connections of Socket Mode that are open; undefined where there should be none. */
  connected: (() => number) | undefined;
}

/** What `doctor` says of Slack: the token, its scopes, and the way in. */
export async function checkSlack({ api, identity, connected }: Options): Promise<readonly Check[]> {
  identity.forget();
  const self = await identity.get(5_000).catch((error: Error) => error);
  if (self instanceof Error) {
    return [
      {
        name: 'slack token',
        state: 'failed',
        words: `Slack does not take SLACK_BOT_TOKEN, or cannot be reached: ${self.message}`,
        fix: 'Copy the Bot User OAuth Token from the app’s page, OAuth & Permissions, into SLACK_BOT_TOKEN.',
      },
    ];
  }
  const missing = missingScopes(api.granted() ?? new Set());
  return [
    { name: 'slack token', state: 'ok', words: `speaks as @${self.name} in ${self.team}` },
    missing.length === 0
      ? { name: 'slack scopes', state: 'ok', words: scopeWords(api) }
      : {
          name: 'slack scopes',
          state: 'failed',
          words: `missing: ${missing.join(', ')}`,
          fix: 'Paste the manifest of manifest/slack into the app’s page, App Manifest, and reinstall the app.',
        },
    ...(connected ? [socketCheck(connected())] : []),
  ];
}

function scopeWords(api: SlackApi): string {
  const files = canSendFiles(api.granted()) ? '' : '; no files are sent without files:write';
  return canSearch(api.granted())
    ? `complete; a post whose answer was lost is looked up${files}`
    : `complete; a post whose answer was lost is repeated once, and says so${files}`;
}

function socketCheck(open: number): Check {
  if (open > 0) return { name: 'slack socket', state: 'ok', words: `${open} connections are open` };
  return {
    name: 'slack socket',
    state: 'failed',
    words: 'no connection is open',
    fix: 'Turn on Socket Mode on the app’s page, and check that SLACK_APP_TOKEN has the scope connections:write.',
  };
}
