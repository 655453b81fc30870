import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './pipehand.ts';
import { temporaryFolder, writeFiles } from './temporary-folder.ts';

/** How long `expect.poll` waits for what must come: long, because other tests load the machine too. */
export const soon = { timeout: 15_000 } as const;

/** An installation with these definitions, and the folder `world` outside its home for what steps do to the world. */
export function installationWith(
  definitions: (world: string) => Readonly<Record<string, string>>,
): Installation & { world: string } {
  const folder = temporaryFolder();
  const world = join(writeFiles(folder, { 'world/made-by-the-test': '' }), 'world');
  return { home: join(folder, 'home'), pipelines: writeFiles(join(folder, 'pipelines'), definitions(world)), world };
}

/** What steps wrote into a file of the world, line by line. */
export function linesIn({ world }: { world: string }, file: string): readonly string[] {
  const path = join(world, file);
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
}
