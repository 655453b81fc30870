import { z } from 'zod';

/** Ids end up in keys such as `slack:T1/C1`, whose marks they must not hold. */
const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);

/** The moment of a message, which is its id as well. */
const moment = z.string().regex(/^\d{1,16}\.\d{1,9}$/);

/** Valid for three seconds and for one act of one person; the id of the act. */
const trigger = z.string().regex(/^[A-Za-z0-9._:-]{1,200}$/);

/** Longer texts are cut: far more than a line may have, so that it is refused for its length. NUL is no text. */
const text = z.string().transform((whole) => whole.slice(0, 10_000).replaceAll('\0', ''));

/** What Bolt takes for granted of any request. */
export const anyBody = z.object({
  event: z.object({ type: z.string() }).optional(),
  actions: z.array(z.object({})).min(1).optional(),
  command: z.string().optional(),
});

/** `/pipeline run churn` as Slack sends it. */
export const slashCommand = z.object({
  team_id: id,
  channel_id: id,
  user_id: id,
  /** `/pipeline`, or whatever the app calls it. */
  command: text.default(''),
  text: text.default(''),
  trigger_id: trigger,
});

/** A message that mentions us, or that somebody wrote to us directly. */
export const saidMessage = z.object({
  team_id: id,
  event_id: id,
  event: z.object({
    type: z.enum(['app_mention', 'message']),
    channel: id,
    channel_type: z.string().optional(),
    user: id.optional(),
    bot_id: z.string().optional(),
    subtype: z.string().optional(),
    edited: z.unknown().optional(),
    /** The author's own team: another one in a channel that organizations share. */
    user_team: id.nullish(),
    text: text.default(''),
    ts: moment,
    thread_ts: moment.optional(),
  }),
});

/** A press of a button, or a choice from a menu of buttons. */
export const pressedButton = z.object({
  team: z.object({ id }),
  user: z.object({ id, team_id: id.optional() }),
  channel: z.object({ id }).optional(),
  container: z.object({ message_ts: moment.optional(), thread_ts: moment.optional() }),
  trigger_id: trigger,
  actions: z.tuple(
    [
      z.object({
        value: z.string().max(2_000).optional(),
        selected_option: z.object({ value: z.string().max(2_000) }).nullish(),
      }),
    ],
    z.unknown(),
  ),
});

/** What was entered into one input of a form. */
const entered = z.object({
  value: text.nullish(),
  selected_option: z.object({ value: z.string().max(75) }).nullish(),
});

/** A form that was filled in and sent. */
export const sentForm = z.object({
  team: z.object({ id }),
  user: z.object({ id, team_id: id.optional() }),
  view: z.object({
    private_metadata: z.string().max(3_000),
    state: z.object({ values: z.record(z.string().max(255), z.record(z.string().max(255), entered)) }),
  }),
});

/** The app was removed, or its tokens were. */
export const removedApp = z.object({
  team_id: id,
  event: z.object({ type: z.enum(['app_uninstalled', 'tokens_revoked']) }),
});

export type SlashCommand = z.infer<typeof slashCommand>;
export type SaidMessage = z.infer<typeof saidMessage>;
export type PressedButton = z.infer<typeof pressedButton>;
export type SentForm = z.infer<typeof sentForm>;
export type RemovedApp = z.infer<typeof removedApp>;
