import { describe, expect, it } from 'vitest';
import { type Files, refusal, yaml } from './definition-folder.ts';

/** The lines of a refusal, without the file's name where it is `pipeline.yml`. */
function linesOf(files: Files | string): readonly string[] {
  const { details = [] } = refusal(typeof files === 'string' ? { 'pipeline.yml': files } : files);
  return details.map((line) => line.replace(/^pipeline\.yml:/, ''));
}

/** A job of one command with the given lines of YAML under it. */
function aJob(lines: string): string {
  return `jobs:\n  a:\n    command: ls\n${lines}`;
}

describe('a refusal', () => {
  it('names every problem of all files together, in the order of the files and lines, and what to do', () => {
    const problem = refusal({
      'pipeline.yml': yaml`
        inputs:
          rows: {path: azureml:rows:1}
        jobs:
          tune: {type: sweep}
          train: {component: parts/train.yml, inputs: {rows: "\${{parent.inputs.row}}"}}
          score: {command: score, code: ./missing}
      `,
      'parts/train.yml': yaml`
        inputs: {rows: {type: uri_folder}}
        command: train \${{inputs.data}}
        code: ./src
      `,
    });

    expect(problem).toEqual({
      code: 'bad-definition',
      message: 'churn/pipeline.yml cannot be run here: 6 problems.',
      details: [
        'pipeline.yml:2 inputs.rows: azureml:rows:1 is registered in Azure and not known here; write a local path, as in path: ./data, or azureml://datastores/<datastore>/paths/<path>',
        'pipeline.yml:4 jobs.tune: a sweep is not run here; write a command job with fixed values, and start it once for each set of values',
        'pipeline.yml:5 jobs.train.inputs.rows: the pipeline has no input row; did you mean rows?',
        'pipeline.yml:6 jobs.score.code: ./missing does not exist',
        `parts/train.yml:2 command: uses \${{inputs.data}}, but no input has this name; add it under inputs`,
        'parts/train.yml:3 code: ./src does not exist',
      ],
      fix: 'Nothing was started. Correct these lines, then try again.',
    });
  });

  it('shows forty lines and counts the rest', () => {
    const jobs = Array.from({ length: 100 }, (_, index) => `  j${index}: {type: sweep}`).join('\n');
    const { message, details = [] } = refusal({ 'pipeline.yml': `jobs:\n${jobs}` });

    expect(message).toContain('100 problems');
    expect(details).toHaveLength(41);
    expect(details.at(-1)).toBe('… and 60 more');
  });

  it('cannot be made to look like something else by the text it quotes', () => {
    const [line] = linesOf(aJob('    code: "a\\u202e\\n\\e[31mb"'));

    expect(line).toMatch(/^4 jobs\.a\.code: /);
    expect(line).toMatch(/^[\x20-\x7e]*$/);
  });
});

describe('a file that is no job', () => {
  it.each([
    [
      'a component by its schema',
      '$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json\ncommand: ls',
      'is a component, not a job; a pipeline uses it with component: and the path of this file',
    ],
    [
      'a component by its version',
      'version: 1\ncommand: ls',
      'is a component, not a job; a pipeline uses it with component: and the path of this file',
    ],
    [
      'a component by its determinism',
      'type: pipeline\nis_deterministic: true',
      'is a component, not a job; a pipeline uses it with component: and the path of this file',
    ],
    [
      'data',
      '$schema: https://azuremlschemas.azureedge.net/latest/data.schema.json\nname: x',
      'is an asset, not a job; name the file of a pipeline or command job',
    ],
    [
      'an endpoint',
      '$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json',
      'is an endpoint or a deployment, not a job; name the pipeline or command job that you want to run',
    ],
    [
      'a schedule by its schema',
      '$schema: https://azuremlschemas.azureedge.net/latest/schedule.schema.json\nname: x',
      'is a schedule, not a job; name the file of the job that it starts',
    ],
    ['a schedule', 'trigger: {}\ncreate_job: x', 'is a schedule, not a job; name the file of the job that it starts'],
    [
      'a compute',
      '$schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json',
      'describes a resource, not a job; name the file of a pipeline or command job',
    ],
    [
      'a sweep',
      'type: sweep',
      'a sweep is not run here; write a command job with fixed values, and start it once for each set of values',
    ],
    ['an unknown type', 'type: comand', 'the type comand is not known; did you mean command?'],
    ['anything else', 'a: 1', 'is neither a pipeline nor a command job: it has no type, no jobs and no command'],
    ['a list', '- a', 'must be a map of keys and values, not a list'],
    ['one word', 'hello', 'must be a map of keys and values, not hello'],
    ['nothing', '', 'is empty'],
    ['only a comment', '# later\n\n', 'is empty'],
  ])('%s', (_, text, words) => {
    expect(linesOf(text)).toEqual([`1 ${words}`]);
  });

  it('that is not there', () => {
    expect(refusal({}).details).toEqual(['pipeline.yml:1 does not exist']);
  });

  it('that is a folder', () => {
    expect(refusal({ 'pipeline.yml/': '' }).details).toEqual(['pipeline.yml:1 is a folder, not a file']);
  });
});

