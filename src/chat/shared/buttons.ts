import type { ButtonRow, ChatStore } from './chat-schema.ts';
import { opaqueId } from './opaque-id.ts';

/** The buttons of one message while it is rendered. */
export interface MessageButtons {
  /** What the platform is told instead of the line: the same for the same line of the same message. */
  idOf(line: string): string;
  /** Keeps what the ids stand for; called before the message is sent. */
  keep(): Promise<void>;
}

/** What buttons stand for, kept where nobody in a chat can change it. */
export interface Buttons {
  /** `place` is the key of the channel, or of the one person who sees the message. */
  ofMessage(place: string, marker: string): MessageButtons;
  /** The line of a button that may be pressed at one of these places. */
  lineOf(id: string, places: readonly string[]): Promise<string | undefined>;
  /** Forgets buttons whose message was last sent before `at` (milliseconds since 1970). */
  forget(at: number): Promise<void>;
}

export function createButtons(store: ChatStore, now: () => number): Buttons {
  return {
    ofMessage(place, marker) {
      const rows = new Map<string, ButtonRow>();
      return {
        idOf(line) {
          const id = opaqueId(place, marker, line);
          rows.set(id, { id, place, line: line.replaceAll('\0', ''), at: now() });
          return id;
        },
        async keep() {
          if (rows.size === 0) return;
          await store.transaction((tx) =>
            tx
              .insertInto('chat_button')
              .values([...rows.values()])
              .onConflict((conflict) => conflict.column('id').doUpdateSet({ at: now() }))
              .execute(),
          );
        },
      };
    },

    async lineOf(id, places) {
      const row = await store.db.selectFrom('chat_button').selectAll().where('id', '=', id).executeTakeFirst();
      return row && places.includes(row.place) ? row.line : undefined;
    },

    async forget(at) {
      await store.transaction((tx) => tx.deleteFrom('chat_button').where('at', '<', at).execute());
    },
  };
}
