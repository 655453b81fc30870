/** One word of a simple command with its quotes removed, as far as it is known before the shell runs. */
export interface ShellWord {
  text: string;
  /** How many leading characters of `text` the author fixed: up to the first given value or expansion. */
  fixed: number;
  /** Only unquoted text of the author so far: such a word can be a reserved word or an assignment. */
  plain: boolean;
  /** The given values in it. */
  givens: number[];
  /** Holds something the shell replaces while it runs: `$x`, `$( )`, backticks, `<( )`. */
  expanded: boolean;
  /** Holds something that may stand for other text: `*`, `?`, `[`, `{`, `~`. */
  pattern: boolean;
  /** The name before the first `=` where the word is an assignment, empty where it is none in spite of its `=`. */
  assigns: string | undefined;
  /** Unclosed `{` so far. */
  braces: number;
  /** An unquoted `~` stands in the present path segment. */
  tilde: boolean;
}

/** A simple command as it is read: its words without redirections, and every given value that stands in it. */
export interface ShellCommand {
  words: ShellWord[];
  givens: number[];
  keyword: 'case' | 'for' | 'function' | undefined;
  /** A word or a redirection was read: reserved words are not recognised any more. */
  started: boolean;
  /** Reads its input from a file, a here-document or a here-string of its own. */
  ownInput: boolean;
  afterPipe: boolean;
  /** How many of its words are assignments before the program. */
  assignments: number;
}

/** A here-document whose body comes after the present line. */
interface HereDocument {
  delimiter: string;
  quoted: boolean;
  stripsTabs: boolean;
}

/** Command text: the whole script, a subshell, a substitution, or the words of an array. */
export interface CommandFrame {
  kind: 'commands';
  closed: 'never' | 'by parenthesis';
  /** Why no given value can be decided in here: set inside `$( )` and the like. */
  why: string | undefined;
  array: boolean;
  command: ShellCommand;
  word: ShellWord | undefined;
  /** A redirection waits for its target, a file or another descriptor. */
  redirects: 'to file' | 'to descriptor' | undefined;
  /** The `case` commands that are open, each before a pattern or in the commands after it. */
  cases: ('pattern' | 'commands')[];
  /** Patterns read since the last `;;` (or `in`). */
  patterns: number;
  /** Open parentheses inside `[[ ]]`; undefined outside. */
  test: number | undefined;
  hereDocuments: HereDocument[];
}

/** What the text at one place stands in; the innermost frame decides how a character is read. */
export type Frame =
  | CommandFrame
  | { kind: 'double'; why: string | undefined }
  | { kind: 'single' | 'ansi' | 'parameter' | 'backtick' | 'comment' }
  | { kind: 'arithmetic'; depth: number }
  | { kind: 'hereDocument'; queue: HereDocument[]; line: string; givens: number[] };

/** Why a given value is undecided; `never` is true where even harmless characters could end a here-document. */
export interface Undecided {
  why: string;
  never: boolean;
}

/** The state of one pass over a command. `text` is the present stretch of the author's text, `at` the place in it. */
export interface ShellReader {
  text: string;
  at: number;
  /** A given value follows `text`. */
  givenFollows: boolean;
  frames: Frame[];
  commands: CommandFrame[];
  /** Set once the text cannot be followed any more. */
  lost: string | undefined;
  undecided: Map<number, Undecided>;
  /** Why no given value of the whole command is decided. */
  everywhere: string | undefined;
  /** Values written without quotes where here-documents are not followed. */
  pasted: Set<number>;
  /** Here-documents announced whose bodies have not begun. */
  waiting: number;
  /** A command that would read its program from its input. */
  readsInput: string | undefined;
  /** Something may feed the input of a command that has no redirection of its own: a pipe, or one around it. */
  feeds: boolean;
  /** The text so far ends in `$name` inside double quotes, which a letter would prolong. */
  afterName: boolean;
}

/** A reader before the first character of a command. */
export function createShellReader(): ShellReader {
  const script = commandFrame('never', undefined);
  return {
    text: '',
    at: 0,
    givenFollows: false,
    frames: [script],
    commands: [script],
    lost: undefined,
    undecided: new Map(),
    everywhere: undefined,
    pasted: new Set(),
    waiting: 0,
    readsInput: undefined,
    feeds: false,
    afterName: false,
  };
}

/** Command text before its first command. */
export function commandFrame(closed: CommandFrame['closed'], why: string | undefined, array = false): CommandFrame {
  return {
    kind: 'commands',
    closed,
    why,
    array,
    command: newCommand(false),
    word: undefined,
    redirects: undefined,
    cases: [],
    patterns: 0,
    test: undefined,
    hereDocuments: [],
  };
}

/** A command before its first word. */
export function newCommand(afterPipe: boolean): ShellCommand {
  return { words: [], givens: [], keyword: undefined, started: false, ownInput: false, afterPipe, assignments: 0 };
}