describe('a job of a type that is not run here', () => {
  it.each([
    [
      'sweep',
      'a sweep is not run here; write a command job with fixed values, and start it once for each set of values',
    ],
    ['parallel', 'a parallel job is not run here; write a command job whose script goes through the data itself'],
    ['spark', 'a Spark job is not run here; write a command job that runs the script with python'],
    ['automl', 'automated machine learning runs only in Azure; write a command job that trains the model'],
    ['import', 'an import job is not run here; put the data beside this file and write its path as an input'],
    ['flow', 'a prompt flow is not run here; write a command job that calls its code'],
    ['data_transfer', 'a data transfer is not run here; write a command job that copies its input to its output'],
    ['data_transfer_copy', 'a data transfer is not run here; write a command job that copies its input to its output'],
    ['do_while', 'a loop is not run here; write the nodes out one after the other'],
    ['parallel_for', 'a loop is not run here; write one node for each item'],
    ['if_else', 'a condition node is not run here; write the condition into the command of a job'],
    ['finetuning', 'fine-tuning jobs run only in Azure; write a command job that trains the model'],
    ['distillation', 'distillation jobs run only in Azure; write a command job that trains the model'],
    ['xyz', 'the type xyz is not known; write command or pipeline'],
    ['constructor', 'the type constructor is not known; write command or pipeline'],
  ])('%s', (type, words) => {
    const reader = `    after: {command: cat, inputs: {o: "\${{parent.jobs.odd.outputs.o}}"}}`;

    expect(linesOf(`jobs:\n  odd:\n    type: ${type}\n    trial: x\n${reader.slice(2)}`)).toEqual([
      `2 jobs.odd: ${words}`,
    ]);
    expect(linesOf({ 'pipeline.yml': 'jobs:\n  odd: {component: odd.yml}', 'odd.yml': `type: ${type}` })).toEqual([
      `2 jobs.odd.component: odd.yml is no component that can be run: ${words}`,
    ]);
  });
});

