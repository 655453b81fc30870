import type { Form } from '../../cards/form.ts';
import type { ChannelRef } from '../platform.ts';
import type { ChatStore } from './chat-schema.ts';

/** A form that somebody has before them. */
interface OpenForm {
  form: Form;
  /** Where it was asked for, and where what it leads to is shown. */
  channel: ChannelRef;
}

/** What open forms stand for, kept where nobody in a chat can change it. Platforms are told the id only. */
export interface OpenForms {
  /** Keeps a form for one person, by key; false where the id is known already: the same request came again. */
  keep(id: string, user: string, open: OpenForm): Promise<boolean>;
  /** The form of this id, where it was opened for this person. */
  find(id: string, user: string): Promise<OpenForm | undefined>;
  /** Forgets forms that were opened before `at` (milliseconds since 1970). */
  forget(at: number): Promise<void>;
}

export function createOpenForms(store: ChatStore, now: () => number): OpenForms {
  return {
    async keep(id, user, { form, channel }) {
      const row = { id, user, formJson: JSON.stringify(form), channelJson: JSON.stringify(channel), at: now() };
      const kept = await store.transaction((tx) =>
        tx
          .insertInto('chat_form')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .execute(),
      );
      return kept.length > 0;
    },

    async find(id, user) {
      const row = await store.db.selectFrom('chat_form').selectAll().where('id', '=', id).executeTakeFirst();
      if (row?.user !== user) return undefined;
      return { form: JSON.parse(row.formJson) as Form, channel: JSON.parse(row.channelJson) as ChannelRef };
    },

    async forget(at) {
      await store.transaction((tx) => tx.deleteFrom('chat_form').where('at', '<', at).execute());
    },
  };
}
