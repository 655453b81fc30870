import { expect, test } from 'vitest';
import { teamsLimits } from '../../../src/chat/teams/teams-platform.ts';
import { brokenOnPlatform } from '../../faults/oracles.ts';
import { channel } from '../../faults/rig.ts';
import { openVirtualWorld } from '../../faults/virtual-world.ts';
import { aRun, aStep } from '../../support/a-run.ts';
import { amount } from '../../support/generated.ts';

const minute = 60_000;

/** A run of twenty steps, the last `left` of which still go on. */
function runAt(id: string, left: number, pipeline: string) {
  const { endedAt: _, ...run } = aRun({ id, shortId: id.toUpperCase(), status: left > 0 ? 'Running' : 'Completed' });
  const steps = Array.from({ length: 20 }, (_step, at) =>
    aStep({ id: `${id}-${at}`, status: at < 20 - left ? 'Completed' : 'Running' }),
  );
  return { ...run, steps, pipeline };
}

test('a thousand runs of twenty steps that end within a minute, over twenty conversations, never pass Teams’ limits', async () => {
  const runs = Math.max(200, amount(1_000));
  const conversations = Array.from({ length: 20 }, (_, at) => channel(`C${at}`));
  const { clock, service, platform, delivery } = await openVirtualWorld({ limits: teamsLimits });
  for (const [at, one] of conversations.entries()) {
    const events = ['started', 'finished'] as const;
    await delivery.notices.subscribe({ channel: one, pipeline: `p${at}`, filters: {}, events, by: 'slack:T1/U1' });
  }
  const start = clock.elapsed();
  await clock.runUntil(() => clock.elapsed() > start + 10_000, minute);
  const began = clock.elapsed();
  for (let second = 0; second < 60; second += 1) {
    for (let run = 0; run < runs; run += 1) {
      const pipeline = `p${run % conversations.length}`;
      if (run % 60 === second) service.report(runAt(`r${run}`, 0, pipeline));
      else if (run % 60 > second) service.report(runAt(`r${run}`, 1 + ((second + run) % 20), pipeline));
    }
    await clock.runUntil(() => clock.elapsed() >= began + (second + 1) * 1_000, minute);
  }
  const ends = () => platform.ledger.messages.filter(({ looks }) => looks.at(-1)?.isFinal).length;
  // A post and a last edit of each run, sixty in half a minute and conversation, and a tenth more.
  const drain = (((2 * runs) / conversations.length / 60) * minute) / 2;
  await clock.runUntil(() => ends() === runs, drain * 1.1 + minute);
  expect([ends(), brokenOnPlatform(platform.ledger, 0)]).toEqual([runs, []]);
});
