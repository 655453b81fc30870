import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

// Another program with the given SQLite file. Each line it is given is done and answered: `lock` takes the write lock when
// it can be had within a third of a second, `free` gives it back.
const [file = ''] = process.argv.slice(2);
const database = new DatabaseSync(file, { timeout: 300 });
const statements: Readonly<Record<string, string>> = { lock: 'begin immediate', free: 'rollback' };

for await (const line of createInterface(process.stdin)) {
  process.stdout.write(`${attempt(statements[line] ?? '')}\n`);
}

function attempt(statement: string): string {
  try {
    database.exec(statement);
    return 'done';
  } catch (error) {
    return String(error);
  }
}
