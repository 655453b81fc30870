const minute = 60_000;
const hour = 60 * minute;

/** Keys are loaded again after a day, and serve for five while nobody answers (reliability T4). */
const freshFor = 24 * hour;
const keptFor = 5 * 24 * hour;

/** How often unknown ids may make us look: so often at once, then once in `everyMs`. Whoever invents ids gets no more. */
const looks = { atOnce: 10, everyMs: minute };

/** The public keys of an issuer, by their ids. */
export interface KeyCache<Key> {
  /** The key of this id; undefined where there is none. Throws what loading throws when nobody can say. */
  get(id: string): Promise<Key | undefined>;
  /** Loads the keys now. Throws what loading throws. */
  refresh(): Promise<void>;
}

interface Options<Key> {
  load(): Promise<ReadonlyMap<string, Key>>;
  /** Told why keys could not be renewed in time; the old ones serve on. */
  notRenewed(error: unknown): void;
  /** Milliseconds that only ever grow. */
  elapsed(): number;
}

/** Keeps keys through outages and finds new ones when they begin to sign. They are loaded once at a time. */
export function createKeyCache<Key>({ load, notRenewed, elapsed }: Options<Key>): KeyCache<Key> {
  let known: { keys: ReadonlyMap<string, Key>; at: number } | undefined;
  let underWay: Promise<void> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let nextLookAt = Number.NEGATIVE_INFINITY;
  let whyNot: unknown;

  function refresh(): Promise<void> {
    underWay ??= reload()
      .catch((error: unknown) => {
        whyNot = error;
        throw error;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  async function reload(): Promise<void> {
    triedAt = elapsed();
    const keys = await load();
    known = { keys, at: elapsed() };
    whyNot = undefined;
  }

  /** Nobody waits for it. */
  function renewInTime(age: number): void {
    if (age >= freshFor && elapsed() - triedAt >= minute) refresh().catch(notRenewed);
  }

  function mayLook(): boolean {
    if (underWay) return true;
    const at = Math.max(nextLookAt, elapsed() - (looks.atOnce - 1) * looks.everyMs);
    if (at > elapsed()) return false;
    nextLookAt = at + looks.everyMs;
    return true;
  }

  return {
    async get(id) {
      const age = known ? elapsed() - known.at : Number.POSITIVE_INFINITY;
      if (age >= keptFor) {
        // Forged tokens come as fast as they are sent, also while nobody answers.
        if (whyNot !== undefined && !mayLook()) throw whyNot;
        await refresh();
        return known?.keys.get(id);
      }
      renewInTime(age);
      const found = known?.keys.get(id);
      if (found !== undefined || !mayLook()) return found;
      await refresh();
      return known?.keys.get(id);
    },
    refresh,
  };
}
