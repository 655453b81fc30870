import { randomBytes, randomUUID } from 'node:crypto';
import { userKey } from './chat/platform.ts';
import type { Desk } from './chat/terminal/desk.ts';
import { removeDeskAddress, writeDeskAddress } from './chat/terminal/desk-address.ts';
import { terminalUser } from './chat/terminal/terminal-user.ts';
import { systemClock } from './clock.ts';
import { createForms } from './commands/forms.ts';
import { isLine } from './commands/is-line.ts';
import type { Config } from './config.ts';
import { UserError } from './errors.ts';
import type { Log } from './log.ts';
import { nodeDisk } from './pipelines/definition/node-disk.ts';
import { openEmbeddedService } from './pipelines/embedded/embedded-service.ts';
import type { PipelineService } from './pipelines/service.ts';
import { createAccess } from './web/access.ts';
import { runRoutes } from './web/run-pages.ts';
import { createWebServer, type WebServer } from './web/server.ts';
import { accessKey, inHomeWords, makeHome } from './wiring/home-files.ts';
import { openHomeStore } from './wiring/home-store.ts';
import { localDesk } from './wiring/local-desk.ts';
import { terminalRoute, trackingRoutes } from './wiring/mounted-routes.ts';
import { observe } from './wiring/observe.ts';
import { openChats } from './wiring/open-chats.ts';
import { openDelivery } from './wiring/open-delivery.ts';
import { publicLinks } from './wiring/public-links.ts';
import { createRunFiles } from './wiring/run-files.ts';
import { tabOf } from './wiring/teams-tab.ts';

/** Milliseconds a step has to end by itself when it is cancelled. */
const stepGrace = 10_000;

/** Milliseconds in which a balancer sees that nothing new is taken, before nothing is. */
const drainTime = 3_000;

/** Milliseconds from the request to end until the process has ended, whatever hangs (reliability G11). */
export const endsWithin = 25_000;

/** Milliseconds of these for what was begun; the rest is for giving the lease back and closing the store. */
const worksOnFor = 20_000;

/** All of Pipehand, running in this process. */
export interface Pipehand {
  desk: Desk;
  service: PipelineService;
  /** Where the web is reached from this machine. */
  url: string;
  /**
   * Ends the work of this process; running steps go on and are found again. What was begun has 20 seconds to end; what is
   * cut off then is taken up by the next start.
   */
  close(): Promise<void>;
}

/**
 * Opens the home, the service, the store and the web, and takes up what an earlier process left. `lasting` is false for
 * a process that ends with one line: it hands out no links and takes any free port when its own is taken. Throws
 * `unavailable` when another process owns the home.
 */
export async function openPipehand(config: Config, log: Log, lasting: boolean): Promise<Pipehand> {
  makeHome(config.home);
  const clock = systemClock;
  const user = terminalUser(config.user);
  const { service, track, start } = await openEmbeddedService({
    home: config.home,
    definitions: config.pipelines,
    disk: nodeDisk,
    stepEnvironment: config.stepEnvironment,
    stepLimits: config.stepLimits,
    slots: config.slots,
    grace: stepGrace,
    now: clock.now,
    log,
  });
  const store = await openHomeStore(config, clock).catch(async (error) => {
    await service.close();
    throw error;
  });
  const secure = config.publicUrl?.startsWith('https:') ?? false;
  const access = createAccess({ key: accessKey(config.home), now: clock.now, secure });
  const token = randomBytes(32).toString('base64url');
  let url = '';

  const admins = new Set([...config.admins, userKey(user)]);
  const observed = observe({ config, store, service, clock, log });
  const chats = await openChats(config, {
    store,
    accept: (incoming) => delivery.inbox.accept(incoming),
    say: (slot, channel, card) => delivery.say(slot, channel, card),
    forms: createForms({ service, admins, elapsed: clock.elapsed }),
    isLine,
    readFile: createRunFiles(service),
    meters: observed.meters,
    clock,
    random: Math.random,
    log,
  });
  const delivery = await openDelivery({
    store,
    service,
    platforms: chats.platforms,
    keepers: chats.keepers,
    checks: chats.checks,
    answering: {
      admins,
      links: publicLinks(config.publicUrl),
      pageOf(run, person) {
        const page = `${config.publicUrl ?? url}/runs/${run === undefined ? '' : `${run.id}/`}`;
        return lasting ? `${page}?ticket=${access.ticket(userKey(person))}` : undefined;
      },
    },
    meters: observed.meters,
    clock,
    random: Math.random,
    log,
  });
  const closing = new AbortController();
  const desk = localDesk({
    service,
    store,
    asks: delivery.asks,
    bell: delivery.terminalBell,
    closing: closing.signal,
    clock,
    log,
    user,
    close,
  });
  const web = createWebServer({
    routes: [
      ...observed.routes,
      ...chats.routes,
      ...access.routes,
      // Whoever is in was let in by chat or by the tab, and everybody whom they let in may see every run.
      ...runRoutes({ service, access, policy: () => true, now: clock.now }),
      ...(await tabOf(config, { access, clock, log })),
      ...trackingRoutes(track),
      terminalRoute(desk, token),
    ],
    allowedHosts: config.publicUrl === undefined ? [] : [new URL(config.publicUrl).host],
    log,
    newReference: () => randomUUID().slice(0, 8),
  });

  async function close(): Promise<void> {
    removeDeskAddress(config.home);
    closing.abort();
    observed.drain();
    const ended = new AbortController();
    const over = clock.wait(worksOnFor, ended.signal);
    if (lasting && !isLoopback(config.host)) await clock.wait(drainTime);
    await Promise.race([web.close().then(chats.close), over]);
    await delivery.close(over);
    await service.close();
    await store.close();
    ended.abort();
  }

  try {
    const port = await listen(web, config, lasting);
    url = `http://${reachedAt(config.host)}:${port}`;
    await start(url);
    inHomeWords(config.home, () => writeDeskAddress(config.home, { url, token, pid: process.pid }));
    if (lasting) chats.start();
    return { desk, service, url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(web: WebServer, { host, port }: Config, lasting: boolean): Promise<number> {
  if (lasting) return web.listen(host, port);
  try {
    return await web.listen('127.0.0.1', port);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return web.listen('127.0.0.1', 0);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** How this machine reaches a server that listens on `host`. */
function reachedAt(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === 'localhost') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
