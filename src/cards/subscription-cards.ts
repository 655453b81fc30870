import type { LastWeek, Reply } from '../commands/reply.ts';
import type { Card, CardButton, CardElement, Cell } from './card.ts';

type Subscribed = Reply & { kind: 'subscribed' };
type Subscriptions = Reply & { kind: 'subscriptions' };
type Subscription = Subscribed['subscription'];
type Mute = Subscriptions['mutes'][number];

/** Some platforms take no more than six buttons on a card. */
const mostButtons = 5;

/** `subscribe`: what the channel hears from now on, and how loud that would have been. */
export function subscribedCard({ subscription, isNew, lastWeek }: Subscribed): Card {
  const { pipeline, mention, threads } = subscription;
  const name = nameOf(pipeline);
  const mentioned = mentionCell(mention);
  return {
    title: isNew ? `This channel hears of ${name}` : `This channel hears of ${name} already`,
    elements: [
      {
        type: 'facts',
        facts: [
          { label: 'tells', value: subscription.events.join(', ') },
          ...filterWords(subscription).map(([label, value]) => ({ label, value })),
          ...(typeof mentioned === 'string' ? [{ label: 'mentions', value: mentioned }] : []),
          { label: 'alerts', value: threads ? 'in the thread of the run' : 'as messages of their own' },
        ],
      },
      ...(typeof mentioned === 'string'
        ? []
        : [{ type: 'text', text: ['Every end that is told mentions ', mentioned, '.'] } as const]),
      { type: 'text', text: lastWeekWords(lastWeek) },
      { type: 'buttons', buttons: [endButton(subscription), { label: 'List them', line: 'subscriptions' }] },
    ],
  };
}

/** `subscriptions`: what the channel hears of and how, what rests and why, and what is muted. */
export function subscriptionsCard({ subscriptions, mutes }: Subscriptions): Card {
  if (subscriptions.length === 0) {
    return {
      title: 'This channel hears of no pipeline',
      elements: [...mutes.map(muteLine), { type: 'copyable', label: 'Hear of all', line: 'subscribe *' }],
    };
  }
  const rows = subscriptions.map((each) => [
    `#${each.id}`,
    nameOf(each.pipeline),
    each.events.join(', '),
    filterWords(each)
      .map(([label, value]) => `${label}=${value}`)
      .join(' '),
    mentionCell(each.mention),
  ]);
  return {
    title: 'This channel hears of',
    elements: [
      { type: 'table', columns: ['Id', 'Pipeline', 'Tells', 'Only', 'Mentions'], rows },
      ...subscriptions.flatMap(({ id, threads }) =>
        threads ? [] : [{ type: 'text', text: `#${id}: alerts are messages of their own` } as const],
      ),
      ...subscriptions.flatMap(({ id, pausedWhy }) =>
        pausedWhy === undefined ? [] : [{ type: 'text', text: `#${id} rests: ${pausedWhy}` } as const],
      ),
      ...mutes.map(muteLine),
      { type: 'buttons', buttons: subscriptions.slice(0, mostButtons).map(endButton) },
    ],
  };
}

/** What whoever subscribed a channel is told when it takes nothing more: what rests, why, and how it wakes. */
export function restingCard(resting: readonly Subscription[], channel: string, why: string): Card {
  return {
    title: resting.length === 1 ? 'A subscription of yours rests' : 'Subscriptions of yours rest',
    elements: [
      { type: 'text', text: why },
      {
        type: 'table',
        columns: ['Id', 'Pipeline', 'Channel'],
        rows: resting.map(({ id, pipeline }) => [`#${id}`, nameOf(pipeline), channel]),
      },
      { type: 'text', text: 'Let Pipehand in there again, and say anything to it in that channel, or here:' },
      { type: 'copyable', label: 'Look whether it hears again', line: 'doctor' },
    ],
  };
}

function nameOf(pipeline: string): string {
  return pipeline === '*' ? 'all pipelines' : pipeline;
}

function filterWords({ filters: { status, experiment, by } }: Subscription): [label: string, value: string][] {
  return [
    ...(status ? [['status', status.map(statusWord).join(',')] as [string, string]] : []),
    ...(experiment === undefined ? [] : [['experiment', experiment] as [string, string]]),
    ...(by === undefined ? [] : [['by', by] as [string, string]]),
  ];
}

/** The word that people write. */
function statusWord(group: string): string {
  return group === 'succeeded' ? 'completed' : group;
}

function mentionCell(mention: string): Exclude<Cell, { link: string }> {
  if (mention === 'none') return 'nobody';
  return mention === 'owner' ? 'who asked for the run' : { person: mention };
}

function lastWeekWords({ runs, failed, isWhole }: LastWeek): string {
  const count = `${isWhole ? '' : 'at least '}${runs === 1 ? '1 run' : `${runs} runs`}`;
  return `In the last 7 days it would have told of ${count}, ${failed} of them failed.`;
}

function muteLine({ pipeline, until, by }: Mute): CardElement {
  const what = pipeline === '*' ? 'everything is muted' : `${pipeline} is muted`;
  const end = until === undefined ? [what] : [`${what} until`, { at: until }];
  return { type: 'context', parts: [...end, { person: by }] };
}

function endButton({ id, pipeline }: Subscription): CardButton {
  return { label: `Unsubscribe ${nameOf(pipeline)}`, line: `unsubscribe #${id}` };
}
