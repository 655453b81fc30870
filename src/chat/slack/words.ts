/** What people are told before anything runs; each ends in the next act to take. */

export function notInvited(name: string): string {
  return `Pipehand is not in this channel, so it could show you nothing here. Nothing was run. Type this, then the command again:\n\`/invite @${name}\``;
}

export function notAmongPeople(name: string): string {
  return `Pipehand cannot write into a conversation between people. Nothing was run. Write to it directly (@${name}), or use a channel.`;
}

export function mentionInstead(name: string): string {
  return `Pipehand cannot see whether it is part of this conversation. Nothing was run. Mention it with the same words: \`@${name} …\``;
}

export const otherWorkspace = 'This Pipehand serves another workspace. Nothing was run.';

export const notKnownNow =
  'Slack did not say in time who you are and whether Pipehand is in this channel. Nothing was run. Type the command again.';

export const unknownButton =
  'This button is too old, or it was not made for you. Nothing was run. Type the command instead; `help` lists what you can say.';

export const unknownForm =
  'This form is too old, or it was not opened for you. Nothing was run. Type the command again.';

export const formNotKnown = 'Slack did not say in time who you are. Nothing was run. Send the form again.';
