import { expect, test } from 'vitest';
import { forgetOld, keptFor } from '../../src/chat/shared/forget-old.ts';
import { createLog } from '../../src/log.ts';
import { createVirtualClock } from '../faults/virtual-clock.ts';

const hour = 3_600_000;
const day = 24 * hour;

test('F13: a clock that runs years ahead for a day and is set right makes no button be forgotten that is known', async () => {
  const clock = createVirtualClock();
  const ended = new AbortController();
  const right = clock.now();
  const until: number[] = [];
  const keeper = { forget: async (at: number) => void until.push(at) };
  const log = createLog({ level: 'silent', to: '/dev/null', secrets: [] });
  const forgetting = forgetOld([[keeper, keptFor.buttons]], { clock, log, ended: ended.signal });
  clock.setWall(right + 3_652 * day);
  await clock.runUntil(() => until.length > 24, 25 * hour);
  expect(Math.max(...until)).toBeLessThan(right - 60 * day);
  clock.setWall(right + day);
  const before = until.length;
  await clock.runUntil(() => until.length > before, 2 * hour);
  expect(until.at(-1)).toBeLessThanOrEqual(clock.now() - keptFor.buttons);
  ended.abort();
  await forgetting;
});
