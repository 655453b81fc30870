import type { Log } from '../log.ts';
import type { Meters } from './meters.ts';

/** The same meters, of which none ever throws: what is not counted is logged, the first time, and the work goes on. */
export function harmlessMeters(meters: Meters, log: Pick<Log, 'error'>): Meters {
  const told = new Set<string | symbol>();
  return new Proxy(meters, {
    get(target, name) {
      const meter: unknown = Reflect.get(target, name);
      if (typeof meter !== 'function') return meter;
      return (...what: unknown[]) => {
        try {
          Reflect.apply(meter, target, what);
        } catch (error) {
          if (!told.has(name)) log.error({ err: error, meter: String(name) }, 'something could not be counted');
          told.add(name);
        }
      };
    },
  });
}