describe('a job that cannot be read', () => {
  it.each([
    ['no jobs', 'type: pipeline', '1 jobs: is empty; add a job'],
    ['empty jobs', 'jobs: {}\ntype: pipeline', '1 jobs: is empty; add a job'],
    ['jobs as a list', 'type: pipeline\njobs: [a]', '2 jobs: must be a map of keys and values, not a list'],
    [
      'jobs beside a component',
      'type: pipeline\njobs: {a: {command: ls}}\ncomponent: {command: ls}',
      '3 component: stands beside jobs; keep one of them',
    ],
    ['a job that is no map', 'jobs:\n  a: ls', '2 jobs.a: must be a map that describes a job, not ls'],
    ['a job without a command', 'jobs:\n  a: {code: .}', '2 jobs.a: has neither a command nor a component'],
    ['a command job without a command', 'type: command\ncode: .', '1 has neither a command nor a component'],
    ['an empty command', 'jobs:\n  a: {command: " "}', '2 jobs.a.command: is empty; write what the step runs'],
    ['a command as a list', 'jobs:\n  a:\n    command: [ls]', '3 jobs.a.command: must be a single value, not a list'],
    [
      'a name with a space',
      'jobs:\n  "a b": {command: ls}',
      '2 jobs.a b: a b is not a name; use letters, digits, _ and -',
    ],
    [
      'a name of the job itself',
      'name: a/b\njobs: {a: {command: ls}}',
      '1 name: a/b is not a name; use letters, digits, _ and -',
    ],
    [
      'a pipeline node without a component',
      'jobs:\n  a: {type: pipeline}',
      '2 jobs.a: has no component; write component: and the path of a pipeline component file',
    ],
    [
      'a job before all others',
      'settings:\n  on_init: a\njobs: {a: {command: ls}}',
      '2 settings.on_init: jobs before or after all others are not run here; make it an ordinary job under jobs',
    ],
    [
      'a job after all others',
      'settings:\n  on_finalize: a\njobs: {a: {command: ls}}',
      '2 settings.on_finalize: jobs before or after all others are not run here; make it an ordinary job under jobs',
    ],
    [
      'a flag that is neither',
      'settings: {continue_on_step_failure: 1}\njobs: {a: {command: ls}}',
      '1 settings.continue_on_step_failure: must be true or false, not 1',
    ],
    [
      'an unknown datastore',
      'settings: {default_datastore: azureml:mine}\njobs: {a: {command: ls}}',
      '1 settings.default_datastore: there is no datastore azureml:mine here; there are workspaceblobstore, workspacefilestore, workspaceartifactstore',
    ],
    [
      'a tag that is no value',
      'tags: {a: [1]}\njobs: {a: {command: ls}}',
      '1 tags.a: must be a single value, not a list',
    ],
    ['code that is not there', aJob('    code: ./src'), '4 jobs.a.code: ./src does not exist'],
    [
      'code in a repository',
      aJob('    code: git+https://x/y'),
      '4 jobs.a.code: git+https://x/y is not on this machine; code is a local folder or file, as in code: ./src',
    ],
    [
      'registered code',
      aJob('    code: azureml:c:1'),
      '4 jobs.a.code: azureml:c:1 is not on this machine; code is a local folder or file, as in code: ./src',
    ],
    [
      'a timeout of nothing',
      aJob('    limits: {timeout: 0}'),
      '4 jobs.a.limits.timeout: 0 is not a number of seconds; write a whole number above 0',
    ],
    [
      'a timeout in words',
      aJob('    limits: {timeout: 1h}'),
      '4 jobs.a.limits.timeout: 1h is not a number of seconds; write a whole number above 0',
    ],
    [
      'an unknown distribution',
      aJob('    distribution: {type: pytorhc}'),
      '4 jobs.a.distribution.type: pytorhc is no distribution; did you mean pytorch?',
    ],
    [
      'a variable with a bad name',
      aJob('    environment_variables: {"A=B": 1}'),
      '4 jobs.a.environment_variables.A=B: A=B is not the name of a variable; use letters, digits and _',
    ],
    [
      'an expression in a variable',
      aJob(`    environment_variables: {A: "\${{parent.inputs.x}}"}`),
      '4 jobs.a.environment_variables.A: expressions are not filled in here; set the variable in the command',
    ],
    [
      'a compute bound to nothing',
      aJob(`    compute: \${{parent.inputs.x}}`),
      '4 jobs.a.compute: the pipeline has no input x; there are none',
    ],
    ['an input without a value', aJob('    inputs: {x: }'), '4 jobs.a.inputs.x: has no value'],
    [
      'an input without a path',
      aJob('    inputs: {x: {type: uri_folder}}'),
      '4 jobs.a.inputs.x: has no value and no path',
    ],
    [
      'an input that is a list',
      aJob('    inputs: {x: [1]}'),
      '4 jobs.a.inputs.x: must be a value or a map with a path, not a list',
    ],
    [
      'a reserved input',
      aJob('    inputs: {PATH: 1}'),
      '4 jobs.a.inputs.PATH: the name PATH is reserved; choose another',
    ],
    [
      'a reserved output',
      aJob('    outputs: {home: }'),
      '4 jobs.a.outputs.home: the name home is reserved; choose another',
    ],
    [
      'an input with a bad name',
      aJob('    inputs: {a-b: 1}'),
      '4 jobs.a.inputs.a-b: a-b is not a name; use letters, digits and _, beginning with a letter',
    ],
    [
      'a mode nobody knows',
      aJob('    inputs: {x: {path: ., mode: downlaod}}'),
      '4 jobs.a.inputs.x.mode: downlaod is no mode of an input; did you mean download?',
    ],
    [
      'a type nobody knows',
      aJob('    inputs: {x: {path: ., type: uri_foldr}}'),
      '4 jobs.a.inputs.x.type: uri_foldr is no type of an input; did you mean uri_folder?',
    ],
  ])('%s', (_, text, line) => {
    expect(linesOf(text)).toEqual([line]);
  });
});

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

