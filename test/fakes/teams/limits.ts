import type { RateLimit } from '../slack/web-api/rate-limits.ts';

const hour = 3_600_000;

/** At most so many in so many milliseconds, by conversation. */
function perConversation(methods: readonly string[], windows: readonly (readonly [count: number, perMs: number])[]) {
  return windows.map(([count, perMs]): RateLimit => ({ methods, scope: 'channel', count, perMs }));
}

/** What Teams says of its limits. Edits and deletions count as sending: all requests are subject to one policy. */
export const teamsLimits: readonly RateLimit[] = [
  ...perConversation(
    ['send', 'create'],
    [
      [7, 1_000],
      [8, 2_000],
      [60, 30_000],
      [1_800, hour],
    ],
  ),
  ...perConversation(
    ['members', 'team'],
    [
      [14, 1_000],
      [16, 2_000],
      [120, 30_000],
      [3_600, hour],
    ],
  ),
  { methods: ['any'], scope: 'team', count: 50, perMs: 1_000 },
];
