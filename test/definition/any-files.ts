import { type Arbitrary, array, constantFrom, nat, oneof, record, string, tuple } from 'fast-check';
import { yaml } from './definition-folder.ts';

/** The files of a definition by name; `pipeline.yml` is where it begins. */
export type Files = Readonly<Record<string, string>>;

const pipeline = yaml`
  type: pipeline
  name: churn
  tags: {team: growth}
  settings: {default_datastore: azureml:workspaceblobstore, continue_on_step_failure: false}
  inputs:
    rows: {type: uri_folder, path: ./data, mode: download}
    rate: 0.1
    size: {type: integer, default: 3, min: 1, max: 9}
    note: {type: string, optional: true}
    cluster: cpu
  outputs:
    model: {path: "azureml://datastores/workspaceblobstore/paths/m/\${{name}}"}
  jobs:
    train:
      command: train \${{inputs.rows}} \${{inputs.rate}} $[[--note \${{inputs.note}}]] \${{outputs.model}}
      code: ./src
      compute: \${{parent.inputs.cluster}}
      environment_variables: &vars {A: 1, B: yes}
      limits: {timeout: 60}
      inputs:
        rows: \${{parent.inputs.rows}}
        rate: \${{parent.inputs.rate}}
        note: \${{parent.inputs.note}}
      outputs:
        model: \${{parent.outputs.model}}
    score:
      component: score.yml
      environment_variables: {<<: *vars, C: "3"}
      inputs:
        model: {path: "\${{parent.jobs.train.outputs.model}}", mode: ro_mount}
        size: \${{parent.inputs.size}}
      outputs: {report: , artifacts: }
    after:
      component: nested.yml
      inputs:
        report: \${{parent.jobs.score.outputs.report}}
        limit: 5
    last:
      command: cat \${{inputs.x}} \${{inputs.y}}
      inputs:
        x: \${{parent.jobs.after.outputs.done}}
        y: \${{parent.jobs.score.outputs.artifacts}}
`;
const score = yaml`
  type: command
  version: 1
  inputs:
    model: {type: mlflow_model}
    size: {type: number, enum: [1, 3, 5]}
    flag: {type: boolean, default: False}
  outputs:
    report: {type: uri_file}
  code: ./src
  command: >-
    score \${{inputs.model}} \${{inputs.size}}
    \${{inputs.flag}} > \${{outputs.report}}
`;
const nested = yaml`
  type: pipeline
  inputs:
    report: {type: uri_file}
    limit: {type: integer, default: 1}
  outputs:
    done: {type: uri_folder}
  jobs:
    first:
      command: first \${{inputs.r}} \${{inputs.l}}
      inputs:
        r: \${{parent.inputs.report}}
        l: \${{parent.inputs.limit}}
      outputs: {o: }
    second:
      command: second \${{inputs.o}} \${{inputs.l}} > \${{outputs.d}}/d
      inputs:
        o: \${{parent.jobs.first.outputs.o}}
        l: \${{parent.jobs.first.inputs.l}}
      outputs:
        d: \${{parent.outputs.done}}
`;
/** A definition that uses most of what there is. */
export const skeleton: Files = { 'pipeline.yml': pipeline, 'score.yml': score, 'nested.yml': nested };