describe('a component that cannot be used', () => {
  it.each([
    ['not there', 'nope.yml', 'nope.yml does not exist'],
    ['a folder', 'dir', 'dir is a folder; write the path of the component file in it'],
    [
      'registered',
      'azureml:train:1',
      "azureml:train:1 is registered in Azure and not known here; write the path of the component's file, as in component: ./train.yml",
    ],
    [
      'in a registry',
      'azureml://registries/r/components/c',
      "azureml://registries/r/components/c is registered in Azure and not known here; write the path of the component's file, as in component: ./train.yml",
    ],
    [
      'on the web',
      'https://x/c.yml',
      "https://x/c.yml is not on this machine; write the path of the component's file, as in component: ./train.yml",
    ],
    ['a list', '[a]', 'must be the path of a component file, not a list'],
    [
      'data',
      'data.yml',
      'data.yml is no component that can be run: the type uri_folder is not known; write command or pipeline',
    ],
  ])('%s', (_, component, words) => {
    const files = {
      'pipeline.yml': `jobs:\n  a:\n    component: ${component}`,
      'dir/': '',
      'data.yml': 'type: uri_folder',
    };
    expect(linesOf(files)).toEqual([`3 jobs.a.component: ${words}`]);
  });

  it.each([
    ['is empty', '', 'odd.yml:1 is empty'],
    ['is a list', '- a', 'odd.yml:1 must be a map of keys and values, not a list'],
    ['has no command', 'type: command', 'odd.yml:1 has no command'],
    ['has no jobs', 'type: pipeline', 'odd.yml:1 is a pipeline without jobs'],
    [
      'includes other files',
      'command: ls\nadditional_includes: [../x]',
      'odd.yml:2 additional_includes: additional files are not added to the code here; put them into the code folder',
    ],
    [
      'declares an input that is no map',
      'command: ls\ninputs: {x: 5}',
      'odd.yml:2 inputs.x: must be a map with a type, not 5',
    ],
    [
      'declares a default of another type',
      'command: ls\ninputs:\n  x: {type: integer, default: 0.5}',
      'odd.yml:3 inputs.x.default: 0.5 is not an integer',
    ],
    [
      'declares a bound that is no number',
      'command: ls\ninputs:\n  x: {type: integer, optional: true, min: low}',
      'odd.yml:3 inputs.x.min: low is not a number',
    ],
    [
      'declares no choices',
      'command: ls\ninputs:\n  x: {type: string, optional: true, enum: []}',
      'odd.yml:3 inputs.x.enum: lists no value',
    ],
    [
      'is not YAML',
      'command: "ls',
      'odd.yml:1 is not valid YAML: a quoted text is not closed, or goes on in a line that is not indented more than its key',
    ],
  ])('because it %s', (_, text, line) => {
    const used = 'jobs:\n  a: {component: odd.yml}\n  b: {component: ./odd.yml}';
    expect(linesOf({ 'pipeline.yml': used, 'odd.yml': text })).toEqual([line]);
  });

  it('because it contains itself', () => {
    expect(
      linesOf({
        'pipeline.yml': 'jobs: {a: {component: one.yml}}',
        'one.yml': 'jobs: {b: {component: two.yml}}',
        'two.yml': 'jobs:\n  c:\n    component: one.yml',
      }),
    ).toEqual(['two.yml:3 jobs.c.component: one.yml uses itself; a pipeline cannot contain itself']);
  });

  it('because a job beside it has a command of its own', () => {
    expect(
      linesOf({
        'pipeline.yml': 'jobs:\n  a:\n    component: a.yml\n    command: ls\n    code: .',
        'a.yml': 'command: ls',
      }),
    ).toEqual([
      '4 jobs.a.command: stands beside component, which has its own command; keep one',
      '5 jobs.a.code: stands beside component, which has its own code; keep one',
    ]);
  });
});

