import { chat } from '../../src/chat/terminal/chat.ts';
import { systemClock } from '../../src/clock.ts';
import { joinHome } from './join-home.ts';

// The chat of ada with the server of a home, in a window of its own: chat-window.ts <home>
const { argv, stdin, stdout } = process;
const join = joinHome(argv[2] ?? '');

async function open() {
  const desk = await join();
  if (!desk) throw new Error('no server is there');
  return desk;
}

await chat({
  open,
  input: stdin,
  output: stdout,
  colour: false,
  history: { lines: [], save() {} },
  greeting: async () => ['Good morning.'],
  feed: { user: 'ada', join, clock: systemClock },
  now: Date.now,
});
process.exit();
