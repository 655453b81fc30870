import type { Incoming } from '../chat/platform.ts';
import type { Check } from '../check.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import type { Notices } from '../notifications/notices.ts';
import type { PipelineService } from '../pipelines/service.ts';
import type { Run } from '../pipelines/types.ts';
import type { Admins, Right } from '../policy/decide.ts';
import type { Line } from './line.ts';
import type { Reply } from './reply.ts';
import type { VerbShape } from './shape.ts';

/** One verb people may say: its shape for the grammar, its words for help, and what it does. */
export interface Verb extends VerbShape {
  usage: string;
  summary: string;
  example: string;
  /** What its first word names, so that completion can offer those there are. */
  firstWord?: 'pipeline' | 'run';
  /** What the asker must be allowed at the least; `cancel` is decided again for the very run. */
  right: Right;
  /** What it does concerns everybody in the channel, so its answer is not for the asker alone. */
  changes?: true;
  /** Answers the line; throws `UserError` for what cannot be done. */
  handle(line: Line, asked: Asked): Promise<Reply>;
}

/** Looks after what lies between a line and the messages it leads to. */
interface Doctor {
  checks(): Promise<readonly Check[]>;
  /** Posts a message that says it is a try to every channel that subscribed; answers how many. */
  post(key: string): Promise<number>;
}

/** What is changed in our own store, all or nothing. */
interface Own {
  notices: Notices;
  deliveries: Deliveries;
}

/** All a verb knows of the world around its line. */
export interface Asked {
  incoming: Incoming;
  service: PipelineService;
  /** What channels hear of. */
  notices: Pick<Notices, 'subscriptions'>;
  /** Messages that could not be shown. */
  deliveries: Pick<Deliveries, 'dead' | 'waiting'>;
  /** What `doctor` looks at besides the service. */
  doctor: Doctor;
  admins: Admins;
  /** Milliseconds since 1970. */
  now: number;
  /** The id a run started by this line gets: the same line delivered twice starts one run. */
  runId: string;
  /**
   * What an effect on the service is to be about, as `decide` finds it: kept before the effect, and the same whenever
   * this request is carried out again. It must survive JSON.
   */
  intend<Intent>(decide: () => Promise<Intent>): Promise<Intent>;
  /** Changes what is ours, together with the reply to it. The last that a verb does: no later attempt changes it again. */
  change(make: (own: Own) => Promise<Reply>): Promise<Reply>;
  /** The reply to what an earlier attempt changed. */
  changedEarlier?: Reply;
  /** The run whose thread the line was said in. */
  threadRun?: string;
  verbs: readonly Verb[];
  /** The address for this person of a run's page, or of the list of runs, where pages can be reached. */
  pageOf(run: Run | undefined): string | undefined;
}
