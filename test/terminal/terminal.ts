import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { Installation } from '../support/pipehand.ts';
import { createScreen, type Screen } from './screen.ts';
import type { Resizing } from './screen-rows.ts';

const project = join(import.meta.dirname, '..', '..');

/** The program in a terminal window, and the person before it. */
export interface Terminal {
  screen: Screen;
  /** Everything the program wrote. */
  output(): string;
  /** Sends the text at once; the program takes more than one letter for pasted. */
  type(text: string): void;
  /** Types a letter at a time into an empty prompt, as people do, and waits until each is there. */
  press(text: string): Promise<void>;
  /** Resolves when the window has the new size; the program is told at the same moment. */
  resize(columns: number, rows: number): Promise<void>;
  /** Closes the window. */
  hangUp(): void;
  /** Waits until it holds; otherwise the error shows the screen. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** Waits until a row in sight contains the text. */
  shows(text: string): Promise<void>;
  /** Waits until the cursor stands in the prompt and this was typed into it. */
  prompts(typed?: string): Promise<void>;
  /** Enters a line, and waits until it was answered and the prompt is back. */
  enter(line: string, answer: string): Promise<void>;
  /** The exit code of the program when it has ended, or minus the signal that ended it. */
  ended(): Promise<number>;
}

/** The window, and what runs in it. */
export interface WindowOptions {
  /** The chat by itself unless told otherwise. */
  program?: readonly string[];
  columns?: number;
  rows?: number;
  resizing?: Resizing;
  /** False for a terminal that says it has no columns and no rows, as some containers and remote shells do. */
  tellsSize?: boolean;
}

type Event = { output: string } | { resized: [number, number] } | { exit: number };

/** Milliseconds within which a person would lose patience. */
const patience = 10_000;

/** The command line of the program, as this Node runs it. */
export function pipehandProgram(...args: readonly string[]): string[] {
  return [process.execPath, join(project, 'src', 'run.mjs'), ...args];
}

/** Opens a window with the program in it; it is closed when the test is over. */
export function openTerminal(at: Installation, options: WindowOptions = {}): Terminal {
  const { program = pipehandProgram('chat'), columns = 80, rows = 24, resizing = 'reflow', tellsSize = true } = options;
  const told = tellsSize ? [columns, rows] : [0, 0];
  const screen = createScreen(columns, rows, resizing);
  const decoder = new TextDecoder();
  let output = '';
  let exit: number | undefined;
  let resizes = 0;
  let failure: unknown;
  let wake = () => {};

  const bridge = spawn('python3', [join(import.meta.dirname, 'pseudo-terminal.py'), ...told.map(String), ...program], {
    cwd: project,
    env: environment(at),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  createInterface({ input: bridge.stdout }).on('line', (line) => {
    try {
      take(JSON.parse(line));
    } catch (error) {
      failure ??= error;
    }
    wake();
  });
  bridge.once('error', (error) => {
    failure ??= error;
    wake();
  });
  const closed = new Promise<void>((resolve) =>
    bridge.once('close', (code) => {
      if (exit === undefined) failure ??= new Error(`the bridge to the terminal ended with ${code}`);
      wake();
      resolve();
    }),
  );
  bridge.stdin.on('error', () => {
    // The program ended while something was typed.
  });
  onTestFinished(async () => {
    bridge.stdin.end();
    await closed;
    if (failure !== undefined) throw failure;
  });

  function take(event: Event): void {
    if ('exit' in event) exit = event.exit;
    if ('resized' in event) {
      screen.resize(...event.resized);
      resizes++;
    }
    if (!('output' in event)) return;
    const text = decoder.decode(Buffer.from(event.output, 'base64'), { stream: true });
    output += text;
    screen.feed(text);
  }

  function command(words: object): void {
    bridge.stdin.write(`${JSON.stringify(words)}\n`);
  }

  async function until(what: string, holds: () => boolean): Promise<void> {
    const end = Date.now() + patience;
    for (;;) {
      if (failure !== undefined) throw failure;
      if (holds()) return;
      if (Date.now() >= end) throw new Error(`it never came to this: ${what}\n${shown(screen)}`);
      await changeOr(end - Date.now());
    }
  }

  function type(text: string): void {
    command({ type: text });
  }

  function shows(text: string): Promise<void> {
    return until(`the screen shows ${text}`, () => screen.rows().some((row) => row.includes(text)));
  }

  function prompts(typed = ''): Promise<void> {
    return until(`the prompt says ${typed}`, () => promptSays(screen, typed));
  }

  /** Resolves when something came, or after `ms`. */
  function changeOr(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    screen,
    output: () => output,
    type,
    async press(text) {
      for (const [at, letter] of [...text].entries()) {
        type(letter);
        await prompts([...text].slice(0, at + 1).join(''));
      }
    },
    async resize(newColumns, newRows) {
      const before = resizes;
      command({ resize: [newColumns, newRows] });
      await until(`${newColumns} columns`, () => resizes > before);
    },
    hangUp: () => command({ hangUp: true }),
    until,
    shows,
    prompts,
    async enter(line, answer) {
      type(`${line}\r`);
      await shows(answer);
      await prompts();
    },
    async ended() {
      await until('the program has ended', () => exit !== undefined);
      return exit ?? -1;
    },
  };
}

/** The cursor stands in the prompt, and this was typed into it. */
export function promptSays(screen: Screen, typed: string): boolean {
  return screen.line().trimEnd() === `pipehand> ${typed}`.trimEnd();
}

/** The screen in a frame, with what scrolled out of sight above it. */
function shown(screen: Screen): string {
  const all = screen.everything();
  const above = all.slice(0, -screen.rows().length);
  return [...above, '┌────', ...screen.rows().map((row) => `│${row}`), '└────'].join('\n');
}

function environment({ home, pipelines, settings }: Installation): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG } = process.env;
  return {
    PATH,
    HOME,
    LANG,
    TERM: 'xterm-256color',
    // The program is started dozens of times: it need not be compiled anew each time.
    NODE_COMPILE_CACHE: join(project, 'node_modules', '.cache', 'node'),
    PORT: '0',
    INIT_CWD: pipelines,
    PIPEHAND_HOME: home,
    PIPEHAND_PIPELINES: pipelines,
    ...settings,
  };
}
