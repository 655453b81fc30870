import type { Clock } from '../../../../src/clock.ts';

/** At most `count` calls of each of these methods in any `perMs` milliseconds; by workspace, or by channel in it. */
export interface RateLimit {
  methods: readonly string[];
  scope: 'team' | 'channel';
  count: number;
  perMs: number;
}

const minute = 60_000;

/** What Slack says of its tiers, taken at their lower ends and without the bursts it may let pass. */
export const slackLimits: readonly RateLimit[] = [
  { methods: ['chat.postMessage'], scope: 'channel', count: 1, perMs: 1_000 },
  // "Several hundred messages a minute" for a whole workspace.
  { methods: ['chat.postMessage'], scope: 'team', count: 300, perMs: minute },
  {
    methods: [
      ...['chat.update', 'chat.delete', 'conversations.history', 'conversations.replies'],
      ...['conversations.open', 'conversations.info', 'apps.connections.open'],
    ],
    scope: 'team',
    count: 50,
    perMs: minute,
  },
  {
    methods: [
      ...['chat.postEphemeral', 'views.open', 'views.update', 'users.info', 'conversations.members'],
      ...['files.getUploadURLExternal', 'files.completeUploadExternal', 'auth.test'],
      // "Hundreds of requests per minute."
      'chat.getPermalink',
    ],
    scope: 'team',
    count: 100,
    perMs: minute,
  },
];

/** What is counted of a call. */
interface Counted {
  method: string;
  team: string;
  channel: string | undefined;
}

/** Counts in sliding windows. */
export interface RateLimits {
  /** Counts a call; milliseconds to wait where it came too early, and then it is not counted. */
  count(call: Counted): number;
}

export function createRateLimits(limits: readonly RateLimit[], clock: Clock): RateLimits {
  const arrivals = new Map<string, number[]>();

  return {
    count(call) {
      const now = clock.elapsed();
      const windows = limits.flatMap((limit) => {
        const key = keyOf(limit, call);
        if (key === undefined) return [];
        const times = (arrivals.get(key) ?? []).filter((time) => time > now - limit.perMs);
        arrivals.set(key, times);
        return [{ limit, times }];
      });
      const waits = windows.map(({ limit, times }) => {
        const oldest = times.at(-limit.count);
        return oldest === undefined || times.length < limit.count ? 0 : oldest + limit.perMs - now;
      });
      const wait = Math.max(0, ...waits);
      if (wait === 0) for (const { times } of windows) times.push(now);
      return wait;
    },
  };
}

function keyOf(limit: RateLimit, { method, team, channel }: Counted): string | undefined {
  if (!limit.methods.includes(method)) return undefined;
  const place = limit.scope === 'team' ? team : channel === undefined ? undefined : `${team}/${channel}`;
  return place === undefined ? undefined : `${method} ${limit.count}/${limit.perMs} ${place}`;
}
