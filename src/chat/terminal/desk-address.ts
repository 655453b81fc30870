import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DeskAddress, deskAddress } from './desk-wire.ts';

const fileName = 'server.json';

/** Tells terminals where the owner of the home answers. Readable by this user only: the token opens everything. */
export function writeDeskAddress(home: string, address: DeskAddress): void {
  writeFileSync(join(home, fileName), JSON.stringify(address), { mode: 0o600 });
}

export function removeDeskAddress(home: string): void {
  rmSync(join(home, fileName), { force: true });
}

/** Where the owner of the home says it answers; undefined when none has said so. It may have ended since. */
export function readDeskAddress(home: string): DeskAddress | undefined {
  try {
    return deskAddress.safeParse(JSON.parse(readFileSync(join(home, fileName), 'utf8'))).data;
  } catch {
    return undefined;
  }
}
