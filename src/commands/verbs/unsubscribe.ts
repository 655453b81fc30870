import type { ChannelRef } from '../../chat/platform.ts';
import { closest } from '../../closest.ts';
import { UserError } from '../../errors.ts';
import type { Notices } from '../../notifications/notices.ts';
import { everyPipeline, type Subscription, type WhichSubscriptions } from '../../notifications/subscriptions.ts';
import { visible } from '../../visible.ts';
import type { Reply } from '../reply.ts';
import type { Verb } from '../verb.ts';

/** `unsubscribe <pipeline|#id|all>`: this channel hears no more. */
export const unsubscribe: Verb = {
  name: 'unsubscribe',
  aliases: ['unsub'],
  usage: 'unsubscribe <pipeline|#id|all>',
  summary: 'Ends what this channel hears of a pipeline',
  example: 'unsubscribe iris',
  firstWord: 'pipeline',
  right: 'run',
  changes: true,
  flags: [],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const word = line.operands[0]?.text;
    const { channel } = asked.incoming;
    return asked.change(async ({ notices }) => {
      const { subscriptions } = await notices.subscriptions(channel);
      if (word === undefined) throw whichOne(subscriptions);
      refuseTypo(word, subscriptions);
      return end(word, channel, notices);
    });
  },
};

async function end(word: string, channel: ChannelRef, notices: Notices): Promise<Reply> {
  const ended = await notices.unsubscribe(channel, which(word));
  if (ended.length === 0) {
    return { kind: 'done', title: 'Nothing to end', lines: ['This channel does not hear of that.'] };
  }
  return {
    kind: 'done',
    title: ended.length === 1 ? 'Ended 1 subscription' : `Ended ${ended.length} subscriptions`,
    lines: ended.map(({ pipeline, id }) => `${nameOf(pipeline)} (#${id}). Back again: subscribe ${pipeline}`),
  };
}

function which(word: string): WhichSubscriptions {
  if (word.toLowerCase() === 'all') return { kind: 'all' };
  return word.startsWith('#') ? { kind: 'id', id: word.slice(1).toLowerCase() } : { kind: 'pipeline', pipeline: word };
}

/** The word that names it as it is. */
function said(which: WhichSubscriptions): string {
  if (which.kind === 'all') return 'all';
  return which.kind === 'id' ? `#${which.id}` : which.pipeline;
}

function whichOne(subscriptions: readonly Subscription[]): UserError {
  const [first] = subscriptions;
  return new UserError({
    code: 'bad-line',
    message: 'Which subscription?',
    details: subscriptions.map(({ id, pipeline }) => `#${id}  ${nameOf(pipeline)}`),
    fix: first ? `unsubscribe ${first.pipeline}` : 'subscriptions',
  });
}

/** A pipeline that is gone can still be unsubscribed: only what the channel hears of counts. */
function refuseTypo(word: string, subscriptions: readonly Subscription[]): void {
  const names = [...subscriptions.flatMap(({ id, pipeline }) => [pipeline, `#${id}`]), 'all'];
  const near = names.includes(said(which(word))) ? undefined : closest(word, names);
  if (near === undefined) return;
  throw new UserError({
    code: 'unknown-pipeline',
    message: `This channel does not hear of "${visible(word, 60)}". Did you mean ${near}?`,
    fix: `unsubscribe ${near}`,
  });
}

function nameOf(pipeline: string): string {
  return pipeline === everyPipeline ? 'all pipelines' : pipeline;
}
