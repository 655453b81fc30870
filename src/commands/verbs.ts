import type { Verb } from './verb.ts';
import { artifacts } from './verbs/artifacts.ts';
import { cancel } from './verbs/cancel.ts';
import { deliveries } from './verbs/deliveries.ts';
import { describe } from './verbs/describe.ts';
import { disable } from './verbs/disable.ts';
import { doctor } from './verbs/doctor.ts';
import { enable } from './verbs/enable.ts';
import { help } from './verbs/help.ts';
import { list } from './verbs/list.ts';
import { logs } from './verbs/logs.ts';
import { metrics } from './verbs/metrics.ts';
import { mute } from './verbs/mute.ts';
import { open } from './verbs/open.ts';
import { publish } from './verbs/publish.ts';
import { rerun } from './verbs/rerun.ts';
import { retry } from './verbs/retry.ts';
import { run } from './verbs/run.ts';
import { runs } from './verbs/runs.ts';
import { status } from './verbs/status.ts';
import { subscribe } from './verbs/subscribe.ts';
import { subscriptions } from './verbs/subscriptions.ts';
import { unmute } from './verbs/unmute.ts';
import { unsubscribe } from './verbs/unsubscribe.ts';
import { whoami } from './verbs/whoami.ts';

/** The table of verbs, in the order in which help shows them. */
export const verbs: readonly Verb[] = [
  run,
  status,
  list,
  runs,
  describe,
  logs,
  metrics,
  artifacts,
  cancel,
  retry,
  rerun,
  subscribe,
  subscriptions,
  unsubscribe,
  mute,
  unmute,
  publish,
  disable,
  enable,
  open,
  whoami,
  deliveries,
  doctor,
  help,
];
