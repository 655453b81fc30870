/** What a live message shows: a run, or an incident of a machine. */
export type Subject = { kind: 'run'; id: string } | { kind: 'incident'; id: string };

/** The subject as delivery keeps it: `run:<id>`, `incident:<id>`. */
export function showSubject({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}

/** Undefined for what is no subject of notifications. */
export function readSubject(text: string): Subject | undefined {
  const [, kind, id] = /^(run|incident):(.+)$/s.exec(text) ?? [];
  if ((kind !== 'run' && kind !== 'incident') || id === undefined) return undefined;
  return { kind, id };
}
