/** The faults of the plan (F1…F36) that delivery can meet, in words. Each of them happens in a test, or the proof fails. */
export const faultTable = {
  F1: 'limited, with any Retry-After or none',
  F2: 'the platform answers 503 for a while',
  F3: 'taken, then the connection breaks, or 500',
  F4: 'the connection breaks before anything is taken',
  F5: 'an answer that is no JSON',
  F6: 'no answer at all',
  F7: 'a connection that passes nothing on any more, and nobody is told',
  F8: 'requests that are sent too slowly, or never to their end',
  F9: 'requests that are too long, or make no sense',
  F10: 'far more requests at once than can be taken',
  F11: 'a request delivered up to four times, in any order',
  F12: 'a request that is not acknowledged comes again',
  F13: 'the clock is set forward or back',
  F14: 'the database is locked for a while',
  F15: 'the disk is full for a while',
  F16: 'the database is damaged, cut off, emptied, without its WAL, newer, or may not be written',
  F17: 'no file, memory, name or port is to be had',
  F18: 'kill -9 at any moment',
  F19: 'a process is frozen past its lease',
  F20: 'old states of a run reported again after newer ones',
  F21: 'a service that has lost runs, or goes on from an older copy of itself, and finds them again later',
  F22: 'machines fail, each for a while and many runs at a time',
  F24: 'the workspace removes the app, and lets it in again later',
  F25: 'the channel is closed, and messages that are refused for ever',
  F26: 'a message deleted before it is edited',
  F35: 'a part throws where nobody expects it',
  F36: 'nobody says that something changed: only looking helps',
  commit: 'the connection to the database breaks at a commit, which is taken or not',
} as const;

export type FaultName = keyof typeof faultTable;

type Digit = '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** F1…F36. */
type PlannedFault = `F${Digit | `${'1' | '2'}${'0' | Digit}` | `3${'0' | '1' | '2' | '3' | '4' | '5' | '6'}`}`;

/** The other faults of the plan: what they are, and why delivery does not meet them, or where they are tried instead. */
export const faultsElsewhere: Readonly<Record<Exclude<PlannedFault, FaultName>, string>> = {
  F23: 'a token of Azure runs out or is refused: no service in the cloud is asked yet',
  F27: 'Teams refuses, moves or loses a conversation: of that platform, tried in test/chat/teams',
  F28: 'a response_url or trigger_id of Slack that has run out: of that platform, tried in test/chat/slack',
  F29: 'giant, binary and unended logs: of the embedded service, tried in test/embedded/logs.test.ts',
  F30: 'every kind of Unicode: of the grammar and the cards, tried in test/commands/grammar and test/chat',
  F31: 'hostile JSON, YAML and numbers: of the readers, tried in test/definition and test/parameters',
  F32: 'hostile steps: of the embedded service, tried in test/embedded/hostile-steps.test.ts',
  F33: 'half-written files of the embedded service: tried in test/embedded/snapshot.test.ts; results are never reused, so no cache can be poisoned',
  F34: 'settings that are broken while Pipehand runs: they are read once, at the start, and refused there (test/config.test.ts)',
};
