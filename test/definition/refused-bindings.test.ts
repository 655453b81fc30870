import { describe, expect, it } from 'vitest';
import { aJob, linesOf, yaml } from './definition-folder.ts';

describe('data that is not on this machine', () => {
  it.each([
    [
      'azureml:rows:1',
      'is registered in Azure and not known here; write a local path, as in path: ./data, or azureml://datastores/<datastore>/paths/<path>',
    ],
    [
      'azureml:rows@latest',
      'is registered in Azure and not known here; write a local path, as in path: ./data, or azureml://datastores/<datastore>/paths/<path>',
    ],
    [
      'azureml://jobs/j/outputs/o/paths/p',
      'is kept in Azure and not known here; copy it here and write its path, as in path: ./data',
    ],
    [
      'azureml://subscriptions/s/x',
      'is kept in Azure and not known here; copy it here and write its path, as in path: ./data',
    ],
    ['runs:/1/model', 'is kept in Azure and not known here; copy it here and write its path, as in path: ./data'],
    ['https://x/y.csv', 'is not on this machine; download it and write its path, as in path: ./data'],
    ['wasbs://a@b/c', 'is not on this machine; download it and write its path, as in path: ./data'],
    ['abfss://a@b/c', 'is not on this machine; download it and write its path, as in path: ./data'],
    ['adl://a/b', 'is not on this machine; download it and write its path, as in path: ./data'],
    ['./none', 'does not exist'],
    ['', 'is no path'],
    [
      'azureml://datastores/mine/paths/x',
      'is in the datastore mine, which is not here; there are workspaceblobstore, workspacefilestore, workspaceartifactstore',
    ],
    ['azureml://datastores/workspaceblobstore/paths/a/../../b', 'leaves its datastore: .. cannot stand in it'],
    [
      `azureml://datastores/workspaceblobstore/paths/\${{name}}`,
      'holds an expression; a path of input data is plain text',
    ],
  ])('%s', (path, words) => {
    const shown = path === '' ? '""' : path;
    expect(linesOf(aJob(`    inputs:\n      x: {path: "${path}"}`))).toEqual([`5 jobs.a.inputs.x: ${shown} ${words}`]);
  });
});

describe('an output that has no place here', () => {
  it.each([
    [
      '{path: ./out}',
      '.path: ./out is no place for an output; write azureml://datastores/<datastore>/paths/<path>, or leave path out',
    ],
    [
      '{path: azureml://datastores/mine/paths/x}',
      '.path: azureml://datastores/mine/paths/x is in the datastore mine, which is not here; there are workspaceblobstore, workspacefilestore, workspaceartifactstore',
    ],
    [
      '{path: azureml://datastores/workspaceblobstore/paths/../x}',
      '.path: azureml://datastores/workspaceblobstore/paths/../x leaves its datastore: .. cannot stand in it',
    ],
    [
      `{path: "azureml://datastores/\${{default_datastore}}/paths/\${{run}}"}`,
      `.path: azureml://datastores/\${{default_datastore}}/paths/\${{run}} holds an expression; only \${{name}}, \${{output_name}} and \${{default_datastore}} can stand in it`,
    ],
    [
      `{path: "azureml://datastores/\${{name}}/paths/x"}`,
      `.path: azureml://datastores/\${{name}}/paths/x is in the datastore \${{name}}, which is not here; there are workspaceblobstore, workspacefilestore, workspaceartifactstore`,
    ],
    ['{type: uri_flie}', '.type: uri_flie is no type of an output; did you mean uri_file?'],
    ['{mode: download}', '.mode: download is no mode of an output; there are rw_mount, upload, direct, mount'],
    ['./out', `: must be empty, a map with a type, or \${{parent.outputs.<name>}}, not ./out`],
    [
      `\${{parent.inputs.x}}`,
      `: \${{parent.inputs.x}} cannot stand here; an output is bound to \${{parent.outputs.<name>}}, an output of the pipeline around it`,
    ],
    [`\${{parent.outputs.x}}`, ': the pipeline has no output x; there are none'],
  ])('%s', (written, words) => {
    expect(linesOf(aJob(`    outputs:\n      o: ${written}`))).toEqual([`5 jobs.a.outputs.o${words}`]);
  });

  it('two jobs that write one output', () => {
    const writer = (name: string) => `  ${name}: {command: ls, outputs: {o: "\${{parent.outputs.x}}"}}`;
    expect(linesOf(`outputs: {x: }\njobs:\n${writer('a')}\n${writer('b')}`)).toEqual([
      `4 jobs.b.outputs.o: jobs.a.outputs.o writes \${{parent.outputs.x}} as well; an output has one writer`,
    ]);
  });

  it('an output of the job itself that is bound', () => {
    expect(linesOf(`outputs:\n  x: \${{parent.outputs.y}}\njobs: {a: {command: ls}}`)).toEqual([
      '2 outputs.x: an output of the job itself is bound to nothing; bind the output of a job to it',
    ]);
  });
});

