import { DatabaseSync } from 'node:sqlite';

/** The different states of the store in which bots died. */
export interface States {
  /** Notes the state that a bot left behind; to be called before another one begins. */
  note(file: string): void;
  /** Such as `{ states: 12, rows: 7 }`: different states of the whole, and different states of one row in it. */
  count(): { states: number; rows: number };
}

/** What kinds of rows there are, by what delivery decides on; of the rows that ended long ago nothing depends. */
const kinds = `
  select distinct 'request ' || state || case when attempts > 1 then ' again' else '' end as kind
  from inbox where "endedAt" is null
  union
  select distinct 'message ' || state || case when "messageId" is null then ' new' else ' posted' end
    || case when "doubtSince" is null then '' else ' in doubt' end || case when "isRepeat" = 1 then ' repeated' else '' end
    || case when reposts > 0 then ' reposted' else '' end || case when "isFinal" = 1 then ' final' else '' end
    || case when attempts > 0 then ' failed' else '' end
  from outbox where "dueAt" is not null
  order by 1`;

/** No states so far. */
export function countStates(): States {
  const states = new Set<string>();
  const rows = new Set<string>();
  return {
    note(file) {
      // Only reading: whoever closes a database last, and may write, tidies it up for the next one.
      const database = new DatabaseSync(file, { readOnly: true });
      try {
        const found = database
          .prepare(kinds)
          .all()
          .map(({ kind }) => String(kind));
        for (const kind of found) rows.add(kind);
        states.add(found.join(', '));
      } finally {
        database.close();
      }
    },
    count: () => ({ states: states.size, rows: rows.size }),
  };
}