describe('a value that a component does not take', () => {
  const component = yaml`
    inputs:
      rate: {type: number, max: 1}
      size: {type: integer, default: 1, min: 0}
      flag: {type: boolean, optional: true}
      pick: {type: string, enum: [red, blue], optional: true}
      rows: {type: uri_folder, optional: true}
    outputs: {model: {type: uri_folder}}
    command: ls
  `;

  it.each([
    ['rate: fast', 'jobs.a.inputs.rate: fast is not a number (a.yml declares rate)'],
    ['rate: 1.5', 'jobs.a.inputs.rate: 1.5 is more than 1, the most allowed (a.yml declares rate)'],
    ['rate: 1, size: 1.5', 'jobs.a.inputs.size: 1.5 is not an integer (a.yml declares size)'],
    ['rate: 1, size: -1', 'jobs.a.inputs.size: -1 is less than 0, the least allowed (a.yml declares size)'],
    ['rate: 1, flag: 1', 'jobs.a.inputs.flag: 1 is not true or false (a.yml declares flag)'],
    [
      'rate: 1, pick: blu',
      'jobs.a.inputs.pick: blu is not one of the values allowed; did you mean blue? (a.yml declares pick)',
    ],
    ['rate: 1, rows: ./none', 'jobs.a.inputs.rows: ./none does not exist'],
    ['size: 2', 'jobs.a: gives no value to rate, which a.yml needs (a.yml:2)'],
    ['rate: ', 'jobs.a: gives no value to rate, which a.yml needs (a.yml:2)'],
  ])('%s', (inputs, words) => {
    expect(
      linesOf({ 'pipeline.yml': `jobs:\n  a: {component: a.yml, inputs: {${inputs}}}`, 'a.yml': component }),
    ).toEqual([`2 ${words}`]);
  });

  it.each([
    ['abc', 'rate', 'inputs.x: abc is not a number (a.yml declares rate)'],
    ['{type: string, default: "2"}', 'rate', 'inputs.x: 2 is more than 1, the most allowed (a.yml declares rate)'],
    [
      '{type: number, optional: true}',
      'rate',
      'inputs.x: is optional, but a.yml needs rate; give it a default, or remove optional',
    ],
  ])('a parameter: %s bound to %s', (written, name, words) => {
    const pipeline = `inputs:\n  x: ${written}\njobs:\n  a: {component: a.yml, inputs: {${name}: "\${{parent.inputs.x}}"}}`;
    expect(linesOf({ 'pipeline.yml': pipeline, 'a.yml': component })).toEqual([`2 ${words}`]);
  });

  it('a parameter where data belongs', () => {
    const pipeline = `inputs: {x: ./data, y: 1}\njobs:\n  a: {component: a.yml, inputs: {rate: 0.1, rows: "\${{parent.inputs.x}}"}}`;
    expect(linesOf({ 'pipeline.yml': pipeline, 'a.yml': component })).toEqual([
      '3 jobs.a.inputs.rows: is bound to a plain value, but a.yml declares rows as data; write the input as a map with a path',
    ]);
  });

  it('one parameter for a number and a flag', () => {
    const pipeline = `inputs:\n  x: \njobs:\n  a: {component: a.yml, inputs: {rate: "\${{parent.inputs.x}}", flag: "\${{parent.inputs.x}}"}}`;
    expect(linesOf({ 'pipeline.yml': pipeline, 'a.yml': component })).toEqual([
      '2 inputs.x: is bound to an input that takes true or false and to one that takes a number; use two inputs',
    ]);
  });

  it('an output it does not have', () => {
    const pipeline = 'jobs:\n  a: {component: a.yml, inputs: {rate: 1}, outputs: {modle: , artifacts: }}';
    expect(linesOf({ 'pipeline.yml': pipeline, 'a.yml': component })).toEqual([
      '2 jobs.a.outputs.modle: a.yml has no output modle; did you mean model?',
    ]);
  });
});
