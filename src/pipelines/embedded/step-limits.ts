/** Exit status of a shell whose command was ended for a file beyond its limit: 128 + SIGXFSZ. */
export const fileLimitStatus = 153;

/** Bash counts files and memory in units of so many bytes. */
const unit = 1_024;

/**
 * The lines by which bash limits itself and all that it starts, from a list such as `file=20GB,memory=8GB,processes=500`.
 * `file` is the size of any one file, `memory` the address space of one process, `processes` counts all of the user's and
 * is not held against root. A limit that the system does not take changes nothing.
 */
export function limitLines(list: string): string {
  return list.split(',').map(limitLine).join('');
}

function limitLine(limit: string): string {
  const [, name, count, size] = /^(file|memory|processes)=(\d+)([MG]?)B?$/.exec(limit) ?? [];
  const bytes = Number(count) * (size === 'G' ? 1e9 : 1e6);
  switch (name) {
    case 'file':
      return `ulimit -f ${Math.floor(bytes / unit)} 2>/dev/null\n`;
    case 'memory':
      return `ulimit -v ${Math.floor(bytes / unit)} 2>/dev/null\n`;
    case 'processes':
      return `ulimit -u ${count} 2>/dev/null\n`;
    default:
      return '';
  }
}
