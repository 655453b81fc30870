import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Meters } from './meters.ts';

/** The same store; how long each committed transaction took is told to the meters. */
export function measureStore<Schema>(
  store: Store<Schema>,
  meters: Pick<Meters, 'storeWritten'>,
  clock: Clock,
): Store<Schema> {
  return {
    ...store,
    async transaction(work) {
      const began = clock.elapsed();
      const result = await store.transaction(work);
      meters.storeWritten((clock.elapsed() - began) / 1000);
      return result;
    },
  };
}
