import type { Keeper } from '../../src/chat/shared/keepers.ts';

/** Lets a platform forget what is old at this moment (milliseconds since 1970). */
export async function forgetAt(now: number, { keepers }: { keepers: readonly Keeper[] }): Promise<void> {
  for (const { keptFor, forget } of keepers) await forget(now - keptFor);
}
