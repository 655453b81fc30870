import { randomUUID } from 'node:crypto';
import { expiredPage, openPage, signInPage } from './pages/access-pages.ts';
import { Refusal } from './refusal.ts';
import type { Route, WebAnswer, WebRequest } from './route.ts';
import { seal, unseal } from './sealed-text.ts';

const minute = 60_000;
// A ticket stands in a chat message: it must not outlive the moment. A working day of reading needs no new one.
const ticketMs = 10 * minute;
const cookieMs = 12 * 60 * minute;
// A tab gets its next one by itself, after Microsoft has vouched for the person again.
const sessionMs = 15 * minute;
// What a ticket takes: to type a line, and to follow the link in the answer.
const askedMs = ticketMs;

/** Who may see pages: chat vouches for a person with a ticket, a click turns it into a cookie; a tab has a session. */
export interface Access {
  /** A token for `<base>/runs/…?ticket=…` that lets `user` in once within ten minutes. */
  ticket(user: string): string;
  /** A bearer token with which a script of ours reads pages as `user` for a quarter of an hour. */
  session(user: string): string;
  /** The person behind a request: the one of its bearer token where it has an Authorization header, else of its cookie. */
  userOf(request: WebRequest): string | undefined;
  /**
   * What a page answers someone without either: the button to come in by when the address has a ticket that still
   * works, else how to get one, after which the browser lands at what it asked for. `run` is the run as the address names it, whether there is one or not; undefined for all.
   */
  door(request: WebRequest, run: string | undefined): WebAnswer;
  routes: readonly Route[];
}

/** `key` is 32 bytes, the same over restarts; `secure` says that people reach the server over https. */
export interface AccessOptions {
  key: Uint8Array;
  now: () => number;
  secure: boolean;
}

/**
 * Tickets and cookies are sealed with the key, so any replica and any later process reads them. Which tickets were used
 * is kept in memory; tickets from before the start are refused, so that a restart makes none usable again.
 */
export function createAccess({ key, now, secure }: AccessOptions): Access {
  if (key.length !== 32) throw new Error('the access key must be 32 bytes');
  const startedAt = now();
  const usedUntil = new Map<string, number>();
  // The prefix makes browsers refuse this cookie from any other host or from an unencrypted page.
  const cookieName = secure ? '__Host-pipehand' : 'pipehand';
  const askedName = `${cookieName}-asked`;

  function readTicket(ticket: string): { user: string; id: string; until: number } | undefined {
    const [user, at, id] = unseal(key, 'ticket', ticket) ?? [];
    if (user === undefined || id === undefined) return undefined;
    const until = Number(at) + ticketMs;
    return Number(at) >= startedAt && now() < until && !usedUntil.has(id) ? { user, id, until } : undefined;
  }

  function use(ticket: string): string | undefined {
    const found = readTicket(ticket);
    if (found === undefined) return undefined;
    for (const [id, until] of usedUntil) if (until <= now()) usedUntil.delete(id);
    usedUntil.set(found.id, found.until);
    return found.user;
  }

  function cookie(name: string, value: string, ms: number): string {
    return `${name}=${value}; Path=/; Max-Age=${ms / 1000}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  }

  function cookieFor(user: string): string {
    return cookie(cookieName, seal(key, 'cookie', [user, String(now() + cookieMs)]), cookieMs);
  }

  /** Where this browser was sent to chat from, when that belongs to the page that chat now leads to. */
  function askedWithin(to: string, request: WebRequest): string | undefined {
    const [asked = ''] = unseal(key, 'asked', cookieOf(request, askedName)) ?? [];
    return runIn(asked) === runIn(to) ? asked : undefined;
  }

  async function enter(request: WebRequest): Promise<WebAnswer> {
    const { ticket, to } = readForm(request);
    const user = use(ticket);
    if (user === undefined) return expiredPage(runIn(to) || undefined);
    return { status: 303, headers: { location: askedWithin(to, request) ?? to, 'set-cookie': cookieFor(user) } };
  }

  return {
    ticket: (user) => seal(key, 'ticket', [user, String(now()), randomUUID()]),
    session: (user) => seal(key, 'session', [user, String(now() + sessionMs)]),
    userOf(request) {
      const authorization = request.headers.get('authorization');
      const [user, until] =
        (authorization === undefined
          ? unseal(key, 'cookie', cookieOf(request, cookieName))
          : unseal(key, 'session', authorization.replace(/^Bearer /, ''))) ?? [];
      return user !== undefined && now() < Number(until) ? user : undefined;
    },
    door(request, run) {
      const ticket = request.url.searchParams.get('ticket');
      if (ticket === null) {
        const asked = seal(key, 'asked', [withoutTicket(request.url)]);
        return signInPage(run, cookie(askedName, asked, askedMs));
      }
      if (readTicket(ticket) === undefined) return expiredPage(run);
      return openPage({ run, ticket, to: withoutTicket(request.url) });
    },
    routes: [{ method: 'POST', path: '/access', bodyLimit: 32_768, browser: true, handle: enter }],
  };
}

/** The path and query of an address, without the ticket that led there. */
export function withoutTicket(url: URL): string {
  const query = new URLSearchParams(url.search);
  query.delete('ticket');
  return query.size === 0 ? url.pathname : `${url.pathname}?${query}`;
}

/** The run that an address of a page of runs names; empty for their list. */
function runIn(path: string): string | undefined {
  return path.split(/[/?]/)[2];
}

function cookieOf(request: WebRequest, name: string): string {
  const cookies = (request.headers.get('cookie') ?? '').split(';').map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** The access form. `to` may only be the address of a page of runs: printable ASCII, so nothing in it leaves this site. */
function readForm(request: WebRequest): { ticket: string; to: string } {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    throw new Refusal(415, 'Send the form as application/x-www-form-urlencoded.');
  }
  const form = new URLSearchParams(Buffer.from(request.body).toString());
  const [ticket, to] = [form.getAll('ticket'), form.getAll('to')].map((all) => (all.length === 1 ? all[0] : undefined));
  if (ticket === undefined || to === undefined || !/^\/runs\/[!-[\]-~]*$/.test(to)) {
    throw new Refusal(400, 'The form is not one of ours.');
  }
  return { ticket, to };
}
