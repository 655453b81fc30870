import type { Card } from '../../cards/card.ts';
import type { IdentityKeeper } from './identity.ts';

interface Options {
  /** What the command is called in this workspace: `/pipeline`. */
  command: string;
  /** Whether somebody could say this; what is copied may also be a setting or a sentence. */
  isLine(text: string): boolean;
  identity: IdentityKeeper;
}

/** Milliseconds that a message waits to know what Pipehand is called here. */
const nameWithin = 1_000;

/**
 * The card with lines to copy as they are typed where it stands: behind the command, in a thread, where Slack takes no
 * commands, behind a mention, and in a direct conversation as they are. Never throws.
 */
export type TypedLines = (card: Card, channel: string, thread: string | undefined) => Promise<Card>;

export function createTypedLines({ command, isLine, identity }: Options): TypedLines {
  async function mention(): Promise<string> {
    const name = await identity.get(nameWithin).then(
      (self) => self.name,
      () => 'Pipehand',
    );
    return `@${name}`;
  }

  return async (card, channel, thread) => {
    const isTyped = card.elements.some((element) => element.type === 'copyable' && isLine(element.line));
    if (!isTyped || channel.startsWith('D')) return card;
    const front = thread === undefined ? command : await mention();
    const elements = card.elements.map((element) =>
      element.type === 'copyable' && isLine(element.line) ? { ...element, line: `${front} ${element.line}` } : element,
    );
    return { ...card, elements };
  };
}
