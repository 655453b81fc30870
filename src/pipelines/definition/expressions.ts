/** What a value made of one `${{…}}` refers to, seen from the job or component file it is written in. */
export type Reference =
  | { kind: 'parent-input'; name: string }
  | { kind: 'parent-output'; name: string }
  | { kind: 'job-input'; job: string; name: string }
  | { kind: 'job-output'; job: string; name: string };

/** A value that holds `${{` but refers to nothing; `words` say what to write. */
interface UnknownReference {
  kind: 'unknown';
  words: string;
}

const whole = /^\$\{\{([^{}]*)\}\}$/;
const ofParent = /^parent\.(inputs|outputs)\.([\w-]+)$/;
const ofJob = /^parent\.jobs\.([\w-]+)\.(inputs|outputs)\.([\w-]+)$/;
const ofNobody = /^(inputs|outputs|jobs)\.[\w.-]+$/;

/** Reads a bound value: a reference, an expression that refers to nothing, or undefined for text without `${{`. */
export function readReference(text: string): Reference | UnknownReference | undefined {
  if (!text.includes('${{')) return undefined;
  const expression = whole.exec(text.trim())?.[1]?.trim();
  if (expression === undefined) {
    return unknown(
      `mixes text and \${{…}}; a value is either text or one expression, and a command can put them together`,
    );
  }
  const [, place, name = ''] = ofParent.exec(expression) ?? [];
  if (place) return { kind: place === 'inputs' ? 'parent-input' : 'parent-output', name };
  const [, job = '', side, port = ''] = ofJob.exec(expression) ?? [];
  if (side) return { kind: side === 'inputs' ? 'job-input' : 'job-output', job, name: port };
  if (ofNobody.test(expression)) return unknown(`refers to nothing; did you mean \${{parent.${expression}}}?`);
  return unknown(`refers to nothing; write \${{parent.inputs.<name>}} or \${{parent.jobs.<job>.outputs.<name>}}`);
}

function unknown(words: string): UnknownReference {
  return { kind: 'unknown', words };
}
