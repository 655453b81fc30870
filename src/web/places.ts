import { Refusal } from './refusal.ts';

/** The places at one route: so many requests are carried out there at a time, and whoever comes then is refused at once. */
export interface Places {
  /** Throws 503 while all are taken. */
  check(): void;
  /** Takes one until `act` has ended, however it ends; throws 503 while all are taken. */
  take<Result>(act: () => Promise<Result>): Promise<Result>;
}

/** Calls `full` when one of the `most` places is wanted in vain, and again only after all of them were free. */
export function createPlaces(most: number, full: () => void): Places {
  let taken = 0;
  let isTold = false;

  function check(): void {
    if (taken < most) return;
    if (!isTold) full();
    isTold = true;
    throw new Refusal(503, 'Pipehand is busy here. Send it again in a second.', { 'retry-after': '1' });
  }

  return {
    check,
    async take(act) {
      check();
      taken += 1;
      try {
        return await act();
      } finally {
        taken -= 1;
        if (taken === 0) isTold = false;
      }
    },
  };
}
