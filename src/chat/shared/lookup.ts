import type { Clock } from '../../clock.ts';
import { inTime } from '../../in-time.ts';

interface LookupOptions<Value> {
  load(key: string): Promise<Value>;
  /** Milliseconds for which a value is taken as it is. */
  freshFor(value: Value): number;
  /** Milliseconds for which a value serves while no newer one can be had. */
  staleFor: number;
  /** Keys remembered at a time. */
  most: number;
  clock: Pick<Clock, 'elapsed' | 'wait'>;
}

/** What a platform was asked and answered, kept for a while so that answering people does not wait for it each time. */
export interface Lookup<Value> {
  /**
   * The value of `key`. One that is asked for takes `withinMs` milliseconds at most; then, or when it cannot be had, an
   * older one serves, or else this throws. What comes too late is kept for the next time.
   */
  get(key: string, withinMs: number): Promise<Value>;
  forget(key: string): void;
}

export function createLookup<Value>({ load, freshFor, staleFor, most, clock }: LookupOptions<Value>): Lookup<Value> {
  const known = new Map<string, { value: Value; at: number }>();
  const underWay = new Map<string, Promise<Value>>();

  function begin(key: string): Promise<Value> {
    const loading = load(key)
      .then((value) => {
        if (underWay.get(key) === loading) keep(key, value);
        return value;
      })
      .finally(() => {
        if (underWay.get(key) === loading) underWay.delete(key);
      });
    underWay.set(key, loading);
    return loading;
  }

  function keep(key: string, value: Value): void {
    known.delete(key);
    known.set(key, { value, at: clock.elapsed() });
    const [oldest = key] = known.keys();
    if (known.size > most) known.delete(oldest);
  }

  return {
    async get(key, withinMs) {
      const found = known.get(key);
      const age = found ? clock.elapsed() - found.at : 0;
      if (found && age < freshFor(found.value)) return found.value;
      try {
        return await inTime(underWay.get(key) ?? begin(key), withinMs, clock);
      } catch (error) {
        if (found && age < staleFor) return found.value;
        throw error;
      }
    },
    forget(key) {
      known.delete(key);
      underWay.delete(key);
    },
  };
}
