import { styleText } from 'node:util';
import type { TextStyle, Tone } from '../../cards/plain-text.ts';

const formats = {
  title: 'bold',
  quiet: 'dim',
  copyable: 'cyan',
  succeeded: 'green',
  failed: 'red',
  running: 'blue',
  waiting: 'dim',
  canceled: 'yellow',
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

/** Narrower screens are written as if they had this many columns. */
const narrowest = 20;

/** Cards for the person at this screen: colours where they are wanted, times in their zone, people by name. */
export function terminalStyle(options: { colour: boolean; columns: number; now: number }): TextStyle {
  return {
    width: Math.max(narrowest, options.columns),
    paint: (tone, text) =>
      options.colour && text !== '' ? styleText(formats[tone], text, { validateStream: false }) : text,
    showTime: (at) => showTime(at, options.now),
    showPerson: (key) => key.slice(key.indexOf(':') + 1),
  };
}

/** The hour for today, the day with the hour otherwise. */
function showTime(at: number, now: number): string {
  const time = new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = new Date(at).toLocaleDateString('sv-SE');
  return day === new Date(now).toLocaleDateString('sv-SE') ? time : `${day} ${time}`;
}
