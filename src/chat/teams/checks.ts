import type { Check } from '../../check.ts';
import type { ConnectorProblem } from './connector-problem.ts';
import type { Conversations } from './conversations.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { Tokens } from './tokens.ts';

interface Options {
  tokens: Tokens;
  keys: SigningKeys;
  conversations: Conversations;
  isManaged: boolean;
}

/** What `doctor` says of Teams: the way out, what vouches for the way in, and whether anybody installed the app. */
export async function checkTeams(of: Options): Promise<readonly Check[]> {
  return Promise.all([checkToken(of), checkKeys(of), checkConversations(of)]);
}

async function checkToken({ tokens, isManaged }: Options): Promise<Check> {
  const name = 'teams token';
  try {
    await tokens.get(8_000);
    return { name, state: 'ok', words: 'Microsoft gives Pipehand a token to speak with' };
  } catch (error) {
    const { message }: Pick<ConnectorProblem, 'message'> = error instanceof Error ? error : new Error(String(error));
    const fix = isManaged
      ? 'Assign the managed identity of the bot to this machine; MicrosoftAppId is its client id.'
      : 'Compare MicrosoftAppId, MicrosoftAppTenantId and MicrosoftAppPassword with the app registration: Certificates & secrets, Value.';
    return { name, state: 'failed', words: message, fix };
  }
}

async function checkKeys({ keys }: Options): Promise<Check> {
  const name = 'teams keys';
  try {
    await keys.refresh();
    return { name, state: 'ok', words: 'the keys that Teams signs with are known' };
  } catch (error) {
    const words = `the keys that Teams signs with cannot be had: ${error instanceof Error ? error.message : String(error)}`;
    return { name, state: 'failed', words, fix: 'Let this machine reach https://login.botframework.com.' };
  }
}

async function checkConversations({ conversations }: Options): Promise<Check> {
  const name = 'teams conversations';
  const count = await conversations.count();
  if (count > 0) return { name, state: 'ok', words: `Pipehand was heard of in ${count}` };
  return {
    name,
    state: 'warning',
    words: 'Teams has not sent anything yet',
    fix: 'Install the app in Teams, and let its messaging endpoint lead to https://<this host>/api/messages.',
  };
}
