/** Signatures remembered at a time; the inbox knows its requests by their keys, also those that are forgotten here. */
const most = 50_000;

/** Signed requests that were taken: the same bytes sent again, by whoever saw them pass, have no effect. */
export interface Replays {
  wasTaken(signature: string): boolean;
  /** Called when the request was committed, never before: one that could not be kept must be taken when it comes again. */
  remember(signature: string, validUntil: number): void;
  size(): number;
}

export function createReplays(now: () => number): Replays {
  const takenUntil = new Map<string, number>();

  function forget(): void {
    for (const [signature, until] of takenUntil) {
      if (until > now() && takenUntil.size < most) return;
      takenUntil.delete(signature);
    }
  }

  return {
    wasTaken: (signature) => (takenUntil.get(signature) ?? 0) > now(),
    remember(signature, validUntil) {
      forget();
      takenUntil.set(signature, validUntil);
    },
    size: () => takenUntil.size,
  };
}
