import type { Lie } from './forgery.ts';

/** Bodies that are no activities, each with a token that is right, by what is wrong with them. */
export const forgedBodies: Readonly<Record<string, Lie>> = {
  'no body': { body: () => '' },
  'half a body': { body: (activity) => JSON.stringify(activity).slice(0, 200) },
  'a type that is a number': { body: () => '{"type":5}' },
  'a list': { body: (activity) => JSON.stringify([activity]) },
  'a text': { body: () => '"message"' },
  'a number': { body: () => '5' },
  nothing: { body: () => 'null' },
  'a form': {
    body: (activity) => new URLSearchParams({ activity: JSON.stringify(activity) }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  'a body that is no text': { body: () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
  'bytes that are compressed': {
    body: () => Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00]),
    headers: { 'content-encoding': 'gzip' },
  },
  'two megabytes': { body: (activity) => JSON.stringify({ ...activity, text: 'x'.repeat(2 * 1_024 * 1_024) }) },
  'a hundred thousand lists in each other': { body: () => nested('[', ']') },
  'a hundred thousand objects in each other': { body: () => nested('{"type":', '}') },
  'no type': without('type'),
  'no conversation': without('conversation'),
  'a conversation that is a text': { activity: { conversation: '19:abc@thread.v2' } },
  'a conversation without an id': { activity: { conversation: { conversationType: 'personal' } } },
  'a conversation whose id is an object': { activity: { conversation: { id: { $ne: '' } } } },
  'nobody who says it': without('from'),
  'somebody whose id is a number': { activity: { from: { id: 5, aadObjectId: 5 } } },
  'no id': without('id'),
  'an id that is a list': { activity: { id: ['1'] } },
  'text that is an object': { activity: { text: { toString: 'run' } } },
  'entities that are a text': { activity: { entities: 'mention' } },
  'channel data that is a text': { activity: { channelData: 'tenant' } },
};

function without(field: string): Lie {
  return { activity: { [field]: undefined } };
}

function nested(open: string, close: string): string {
  return `${open.repeat(100_000)}1${close.repeat(100_000)}`;
}