describe('a binding that leads nowhere', () => {
  it.each([
    ['parent.inputs.rat', 'the pipeline has no input rat; did you mean rate?'],
    ['parent.jobs.train.outputs.o', 'there is no job train; there are a, b'],
    ['parent.jobs.b.outputs.modle', 'the job b has no output modle; did you mean model?'],
    ['parent.jobs.b.inputs.x', 'the job b has no input x; there are none'],
    [
      'parent.outputs.kept',
      `\${{parent.outputs.kept}} cannot be read inside its pipeline; read the output of the job that writes it`,
    ],
    ['inputs.rate', `\${{inputs.rate}} refers to nothing; did you mean \${{parent.inputs.rate}}?`],
    [
      'search_space.x',
      `\${{search_space.x}} refers to nothing; write \${{parent.inputs.<name>}} or \${{parent.jobs.<job>.outputs.<name>}}`,
    ],
  ])('%s', (expression, words) => {
    const files = yaml`
      inputs: {rate: 1}
      outputs: {kept: }
      jobs:
        a:
          command: ls
          inputs:
            x: \${{${expression}}}
        b: {command: ls, outputs: {model: }}
    `;
    expect(linesOf(files)).toEqual([`7 jobs.a.inputs.x: ${words}`]);
    expect(linesOf(files.replace('x: $', 'x: {path: "$').replace('}}\n', '}}"}\n'))).toEqual([
      `7 jobs.a.inputs.x: ${words}`,
    ]);
  });

  it('text around an expression', () => {
    expect(linesOf(aJob(`    inputs:\n      x: a-\${{parent.inputs.y}}`))).toEqual([
      `5 jobs.a.inputs.x: a-\${{parent.inputs.y}} mixes text and \${{…}}; a value is either text or one expression, and a command can put them together`,
    ]);
  });

  it('an input of the job itself that refers to something', () => {
    expect(linesOf(`inputs:\n  x: \${{parent.inputs.y}}\njobs: {a: {command: ls}}`)).toEqual([
      '2 inputs.x: an input of the job itself refers to nothing; write its value',
    ]);
  });

  it('a circle of jobs', () => {
    const job = (name: string, from: string) =>
      `  ${name}: {command: ls, inputs: {x: "\${{parent.jobs.${from}.outputs.o}}"}, outputs: {o: }}`;

    expect(linesOf(['jobs:', job('a', 'c'), job('b', 'a'), job('c', 'b')].join('\n'))).toEqual([
      '2 the jobs wait for each other in a circle: a → c → b → a; remove one of these bindings',
    ]);
    expect(linesOf(['jobs:', job('a', 'a')].join('\n'))).toEqual([
      '2 the jobs wait for each other in a circle: a → a; remove one of these bindings',
    ]);
  });

  it('a circle of inputs', () => {
    const job = (name: string, from: string) =>
      `  ${name}: {command: ls, inputs: {x: "\${{parent.jobs.${from}.inputs.x}}"}}`;

    expect(linesOf(['jobs:', job('a', 'b'), job('b', 'a')].join('\n'))).toEqual([
      '2 jobs.a.inputs.x: is bound to itself in the end; give it a value',
    ]);
  });

  it('an output of a pipeline that no job inside it writes', () => {
    expect(
      linesOf({
        'pipeline.yml': `jobs:\n  p: {component: p.yml}\n  a: {command: ls, inputs: {x: "\${{parent.jobs.p.outputs.o}}"}}`,
        'p.yml': 'outputs: {o: {type: uri_folder}}\njobs: {b: {command: ls}}',
      }),
    ).toEqual([`3 jobs.a.inputs.x: no job inside p writes its output o; bind one to \${{parent.outputs.o}}`]);
  });
});

describe('a command that cannot be filled in', () => {
  it('is told with the line of each mark, whatever the style of its text', () => {
    const blockText = yaml`
      jobs:
        a:
          inputs: {lrr: 1}
          command: |
            train
            train \${{inputs.lrr}} \${{inputs.lr}} \${{outputs.o}}
            train \${{ parent.inputs.lr }} \${{search_space.lr}}

            $[[ --x $[[ --y
            echo \${{inputs.lrr
    `;
    const lines = (of: number) => [
      `${of} jobs.a.command: uses \${{inputs.lr}}, but no input has this name; did you mean lrr?`,
      `${of} jobs.a.command: uses \${{outputs.o}}, but no output has this name; add it under outputs`,
      `${of + 1} jobs.a.command: \${{parent.inputs.lr}} means nothing in a command; give the job an input that is bound to it, and write \${{inputs.<name>}}`,
      `${of + 1} jobs.a.command: \${{search_space.lr}} means nothing in a command: it belongs to a sweep; write a fixed value`,
      `${of + 3} jobs.a.command: one $[[ stands inside another; close the first one with ]] before`,
      `${of + 3} jobs.a.command: $[[ is not closed; write ]] after the optional part`,
      `${of + 4} jobs.a.command: \${{ is not closed; write }} after the name`,
    ];

    expect(linesOf(blockText)).toEqual(lines(6));
    expect(linesOf(blockText.replace('|', '>-'))).toEqual(lines(6));
    expect(linesOf(blockText.replace('|', '"').trimEnd().concat('"'))).toEqual(lines(6));
  });
});

describe('an optional input', () => {
  it('needs a value after all where the command cannot do without it', () => {
    const files = {
      'pipeline.yml': 'jobs:\n  a: {component: a.yml}\n  b: {component: a.yml, inputs: {note: hi}}',
      'a.yml': `inputs: {note: {type: string, optional: true}}\ncommand: |\n  echo $[[ \${{inputs.note}} ]]\n  echo \${{inputs.note}}`,
    };

    expect(linesOf(files)).toEqual([
      '2 jobs.a: gives no value to note, which the command needs: it stands outside $[[ … ]] (a.yml:4)',
    ]);
  });
});
