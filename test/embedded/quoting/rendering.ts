import { renderCommand, type Value } from '../../../src/pipelines/embedded/quoting/command-template.ts';

/** What a person gave, by input name; a `file:` prefix stands for a literal of the definition's author. */
export type Given = Readonly<Record<string, string>>;

/** Writes `«x»` out as the placeholder of the input x, and `«outputs.x»` as that of an output. */
export function placeholders(template: string): string {
  return template.replace(/«(outputs\.)?(\w+)»/g, (_, outputs, name) => `\${{${outputs ?? 'inputs.'}${name}}}`);
}

/** The text for bash of a template with `«x»` for placeholders, as the step `train` of pipeline.yml, line 7, with its outputs under /data. */
export function rendered(template: string, given: Given = {}, file: Given = {}): string {
  return renderCommand(
    { name: 'train', command: placeholders(template), commandPosition: { file: 'pipeline.yml', line: 7 } },
    {
      input: (name) => asValue(given[name], 'given') ?? asValue(file[name], 'file'),
      output: (name) => (name === 'undeclared' ? undefined : { text: `/data/${name}`, source: 'given' }),
    },
  );
}

function asValue(text: string | undefined, source: Value['source']): Value | undefined {
  return text === undefined ? undefined : { text, source };
}
