import type { PipelineService } from './service.ts';
import { isTerminal } from './status.ts';
import type { Run } from './types.ts';

/** Changes that come closer together than this (milliseconds) are told as one. */
const settle = 50;

/** A run is looked at this often (milliseconds) even when nothing woke us: a wake-up is only a hint. */
const lookEvery = 2_000;

/** The run as it stands now and after every change until it has ended, which is told last; ends early on `signal`. */
export async function* followRun(service: PipelineService, runId: string, signal: AbortSignal): AsyncGenerator<Run> {
  let wake = () => {};
  const stop = service.onChange(() => wake());
  signal.addEventListener('abort', () => wake(), { once: true });
  try {
    let told = '';
    while (!signal.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const run = await service.find(runId);
      if (!run) return;
      const state = JSON.stringify(run);
      if (state !== told) yield run;
      told = state;
      if (isTerminal(run.status)) return;
      await soonest(changed, lookEvery);
      await soonest(undefined, settle);
    }
  } finally {
    stop();
  }
}

async function soonest(event: Promise<void> | undefined, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await (event ? Promise.race([event, time]) : time);
  clearTimeout(timer);
}
