import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../src/clock.ts';
import { Refused } from './refused.ts';

/** How long a form may be opened after the act that asks for it. */
const triggerLasts = 3_000;

/** How long, and how often, a response URL may be used. */
const urlLasts = 30 * 60_000;
const urlUses = 5;

/** Who did something that allows the app to open a form. */
interface Trigger {
  team: string;
  user: string;
  at: number;
  wasUsed: boolean;
}

/** Where a response URL leads. `original` is the message it may replace or delete. */
export interface ResponseUrl {
  team: string;
  channel: string;
  user: string;
  threadTs?: string;
  original: string | undefined;
  at: number;
  uses: number;
}

/** What Slack hands out with an act of a person, for the app to use for a while. */
export interface Handles {
  /** A trigger id: three seconds, once. */
  newTrigger(team: string, user: string): string;
  useTrigger(id: string | undefined): { team: string; user: string };
  /** The path of a response URL: thirty minutes, five times. */
  newResponsePath(to: Pick<ResponseUrl, 'team' | 'channel' | 'user' | 'threadTs' | 'original'>): string;
  /** The response URL behind a path, without using it. */
  responseAt(path: string): ResponseUrl | undefined;
  /** Counts a use; refused where it was one too many or too late. */
  useResponsePath(path: string): ResponseUrl;
}

export function createHandles(clock: Clock): Handles {
  const triggers = new Map<string, Trigger>();
  const urls = new Map<string, ResponseUrl>();
  let number = 1_000;

  return {
    newTrigger(team, user) {
      number += 1;
      const id = `${number}.${number * 7}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { team, user, at: clock.now(), wasUsed: false });
      return id;
    },
    useTrigger(id) {
      const trigger = triggers.get(id ?? '');
      if (!trigger) throw new Refused('invalid_trigger_id');
      if (trigger.wasUsed) throw new Refused('exchanged_trigger_id');
      if (clock.now() - trigger.at > triggerLasts) throw new Refused('expired_trigger_id');
      trigger.wasUsed = true;
      return trigger;
    },
    newResponsePath(to) {
      number += 1;
      const path = `/commands/${to.team}/${number}/${randomBytes(12).toString('hex')}`;
      urls.set(path, { ...to, at: clock.now(), uses: 0 });
      return path;
    },
    responseAt: (path) => urls.get(path),
    useResponsePath(path) {
      const url = urls.get(path);
      if (!url) throw new Refused('no_service');
      if (clock.now() - url.at > urlLasts) throw new Refused('expired_url');
      if (url.uses >= urlUses) throw new Refused('used_url');
      url.uses += 1;
      return url;
    },
  };
}
