// Plain JavaScript, so that an older Node can read it and say what is missing instead of a syntax error.
import module from 'node:module';
import { join } from 'node:path';

const wanted = 24;
if (Number(process.versions.node.split('.')[0]) >= wanted) {
  // Halves the time until a command answers. Among the packages, where nobody else can put anything.
  module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'pipehand'));
  await import('./cli.ts');
} else {
  process.stderr.write(
    `Pipehand runs on Node ${wanted} or later, and this is ${process.version}. On Linux it comes with npm ci; here please install it from nodejs.org.\n`,
  );
  process.exitCode = 3;
}
