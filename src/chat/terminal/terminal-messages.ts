import { randomUUID } from 'node:crypto';
import type { Outgoing } from '../platform.ts';
import type { TerminalMessageRow, TerminalStore, TerminalTransaction } from './terminal-schema.ts';

/** Messages read at once. */
const pageSize = 100;

/** Keeps a message and answers its id. One with the same marker is the same message: it shows the newer content. */
export async function postMessage(
  tx: TerminalTransaction,
  channel: string,
  message: Outgoing,
  now: number,
): Promise<string> {
  const version = await nextVersion(tx);
  const known = await tx
    .selectFrom('terminal_message')
    .select('id')
    .where('marker', '=', message.marker)
    .executeTakeFirst();
  if (known) {
    await change(tx, known.id, message, version, now);
    return known.id;
  }
  const id = randomUUID();
  await tx
    .insertInto('terminal_message')
    .values({ id, channel, marker: message.marker, seen: 0, version, at: now, ...contentOf(message) })
    .execute();
  return id;
}

/** Shows something else in a message; false when there is none with this id. */
export async function editMessage(
  tx: TerminalTransaction,
  id: string,
  message: Outgoing,
  now: number,
): Promise<boolean> {
  return change(tx, id, message, await nextVersion(tx), now);
}

/** The id of the message with this marker. */
export async function findMessage(tx: TerminalTransaction, marker: string): Promise<string | undefined> {
  const row = await tx.selectFrom('terminal_message').select('id').where('marker', '=', marker).executeTakeFirst();
  return row?.id;
}

/** Notes that a chat has shown what these messages say in the end; no later chat is told of them. */
export async function markSeen(store: TerminalStore, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await store.transaction((tx) => tx.updateTable('terminal_message').set({ seen: 1 }).where('id', 'in', ids).execute());
}

/** Forgets messages that did not change since `before` (milliseconds since 1970), seen or not. */
export async function forgetMessages(tx: TerminalTransaction, before: number): Promise<void> {
  await tx.deleteFrom('terminal_message').where('at', '<', before).execute();
}

/** The version of the last change of any message: all changes up to it can be read. */
export async function lastVersion(store: TerminalStore): Promise<number> {
  const row = await store.db.selectFrom('terminal_version').select('version').executeTakeFirstOrThrow();
  return row.version;
}

/** A channel's messages that changed after the version `after`, in the order of their changes: some of them at a time. */
export async function changedMessages(
  store: TerminalStore,
  channel: string,
  after: number,
): Promise<readonly TerminalMessageRow[]> {
  return page(store, channel).where('version', '>', after).execute();
}

/** The same for those that no chat has shown, as far as the version `upTo`. */
export async function unseenMessages(
  store: TerminalStore,
  channel: string,
  after: number,
  upTo: number,
): Promise<readonly TerminalMessageRow[]> {
  return page(store, channel).where('seen', '=', 0).where('version', '>', after).where('version', '<=', upTo).execute();
}

function page(store: TerminalStore, channel: string) {
  return store.db
    .selectFrom('terminal_message')
    .selectAll()
    .where('channel', '=', channel)
    .orderBy('version')
    .limit(pageSize);
}

/** The row stays locked until the transaction ends, so that versions can be read in their order, whoever writes. */
async function nextVersion(tx: TerminalTransaction): Promise<number> {
  const row = await tx
    .updateTable('terminal_version')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}

/** What is shown already is no change: an edit may be repeated without anybody hearing of it. */
async function change(
  tx: TerminalTransaction,
  id: string,
  message: Outgoing,
  version: number,
  now: number,
): Promise<boolean> {
  const row = await tx.selectFrom('terminal_message').select('outgoingJson').where('id', '=', id).executeTakeFirst();
  if (!row) return false;
  const content = contentOf(message);
  if (row.outgoingJson !== content.outgoingJson) {
    await tx
      .updateTable('terminal_message')
      .set({ ...content, version, at: now })
      .where('id', '=', id)
      .execute();
  }
  return true;
}

/** Without the mark of a repeat: here a message is never there twice. What shows no subject never changes. */
function contentOf({
  isRepeat: _,
  ...message
}: Outgoing): Pick<TerminalMessageRow, 'subject' | 'outgoingJson' | 'isFinal'> {
  return {
    subject: message.subject ?? null,
    outgoingJson: JSON.stringify(message),
    isFinal: message.isFinal === true || message.subject === undefined ? 1 : 0,
  };
}
