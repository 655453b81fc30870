import type { Form } from '../cards/form.ts';
import type { Check } from '../check.ts';
import type { DeadLetter } from '../delivery/deliveries.ts';
import type { Problem } from '../errors.ts';
import type { Mute } from '../notifications/mutes.ts';
import type { Subscription } from '../notifications/subscriptions.ts';
import type { LogExcerpt } from '../pipelines/service.ts';
import type { Artifact, Metric, PipelineDescription, PipelineSummary, Run } from '../pipelines/types.ts';

/** A run as another reply names it. */
export interface RunRef {
  id: string;
  shortId: string;
  pipeline: string;
}

/** Only what names a run: a reply about its log carries nothing else of it. */
export function runRef({ id, shortId, pipeline }: RunRef): RunRef {
  return { id, shortId, pipeline };
}

/** One verb in `help`: only what the asker may do. */
export interface HelpEntry {
  verb: string;
  usage: string;
  summary: string;
  example: string;
}

/** What a new subscription would have told in the last seven days; `isWhole` is false where there were more runs. */
export interface LastWeek {
  runs: number;
  failed: number;
  isWhole: boolean;
}

/** What a verb answers, as domain facts. Cards are made from it; `say --json` prints it. */
export type Reply =
  | { kind: 'run'; run: Run; note?: string }
  | { kind: 'runs'; runs: readonly Run[]; filters: readonly string[] }
  | { kind: 'pipelines'; pipelines: readonly PipelineSummary[] }
  | { kind: 'pipeline'; pipeline: PipelineDescription }
  /** `example` is a line to copy, `opens` the one that opens the form where that can be done. */
  | { kind: 'form'; form: Form; example: string; opens: string }
  | { kind: 'log'; run: RunRef; log: LogExcerpt }
  | { kind: 'metrics'; run: RunRef; metrics: readonly Metric[] }
  | { kind: 'artifacts'; run: RunRef; artifacts: readonly Artifact[] }
  | { kind: 'link'; title: string; url: string }
  | { kind: 'done'; title: string; lines: readonly string[] }
  | { kind: 'subscribed'; subscription: Subscription; isNew: boolean; lastWeek: LastWeek }
  | { kind: 'subscriptions'; subscriptions: readonly Subscription[]; mutes: readonly Mute[] }
  | { kind: 'deliveries'; letters: readonly DeadLetter[]; dead: number; waiting: number; oldest?: number }
  | { kind: 'help'; entries: readonly HelpEntry[]; topic?: string; lines: readonly string[] }
  | { kind: 'whoami'; user: string; name: string; role: string; may: readonly string[] }
  | { kind: 'checks'; checks: readonly Check[] }
  | ({ kind: 'problem' } & Problem);
