import { z } from 'zod';

/** Ids end up in keys such as `teams:<tenant>/<conversation>`, whose marks they must not hold. */
const conversationId = z.string().regex(/^[^\s/?#;\p{Cc}]{1,400}(;messageid=\d{1,20})?$/u);
const place = z.string().regex(/^[^\s/?#;\p{Cc}]{1,400}$/u);
const activityId = z.string().regex(/^[^\s/?#\p{Cc}]{1,200}$/u);
const accountId = z.string().regex(/^[^\s/?#\p{Cc}]{1,200}$/u);

/** An id of Entra: of a person, or of a tenant. */
const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
  .toLowerCase();

/** Longer texts are cut: far more than a line may have, so that it is refused for its length. NUL is no text. */
const text = z.string().transform((whole) => whole.slice(0, 30_000).replaceAll('\0', ''));

const account = z.object({ id: accountId, aadObjectId: guid.nullish(), role: z.string().nullish() });

/** What somebody entered into one input of a form. */
const entered = z.union([z.string().max(20_000), z.number(), z.boolean()]).transform(String);

/** Whatever Teams tells a bot, as far as any of it is read here. */
export const activity = z.object({
  type: z.string().regex(/^[A-Za-z]{1,50}$/),
  id: activityId,
  name: z.string().max(200).nullish(),
  channelId: z.string().max(100),
  serviceUrl: z.string().max(1_000),
  from: account,
  recipient: account,
  conversation: z.object({
    id: conversationId,
    conversationType: z.enum(['personal', 'groupChat', 'channel']).catch('groupChat'),
    tenantId: guid.nullish(),
  }),
  channelData: z
    .object({
      tenant: z.object({ id: guid }).nullish(),
      team: z.object({ id: place }).nullish(),
      channel: z.object({ id: place }).nullish(),
      eventType: z.string().max(100).nullish(),
    })
    .nullish(),
  text: text.nullish(),
  entities: z
    .array(
      z.object({
        type: z.string(),
        text: z.string().max(1_000).nullish(),
        mentioned: z.object({ id: accountId }).nullish(),
      }),
    )
    .max(500)
    .nullish(),
  action: z.string().max(100).nullish(),
  membersAdded: z.array(z.object({ id: accountId })).nullish(),
  membersRemoved: z.array(z.object({ id: accountId })).nullish(),
  value: z.unknown().optional(),
});

export type TeamsActivity = z.infer<typeof activity>;

const buttonId = z.string().max(100);

/** What a press sends: by Action.Execute, or as a message from clients that do not know it. */
export const executed = z.object({ action: z.object({ data: z.object({ button: buttonId }) }) });
export const submitted = z.object({ button: buttonId });

/** The button that opens a form, and the form that was sent. */
export const wantedForm = z.object({ data: z.object({ button: buttonId }) });
export const sentForm = z.object({ data: z.object({ form: buttonId }).catchall(entered) });
