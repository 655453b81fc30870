import type { HelpEntry, Reply } from '../commands/reply.ts';
import type { Problem } from '../errors.ts';
import type { Card } from './card.ts';
import { openForm } from './form-card.ts';

/** A refusal: what is wrong, where, and the next act. */
export function problemCard({ code, message, details = [], fix, form }: Problem): Card {
  // What is unavailable is told in the words of a store or a service.
  const isRefusal = code === 'unavailable' ? {} : ({ isRefusal: true } as const);
  return {
    title: message,
    elements: [
      ...(details.length === 0 ? [] : [{ type: 'preformatted', lines: details, ...isRefusal } as const]),
      ...(fix === undefined ? [] : [{ type: 'copyable', label: 'Try', line: fix } as const]),
      ...(form === undefined ? [] : [openForm(form)]),
    ],
  };
}

/** `help`: what the asker may say, each with an example. */
export function helpCard(entries: readonly HelpEntry[], topic: string | undefined, lines: readonly string[]): Card {
  const [only] = entries;
  const rows = entries.map(({ usage, summary }) => [usage, summary]);
  return {
    title: topic === undefined ? 'What you can say' : `Help: ${topic}`,
    elements: [
      ...(rows.length === 0 ? [] : [{ type: 'table', columns: ['Line', 'What it does'], rows } as const]),
      ...(lines.length === 0 ? [] : [{ type: 'list', items: lines } as const]),
      ...(only === undefined ? [] : [{ type: 'copyable', label: 'For example', line: only.example } as const]),
    ],
  };
}

/** `whoami`. */
export function whoamiCard({ user, name, role, may }: Reply & { kind: 'whoami' }): Card {
  return {
    title: name,
    elements: [
      {
        type: 'facts',
        facts: [
          { label: 'id', value: user },
          { label: 'role', value: role },
          { label: 'may', value: may.join(', ') },
        ],
      },
      ...(role === 'admin'
        ? []
        : [{ type: 'copyable', label: 'To become an admin, set', line: `PIPEHAND_ADMINS=${user}` } as const]),
    ],
  };
}
