import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { readDeskAddress } from '../../src/chat/terminal/desk-address.ts';
import { aSlack } from '../fakes/slack/a-slack.ts';
import type { Slack } from '../fakes/slack/slack.ts';
import { inSlack, startInSlack } from '../support/in-slack.ts';
import { installationWith } from '../support/installation.ts';
import type { Installation, Server } from '../support/pipehand.ts';
import { note } from '../support/small-pipelines.ts';
import type { RawRequest } from '../web/raw-client.ts';

/** Pipehand as `npm start` starts it, the port it listens on, and the Slack that it is in. */
export interface FrontDoor {
  slack: Slack;
  at: Installation & { world: string };
  server: Server;
  port: number;
  pid: number;
}

/**
 * Slack reaches it over HTTP and limits no calls: here Pipehand's own limits are looked at. The channels are `C0`, `C1`
 * and so on; `nodeOptions` are for the process.
 */
export async function aFrontDoor({ channels }: { channels: number }, nodeOptions = ''): Promise<FrontDoor> {
  const slack = await aSlack({ limits: [] });
  for (let number = 0; number < channels; number += 1) slack.addChannel(`C${number}`);
  slack.asUser('U1');
  const inThisSlack = inSlack(installationWith(note), slack, 'http');
  const at = { ...inThisSlack, settings: { ...inThisSlack.settings, NODE_OPTIONS: nodeOptions } };
  const server = await startInSlack(at, slack);
  const pid = readDeskAddress(at.home)?.pid;
  if (pid === undefined) throw new Error('the process has not said who it is');
  return { slack, at, server, port: Number(new URL(server.url).port), pid };
}

/** A slash command of `U1` as Slack prints it; each is an act of its own. */
export function slashForm(channel: string, text: string): { body: string; key: string } {
  const trigger = randomUUID();
  const where = { team_id: 'T1', channel_id: channel, user_id: 'U1', command: '/pipeline' };
  return {
    body: new URLSearchParams({ ...where, text, trigger_id: trigger }).toString(),
    key: `T1:${trigger}`,
  };
}

/** Any bytes as a form that Slack has signed now. */
export function signed({ slack }: FrontDoor, body: string | Uint8Array, type = formType): RawRequest {
  const time = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', slack.signingSecret).update(`v0:${time}:`).update(body).digest('hex');
  return {
    method: 'POST',
    target: '/slack/events',
    headers: [
      ['Content-Type', type],
      ['X-Slack-Request-Timestamp', time],
      ['X-Slack-Signature', `v0=${signature}`],
    ],
    body,
  };
}

const formType = 'application/x-www-form-urlencoded';

/** A connection that Pipehand has taken, as a proxy keeps them. */
export async function openConnection({ port }: FrontDoor): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET /livez HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

/** MiB of memory that the process has at this moment; 0 where the system does not tell. */
export function memoryOf({ pid }: FrontDoor): number {
  const status = `/proc/${pid}/status`;
  const [, kilobytes] = existsSync(status) ? (/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8')) ?? []) : [];
  return Number(kilobytes ?? 0) / 1_024;
}
