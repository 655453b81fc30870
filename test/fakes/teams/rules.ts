/** A rule: what a client that breaks it gets, and where that was read. */
interface Rule {
  gets: string;
  source: string;
}

const learn = 'learn.microsoft.com/microsoftteams/platform';
const status = 'msteams-docs, bots/build-conversational-capability: status codes from bot conversational APIs';
const limits = 'msteams-docs, bots/how-to/rate-limit';
const talk = 'msteams-docs, bots/how-to/conversations';
const proactive = `${talk}/send-proactive-messages`;
const login = 'bot-docs, rest-api/bot-framework-rest-connector-authentication; the code and number as Entra gives them';
const schema = 'botframework-connector 4.23.3, connectorApi/models/mappers';
const dialogs = 'msteams-docs, task-modules-and-cards/task-modules/task-modules-bots';
const ours = 'our own, stricter than Teams';
const unsure = 'UNVERIFIED: no page was seen that says it';

/** Every rule that the stand-in keeps to, beside the ones for cards in `card-rules.ts`. Each has a test of its name. */
export const teamsRules = {
  // Tokens for the bot
  'a token is asked for with a form': { gets: '400 invalid_request', source: login },
  'a token is asked for in the tenant of the bot': { gets: '400 invalid_request', source: login },
  'a token is asked for by an application': { gets: '400 unsupported_grant_type', source: login },
  'a token is asked for by the bot': { gets: '400 unauthorized_client', source: login },
  'a token is asked for with the password': { gets: '401 invalid_client', source: login },
  'a token is asked for the Connector': { gets: '400 invalid_scope', source: login },

  // How the Connector is called
  'a call has a token': { gets: '401 Unauthorized', source: login },
  'a token was given out': { gets: '401 Unauthorized', source: login },
  'a token lasts an hour': { gets: '401 Unauthorized', source: login },
  'a call goes to the service address': { gets: '404', source: `${proactive}: serviceUrl` },
  'there is such an operation': { gets: '404', source: 'botframework-connector 4.23.3, connectorApi/operations' },
  'a body is JSON': { gets: '415 UnsupportedMediaType', source: unsure },
  'a body is an object': { gets: '400 BadSyntax', source: unsure },

  // Where to
  'a conversation is there': { gets: '404 ConversationNotFound', source: status },
  'a deleted conversation is gone': { gets: '404 ConversationNotFound', source: status },
  'the app is installed': { gets: '403 BotNotInConversationRoster', source: status },
  'a person has not blocked the bot': { gets: '403 ConversationBlockedByUser', source: status },
  'an administrator has not disabled the bot': { gets: '403 BotDisabledByAdmin', source: status },
  'a thread begins with a post that is there': { gets: '404 ConversationNotFound', source: unsure },
  'a thread does not begin with an answer': { gets: '404 ConversationNotFound', source: ours },
  'a chat has no threads': { gets: '404 ConversationNotFound', source: ours },
  'an answer is to something that was there': { gets: '404 ActivityNotFoundInConversation', source: ours },

  // Beginning conversations
  'a bot begins no group chats': { gets: '400 Bad Argument', source: proactive },
  'a chat is begun with one person': { gets: '400 Bad Argument', source: proactive },
  'a chat is begun in the tenant': { gets: '400 Bad Argument', source: proactive },
  'a chat is begun with somebody of the tenant': { gets: '400 Bad Argument', source: `${proactive}: no email, no UPN` },
  'a chat is begun with somebody who has the app': { gets: '403 ForbiddenOperationException', source: status },
  'a thread begins with an activity': { gets: '400 Bad Argument', source: 'botbuilder 4.23.3, TeamsInfo' },
  'a thread is begun in a channel, not in a thread': { gets: '400 Bad Argument', source: ours },
  'a thread is begun in a channel, not in a chat': { gets: '400 Bad Argument', source: ours },
  'a conversation begins with what is known': { gets: '400 Bad Argument', source: `${ours}; ${schema}` },

  // Messages
  'a message has 100 KB at most': {
    gets: '413 MessageSizeTooBig',
    source: `${status}; ${learn}/bots/how-to/format-your-bot-messages, counted as UTF-16`,
  },
  'a message is a message': { gets: '400 type must be message or typing', source: ours },
  'fields are known': { gets: '400 unknown field colour', source: `${ours}; ${schema}` },
  'fields are of their kind': { gets: '400 summary is of the wrong kind', source: schema },
  'the channel is Teams': { gets: '400 channelId must be msteams', source: ours },
  'the service is the one that is called': { gets: '400 serviceUrl is another', source: ours },
  'the conversation is the one in the path': { gets: '400 conversation is not the one in the path', source: ours },
  'the bot speaks for itself': { gets: '400 from must be the bot', source: ours },
  'a message says something': { gets: '400 a message says something', source: status },
  'text is not markdown': {
    gets: '400 textFormat must be plain: else the text is read as markdown',
    source: `${ours}, reliability T10`,
  },
  'a card stands alone': {
    gets: '400 card: attachment',
    source: `${talk}/conversation-messages: text and card are split, and no id is answered`,
  },
  'cards keep to their rules': { gets: '400 card: version', source: 'card-rules.ts' },
  'a mention stands in the text': {
    gets: '400 a mention stands in the text',
    source: `${talk}/channel-and-group-conversations`,
  },
  'a mention is of somebody who is there': { gets: '400 a mention is of somebody in the conversation', source: ours },
  'a name in the text is a mention': {
    gets: '400 what stands in <at> is mentioned',
    source: `${ours}, reliability T10`,
  },
  'entities are mentions': { gets: '400 unknown entity clientInfo', source: ours },

  // Changing messages
  'a message to edit is there': { gets: '404 ActivityNotFoundInConversation', source: status },
  'a deleted message is not edited': { gets: '404 ActivityNotFoundInConversation', source: status },
  'a deleted message is not deleted again': { gets: '404 ActivityNotFoundInConversation', source: status },
  'a message of others is not edited': {
    gets: '403 NotEnoughPermissions',
    source: `${status}; which code is ${unsure}`,
  },
  'a message of others is not deleted': {
    gets: '403 NotEnoughPermissions',
    source: `${status}; which code is ${unsure}`,
  },
  'a message is edited where it is': { gets: '404 ActivityNotFoundInConversation', source: ours },
  'an edit is of the message in the path': { gets: '400 Bad Argument', source: ours },
  'an edit keeps to the rules of messages': { gets: '400 a message says something', source: status },
  'nothing changes where the app is gone': { gets: '403 BotNotInConversationRoster', source: status },

  // Reading
  'a member is in the conversation': { gets: '404 MemberNotFoundInConversation', source: 'botbuilder samples' },
  'members are listed where the app is': { gets: '403 BotNotInConversationRoster', source: status },
  'a page has 500 members at most': { gets: '400 Bad Argument', source: `${talk}/get-teams-context` },
  'a page follows one that was given out': { gets: '400 Bad Argument', source: unsure },
  'a team is there': { gets: '404 ConversationNotFound', source: unsure },
  'a team is told where the app is': { gets: '403 BotNotInConversationRoster', source: status },

  // Rate limits
  'a conversation gets 7 messages in a second': { gets: '429 1', source: limits },
  'a conversation gets 8 messages in two seconds': { gets: '429 1', source: limits },
  'a conversation gets 60 messages in 30 seconds': { gets: '429 12', source: limits },
  'a conversation gets 1,800 messages in an hour': { gets: '429 12', source: limits },
  'an edit counts as a message': { gets: '429 1', source: `${limits}: all requests are subject to the same policy` },
  'a conversation begins 7 times in a second': { gets: '429 1', source: limits },
  'members are asked for 14 times in a second': { gets: '429 1', source: limits },
  'members are asked for 16 times in two seconds': { gets: '429 1', source: limits },
  'members are asked for 120 times in 30 seconds': { gets: '429 12', source: limits },
  'members are asked for 3,600 times in an hour': { gets: '429 12', source: limits },
  'a tenant gets 50 calls in a second': { gets: '429 1', source: 'answers 848444; older copies say 30' },

  // What is sent to the bot
  'a press is answered in five seconds': {
    gets: '3 Unable to reach the app',
    source: 'msteams-docs, respond-to-task-module-submit: five seconds, and two more tries',
  },
  'a message is taken in 15 seconds': {
    gets: '2 timeout',
    source: `bot-docs, timeouts of 15 seconds; that it comes once more is ${unsure}`,
  },
  'what the bot refuses is not sent again': { gets: '1 401', source: unsure },
  'a message that is not for the bot is not sent': { gets: '0', source: `${talk}/channel-and-group-conversations` },
  'a bot that was removed hears nothing': { gets: '0', source: `${talk}/subscribe-to-conversation-events` },
  'a press is answered with words or a card': {
    gets: 'a press is answered with statusCode, type and value',
    source: 'botframework-schema 4.23.3, AdaptiveCardInvokeResponse',
  },
  'the words that answer a press are a text': { gets: 'words are a text', source: 'AdaptiveCardInvokeResponse' },
  'a press is answered with nothing else': {
    gets: 'a press is not answered with text/html',
    source: 'AdaptiveCardInvokeResponse',
  },
  'a card that answers a press keeps to its rules': { gets: 'card: version', source: 'card-rules.ts' },
  'a dialog is a task': { gets: 'a dialog is a task', source: dialogs },
  'a dialog goes on or ends': { gets: 'a task is a message or goes on with a card', source: dialogs },
  'a dialog ends with words': { gets: 'a message of a dialog is a text', source: dialogs },
  'a dialog holds a card': { gets: 'a dialog holds an adaptive card', source: dialogs },
  'a dialog has a title': { gets: 'a title has 1 to 64 characters', source: dialogs },
  'a dialog has a size': { gets: 'a size is small, medium, large or a number', source: dialogs },
  'a dialog can be sent': { gets: 'a form has a button that sends it', source: dialogs },
  'the text of a dialog is literal': { gets: 'markdown at /body/0', source: 'text-rules.ts' },
  'a dialog is what Microsoft reads': {
    gets: 'Unknown element type "Marquee". Fallback will be used if present.',
    source: 'adaptivecards 3.0.6, set to 1.5',
  },
  'an input has a label': { gets: 'rate has no label', source: 'adaptivecards.io/explorer: accessibility' },
  'an input has an id': { gets: 'All inputs must have a unique Id.', source: 'adaptivecards 3.0.6' },
  'an input that is required says so': {
    gets: 'Required inputs should have an error message',
    source: 'adaptivecards 3.0.6',
  },
  'a choice offers something': {
    gets: 'An Input.ChoiceSet must have at least one choice defined.',
    source: 'adaptivecards 3.0.6',
  },
  'inputs are told apart': { gets: 'Duplicate Id "rate".', source: 'adaptivecards 3.0.6' },
} as const satisfies Readonly<Record<string, Rule>>;

/** The name of a rule. */
export type TeamsRule = keyof typeof teamsRules;
