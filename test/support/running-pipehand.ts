import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { openPipehand, type Pipehand } from '../../src/main.ts';
import type { Definitions } from './embedded.ts';
import { temporaryFolder, writeFiles } from './temporary-folder.ts';

/** All of Pipehand in the test's own process: its service behind its real web server. */
export interface RunningPipehand extends Pipehand {
  home: string;
  port: number;
  /** Whatever it logged as an error, one JSON line each. */
  faults: readonly string[];
}

/** Opens Pipehand with these definitions, two slots, a free port and these more settings; closed when the test is over. */
export async function openRunning(
  definitions: Definitions,
  {
    home = temporaryFolder(),
    port = 0,
    settings: more = {},
  }: { home?: string; port?: number; settings?: Readonly<Record<string, string>> } = {},
): Promise<RunningPipehand> {
  const folder = writeFiles(join(home, 'definitions'), definitions);
  const { PATH } = process.env;
  const settings = { PATH, PIPEHAND_HOME: home, PIPEHAND_PIPELINES: folder, PORT: String(port), ...more };
  const faults: string[] = [];
  const log = createLog({ level: 'error', to: { write: (line) => faults.push(line) }, secrets: [] });
  const pipehand = await openPipehand({ ...readConfig(settings, home), slots: 2 }, log, true);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= pipehand.close();
    return closing;
  };
  onTestFinished(close);
  return { ...pipehand, close, home, port: Number(new URL(pipehand.url).port), faults };
}
