const minute = 60_000;

/** How many lines of one channel are taken in a minute, unless it is told. */
export const linesPerMinute = 30;

/** Channels are looked through for what has passed when there are so many. */
const many = 10_000;

/** Keeps one channel from saying more than `perMinute` lines in any minute: nobody types so fast, but a loop does. */
export interface RateGate {
  readonly perMinute: number;
  mayPass(channel: string): boolean;
  /** A line of this channel was accepted. */
  passed(channel: string): void;
}

export function createRateGate(perMinute: number, elapsed: () => number): RateGate {
  const passedAt = new Map<string, readonly number[]>();

  function recent(channel: string): readonly number[] {
    return (passedAt.get(channel) ?? []).filter((at) => at > elapsed() - minute);
  }

  return {
    perMinute,
    mayPass: (channel) => recent(channel).length < perMinute,
    passed(channel) {
      passedAt.set(channel, [...recent(channel), elapsed()]);
      if (passedAt.size > many)
        for (const each of passedAt.keys()) if (recent(each).length === 0) passedAt.delete(each);
    },
  };
}