const word = constantFrom(
  ...[
    'train',
    'score',
    'after',
    'rows',
    'rate',
    'size',
    'model',
    'report',
    'o',
    '__proto__',
    'constructor',
    'path',
    'HOME',
  ],
  ...[
    'command',
    'pipeline',
    'sweep',
    'uri_file',
    'uri_folder',
    'string',
    'number',
    'boolean',
    'type',
    'jobs',
    'inputs',
    'outputs',
  ],
  ...[
    '1e-3',
    '0.1',
    '-7',
    '007',
    'yes',
    'null',
    '~',
    '""',
    "'x y'",
    '.inf',
    '1e400',
    '2026-11-21',
    '[]',
    '{}',
    '[a, b]',
    '{a: {b: c}}',
  ],
  ...[
    './data',
    '../..',
    'score.yml',
    'nested.yml',
    'pipeline.yml',
    'nope.yml',
    '/',
    'azureml:x:1',
    'https://x/y',
    'runs:/1',
  ],
  ...[
    'azureml://datastores/workspaceblobstore/paths/x',
    'azureml://datastores/nope/paths/../x',
    '*vars',
    '&a',
    '!!str',
    '!x',
    '<<',
  ],
  ...[
    `\${{parent.inputs.rate}}`,
    `\${{parent.jobs.train.outputs.model}}`,
    `\${{parent.jobs.last.inputs.x}}`,
    `\${{parent.outputs.model}}`,
  ],
  ...[
    `\${{inputs.rows}}`,
    `\${{`,
    '}}',
    '$[[',
    ']]',
    '|',
    '>-',
    '#',
    ': ',
    '- ',
    '\t',
    '\0',
    '\u202e',
    '\ud83d\ude00',
    '"',
    "'",
    '\n',
    '\n    ',
  ],
);
const reference = constantFrom(
  ...[
    `\${{parent.jobs.score.outputs.report}}`,
    `\${{parent.jobs.after.outputs.done}}`,
    `\${{parent.jobs.train.outputs.model}}`,
  ],
  ...[
    `\${{parent.jobs.second.outputs.d}}`,
    `\${{parent.jobs.second.inputs.o}}`,
    `\${{parent.inputs.limit}}`,
    `\${{parent.inputs.size}}`,
  ],
);
const mutation = record({
  file: constantFrom('pipeline.yml', 'pipeline.yml', 'score.yml', 'nested.yml'),
  act: constantFrom(
    'drop',
    'repeat',
    'swap',
    'replace',
    'insert',
    'indent',
    'outdent',
    'cut',
    'key',
    'rebind',
    'rebind',
  ),
  reference,
  line: nat(200),
  other: nat(200),
  word,
});
type Mutation = typeof mutation extends Arbitrary<infer Value> ? Value : never;

const mutated = array(mutation, { minLength: 0, maxLength: 4 }).map((acts) => acts.reduce(mutate, skeleton));
const junk = oneof(
  string({ maxLength: 200 }),
  array(word, { maxLength: 60 }).map((words) => words.join(' ')),
);
/** A definition that somebody broke in a few places, now and then one that never was any. */
export const anyFiles = oneof(
  { weight: 8, arbitrary: mutated },
  { weight: 1, arbitrary: junk.map((text): Files => ({ 'pipeline.yml': text })) },
  {
    weight: 1,
    arbitrary: tuple(junk, junk).map(([a, b]): Files => ({ ...skeleton, 'score.yml': a, 'nested.yml': b })),
  },
);

function mutate(files: Files, { file, act, line, other, word, reference }: Mutation): Files {
  const lines = (files[file] ?? '').split('\n');
  const at = line % lines.length;
  const there = other % lines.length;
  const text = lines[at] ?? '';
  const place = other % (text.length + 1);
  switch (act) {
    case 'drop':
      lines.splice(at, 1);
      break;
    case 'repeat':
      lines.splice(there, 0, text);
      break;
    case 'swap':
      lines[at] = lines[there] ?? '';
      lines[there] = text;
      break;
    case 'replace':
      lines[at] = text.replace(/([^\s:][^:]*)?$/, word);
      break;
    case 'key':
      lines[at] = text.replace(/\w+/, word);
      break;
    case 'rebind': {
      const bound = lines.flatMap((each, index) => (each.includes('{{parent.') ? [index] : []));
      const chosen = bound[line % bound.length] ?? 0;
      lines[chosen] = (lines[chosen] ?? '').replace(/\$\{\{parent\.[^}]*\}\}/, () => reference);
      break;
    }
    case 'insert':
      lines[at] = `${text.slice(0, place)}${word}${text.slice(place)}`;
      break;
    case 'indent':
      lines[at] = `  ${text}`;
      break;
    case 'outdent':
      lines[at] = text.replace(/^ {2}/, '');
      break;
    case 'cut':
      if (other % 10 === 0) lines.splice(at);
      break;
    default:
      act satisfies never;
  }
  return { ...files, [file]: lines.join('\n') };
}
