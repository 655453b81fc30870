/** A rule: what a client that breaks it gets, and where that was read. */
interface Rule {
  gets: string;
  source: string;
}

const web = 'docs.slack.dev/apis/web-api';
const every = 'docs.slack.dev/reference/methods: errors of every method';
const scopes = 'docs.slack.dev/reference/scopes';
const post = 'docs.slack.dev/reference/methods/chat.postMessage';
const edit = 'docs.slack.dev/reference/methods/chat.update';
const only = 'docs.slack.dev/reference/methods/chat.postEphemeral';
const read = 'docs.slack.dev/reference/methods/conversations.history';
const replies = 'docs.slack.dev/reference/methods/conversations.replies';
const direct = 'docs.slack.dev/reference/methods/conversations.open';
const view = 'docs.slack.dev/reference/methods/views.open';
const files = 'docs.slack.dev/reference/methods/files.completeUploadExternal';
const acts = 'docs.slack.dev/interactivity/handling-user-interaction';
const limits = `${web}/rate-limits`;
const socket = 'docs.slack.dev/apis/events-api/using-socket-mode';
const events = 'docs.slack.dev/apis/events-api';
const unsure = 'commonly told; no page of Slack was seen that says it';
const ours = 'our own, stricter than Slack';

/** Every rule that the stand-in keeps to, beside the ones for blocks. Each has a test of its name. */
export const slackRules = {
  // How the Web API is called
  'a call is a POST': { gets: '405', source: `${ours}: its clients post everything` },
  'there is such a method': { gets: 'unknown_method', source: every },
  'a body is a form or JSON': { gets: 'invalid_post_type', source: every },
  'JSON can be parsed': { gets: 'invalid_json', source: every },
  'JSON is an object': { gets: 'json_not_object', source: every },
  'a method that reads sees no JSON': { gets: 'invalid_arguments', source: web },
  'what is required is there': { gets: 'invalid_arguments', source: every },
  'a token is given': { gets: 'not_authed', source: every },
  'a token is not in a JSON body': { gets: 'not_authed', source: web },
  'a token was given out': { gets: 'invalid_auth', source: every },
  'a token was not revoked': { gets: 'token_revoked', source: every },
  'the app is installed': { gets: 'account_inactive', source: every },
  'the app-level token opens sockets only': { gets: 'not_allowed_token_type', source: every },
  'a bot token opens no sockets': { gets: 'not_allowed_token_type', source: every },
  'a scope is granted': { gets: 'missing_scope', source: scopes },
  'a kind of conversation has a scope of its own': { gets: 'missing_scope', source: scopes },
  'a token is good in its own workspace': { gets: 'channel_not_found', source: every },

  // Posting
  'a channel exists': { gets: 'channel_not_found', source: post },
  'a private channel shows itself to its members': { gets: 'channel_not_found', source: post },
  'a channel has invited the app': { gets: 'not_in_channel', source: `${scopes}/chat.write.public` },
  'a channel is not archived': { gets: 'is_archived', source: post },
  'a message says something': { gets: 'no_text', source: post },
  'text ends at 40,000 characters': { gets: '40000', source: post },
  'blocks are a list': { gets: 'invalid_blocks_format', source: post },
  'a message has 50 blocks at most': { gets: 'invalid_blocks', source: 'docs.slack.dev/reference/block-kit' },
  'blocks keep to their rules': { gets: 'invalid_blocks', source: 'block-rules.ts' },
  'blocks are not too long together': {
    gets: 'msg_blocks_too_long',
    source: 'bolt-js#2867: seen at 11,341 characters',
  },
  'a message has 100 attachments at most': { gets: 'too_many_attachments', source: post },
  'metadata can be parsed': { gets: 'invalid_metadata_format', source: post },
  'metadata has a type and is flat': {
    gets: 'invalid_metadata_schema',
    source: 'docs.slack.dev/messaging/message-metadata',
  },
  'metadata is small': { gets: 'metadata_too_large', source: `${post}; its size, 8,000 characters, is our own` },
  'a thread has the id of a message': { gets: 'invalid_thread_ts', source: 'vercel/chat#268' },
  'a thread begins with a message that is there': {
    gets: 'thread_not_found',
    source: `${ours}: Slack takes such a message and shows it nowhere (python-slack-sdk#840)`,
  },
  'a thread does not begin with an answer': { gets: 'cannot_reply_to_message', source: `${ours}; ${post} warns of it` },

  // Changing messages
  'a message to edit is there': { gets: 'message_not_found', source: edit },
  'a deleted message is not edited': { gets: 'message_not_found', source: edit },
  'a message for one person is not edited': {
    gets: 'message_not_found',
    source: 'docs.slack.dev/messaging/modifying-messages',
  },
  'a message of others is not edited': { gets: 'cant_update_message', source: edit },
  'a message of others is not deleted': {
    gets: 'cant_delete_message',
    source: 'docs.slack.dev/reference/methods/chat.delete',
  },
  'an edit has 4,000 characters at most': { gets: 'msg_too_long', source: edit },
  'an edit says something': { gets: 'no_text', source: edit },
  'nothing changes in an archived channel': { gets: 'is_inactive', source: edit },
  'an edit names a conversation, not a person': { gets: 'channel_not_found', source: edit },

  // Messages for one person
  'the person is in the channel': { gets: 'user_not_in_channel', source: only },
  'a response URL was given out': { gets: '404 no_service', source: unsure },
  'a response URL takes five messages': { gets: '404 used_url', source: `${acts}; the word is ${unsure}` },
  'a response URL is good for 30 minutes': { gets: '404 expired_url', source: `${acts}; the word is ${unsure}` },
  'a response URL takes JSON': { gets: '400 invalid_payload', source: unsure },
  'a response says something': { gets: '400 no_text', source: unsure },
  'a response has blocks that keep to their rules': { gets: '400 invalid_blocks', source: unsure },

  // Forms
  'a trigger was given out': { gets: 'invalid_trigger_id', source: view },
  'a trigger opens one form': { gets: 'exchanged_trigger_id', source: view },
  'a trigger is good for three seconds': { gets: 'expired_trigger_id', source: view },
  'a form is what Slack takes for one': { gets: 'invalid_arguments', source: 'docs.slack.dev/surfaces/modals' },
  'a form has 250,000 characters at most': { gets: 'view_too_large', source: view },
  'a form to change is open': { gets: 'not_found', source: 'docs.slack.dev/reference/methods/views.update' },
  'a form has not changed meanwhile': {
    gets: 'hash_conflict',
    source: 'docs.slack.dev/reference/methods/views.update',
  },
  'a sent form is acknowledged in three seconds': {
    gets: 'operation_timeout',
    source: 'docs.slack.dev/surfaces/modals: "We had some trouble connecting", and the form stays',
  },
  'what is wrong with a form stands below its inputs': {
    gets: 'invalid_errors',
    source: `docs.slack.dev/surfaces/modals: errors by block_id of inputs (bolt-js#554); the word is ${unsure}`,
  },

  // Reading
  'only members read a channel': { gets: 'not_in_channel', source: read },
  'a moment is a number': { gets: 'invalid_ts_oldest', source: read },
  'a cursor was given out': { gets: 'invalid_cursor', source: read },
  'payloads of metadata are shown on demand': { gets: 'pipehand', source: 'python-slack-sdk#1501: else its type only' },
  'answers in threads are not in the history': { gets: '1', source: replies },
  'a thread to read is there': { gets: 'thread_not_found', source: replies },
  'a message to link to is there': {
    gets: 'message_not_found',
    source: 'docs.slack.dev/reference/methods/chat.getPermalink',
  },
  'a person exists': { gets: 'user_not_found', source: 'docs.slack.dev/reference/methods/users.info' },
  'a direct conversation is with somebody': { gets: 'users_list_not_supplied', source: direct },
  'a direct conversation is with somebody who exists': { gets: 'user_not_found', source: direct },

  // Files
  'a file has bytes': {
    gets: 'missing_argument',
    source: 'docs.slack.dev/reference/methods/files.getUploadURLExternal',
  },
  'a file is as long as announced': { gets: '400 4 bytes were announced', source: ours },
  'a file was uploaded': { gets: 'file_not_found', source: files },
  'a file is shared once': { gets: 'file_not_found', source: ours },
  'a file is shared where the app is': { gets: 'not_in_channel', source: files },

  // Rate limits
  'a channel gets one message a second': { gets: '429 1', source: `${limits}; without the bursts it may let pass` },
  'a workspace gets 300 messages a minute': { gets: '429 60', source: `${limits}: several hundred` },
  'tier 3 is 50 calls a minute': { gets: '429 60', source: limits },
  'tier 4 is 100 calls a minute': { gets: '429 60', source: limits },

  // What is sent to the app
  'a request is acknowledged in three seconds': {
    gets: 'operation_timeout',
    source: 'docs.slack.dev/interactivity/implementing-slash-commands',
  },
  'a command is answered with 200': {
    gets: 'dispatch_failed',
    source: 'docs.slack.dev/interactivity/implementing-slash-commands',
  },
  'an event is sent four times at most': {
    gets: '0 60000 300000',
    source: `${events}: at once, after 1 and 5 minutes`,
  },
  'an event that is not wanted is not sent again': { gets: '1', source: `${events}: X-Slack-No-Retry` },
  'an app hears itself in direct conversations': { gets: 'hello', source: `${events}: message.im` },
  'a socket needs a ticket': { gets: '403', source: socket },
  'a ticket lets in once': { gets: '403', source: socket },
  'an app has ten sockets at most': { gets: 'too_many_websockets', source: 'python-slack-sdk#1940' },
  'an event over a socket is acknowledged in three seconds': { gets: '1 timeout', source: 'bolt-js#2487' },
  'a command over a socket is not sent again': { gets: 'operation_timeout', source: 'python-slack-sdk#1940' },
  'an acknowledgement names its envelope': { gets: '{"envelope_id":"other"}', source: socket },
} as const satisfies Readonly<Record<string, Rule>>;

/** The name of a rule. */
export type SlackRule = keyof typeof slackRules;
