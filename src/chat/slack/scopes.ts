/** Scopes that Pipehand cannot do without, and what each is for. The manifests ask for these and no others. */
export const neededScopes = {
  commands: 'receives the slash command',
  'app_mentions:read': 'receives lines that mention Pipehand, also in threads',
  'im:history': 'receives lines that people write to Pipehand directly',
  'chat:write': 'posts and edits its own messages where it was invited',
  'users:read': 'tells members from guests and people of other organizations, who may do nothing',
  'channels:read': 'sees whether it was invited to a public channel, before it runs anything there',
  'groups:read': 'sees the same of a private channel',
  'im:read': 'tells its own conversation with a person from one between two people',
} as const;

/** Scopes that the manifests ask for too, and without which less can be done. */
export const fileScopes = {
  'files:write':
    'sends whole logs and artifacts as files, for which there is a button on long logs and on lists of files',
} as const;

/** With all of these, which let it read messages, a post whose answer was lost is found again instead of repeated. */
export const searchScopes = ['channels:history', 'groups:history', 'im:history', 'mpim:history'] as const;

/** Every method that is called, and what the token (for `apps.*` the app-level token) needs for it. */
export const methodScopes = {
  'apps.connections.open': ['connections:write'],
  'auth.test': [],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': searchScopes,
  'conversations.info': ['channels:read', 'groups:read', 'im:read'],
  'conversations.replies': searchScopes,
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'users.info': ['users:read'],
  // Whoever did something gave a trigger for it.
  'views.open': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ApiMethod = keyof typeof methodScopes;

/** Every event that is subscribed to, and the scope it takes. */
export const eventScopes = {
  app_mention: 'app_mentions:read',
  'message.im': 'im:history',
  app_uninstalled: undefined,
  tokens_revoked: undefined,
} as const;

/** What a token with these scopes lacks. */
export function missingScopes(granted: ReadonlySet<string>): readonly string[] {
  return Object.keys(neededScopes).filter((scope) => !granted.has(scope));
}

/** Whether a token with these scopes can send files. */
export function canSendFiles(granted: ReadonlySet<string> | undefined): boolean {
  return Object.keys(fileScopes).every((scope) => granted?.has(scope) === true);
}

/** Whether a token with these scopes can look for its own messages wherever it can post them. */
export function canSearch(granted: ReadonlySet<string> | undefined): boolean {
  return searchScopes.every((scope) => granted?.has(scope) === true);
}
