import type { Incoming, UserRef } from '../../src/chat/platform.ts';
import { systemClock } from '../../src/clock.ts';
import { dispatch } from '../../src/commands/dispatch.ts';
import type { Reply } from '../../src/commands/reply.ts';
import { createDeliveries } from '../../src/delivery/deliveries.ts';
import { createNotices } from '../../src/notifications/notices.ts';
import { openStore } from '../notifications/a-store.ts';
import { carriedOutOnce } from '../support/carried-out-once.ts';
import { type Definitions, ended, openEmbedded, silentLog } from '../support/embedded.ts';

/** One person on each platform. */
export const people = {
  terminal: { platform: 'terminal', tenant: 'local', id: 'bob', name: 'bob', kind: 'member' },
  slack: { platform: 'slack', tenant: 'T1', id: 'U0ADA', name: 'Ada', kind: 'member' },
  teams: {
    platform: 'teams',
    tenant: 'contoso',
    id: '0a1b2c3d-0000-4000-8000-00000000000c',
    name: 'Cleo',
    kind: 'member',
  },
} as const satisfies Record<string, UserRef>;

/** Pipehand on a real service with these definitions, as people of several platforms talk to it. */
export async function openWorkspace(definitions: Definitions) {
  const { service, home } = await openEmbedded(definitions);
  const store = await openStore();
  const notices = createNotices(store, systemClock);
  const deliveries = createDeliveries(store, systemClock.now);
  const onlyTry = carriedOutOnce({ notices, deliveries });
  let said = 0;

  async function say(text: string, user: UserRef = people.terminal): Promise<Reply> {
    said += 1;
    const now = systemClock.now();
    const channel = { platform: user.platform, tenant: user.tenant, id: 'C1' };
    const surface = user.platform === 'terminal' ? 'terminal' : 'slash';
    const incoming: Incoming = { key: `key-${said}`, text, user, channel, surface, at: now };
    const doctor = { checks: async () => [], post: async () => 0 };
    const world = { incoming, service, notices, deliveries, doctor, admins: new Set<string>(), now, ...onlyTry };
    return (await dispatch({ ...world, pageOf: () => undefined }, silentLog)).reply;
  }

  return {
    service,
    home,
    say,
    /** Says a line that starts a run, and answers the run as it ended. */
    async sayToEnd(text: string, user?: UserRef) {
      const reply = await say(text, user);
      if (reply.kind !== 'run') throw new Error(`"${text}" starts no run: ${JSON.stringify(reply)}`);
      return ended(service, reply.run.id);
    },
  };
}
