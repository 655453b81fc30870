import { describe, expect, it } from 'vitest';
import { aJob, linesOf, refusal, yaml } from './definition-folder.ts';

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
