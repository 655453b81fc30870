import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

/** `subscriptions`: what this channel hears of, and what it is muted for. */
export const subscriptions: Verb = {
  name: 'subscriptions',
  aliases: ['subs'],
  usage: 'subscriptions',
  summary: 'Lists what this channel hears of',
  example: 'subscriptions',
  right: 'view',
  flags: [shareFlag],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 0,

  async handle(_line, { notices, incoming }) {
    return { kind: 'subscriptions', ...(await notices.subscriptions(incoming.channel)) };
  },
};
