import { existsSync } from 'node:fs';
import { drawSlack } from './slack/draw-slack.ts';
import { drawTeams } from './teams/draw-teams.ts';

/** Where a browser is usually installed. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const browser = places.find((place) => existsSync(place));
if (browser === undefined) {
  process.stdout.write(`No picture was drawn: no Chromium is installed (${places.join(', ')}).\n`);
} else {
  for (const draw of [drawSlack, drawTeams]) for (const file of await draw(browser)) process.stdout.write(`${file}\n`);
}
