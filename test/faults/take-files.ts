import { closeSync, openSync } from 'node:fs';

// Loaded into a process before anything else: from SIGUSR2 on it takes every file that may be opened, also those that
// become free; the next SIGUSR2 gives them back.

const taken: number[] = [];
let taking: NodeJS.Timeout | undefined;

function takeAll(): void {
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    // There is none left.
  }
}

process.on('SIGUSR2', () => {
  if (taking === undefined) {
    takeAll();
    taking = setInterval(takeAll, 1);
    process.stderr.write('every file is taken\n');
  } else {
    clearInterval(taking);
    for (const file of taken.splice(0)) closeSync(file);
    process.stderr.write('every file is given back\n');
  }
});
