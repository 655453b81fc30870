import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDefinition } from '../../src/pipelines/definition/load-definition.ts';
import { nodeDisk } from '../../src/pipelines/definition/node-disk.ts';
import { aFolder, load, stepOf, yaml } from './definition-folder.ts';

const trainAndScore = yaml`
  $schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
  type: pipeline
  display_name: Churn
  description: Trains a churn model and scores it
  experiment_name: churn-nightly
  tags: {team: growth, year: 2026}
  settings:
    default_compute: azureml:cpu-cluster
    default_datastore: azureml:workspacefileblobstore
    continue_on_step_failure: false
    force_rerun: true
  inputs:
    rows: {type: uri_file, path: data/rows.csv}
    epochs: 20
  outputs:
    model: {type: uri_folder, mode: upload}
  jobs:
    train:
      command: >-
        python train.py --rows \${{inputs.rows}}
        --epochs \${{inputs.epochs}} --model \${{outputs.model}}
      code: ./src
      environment: azureml:sklearn-1.5@latest
      environment_variables: {OMP_NUM_THREADS: 2, DEBUG: no, EMPTY: }
      limits: {timeout: 3600}
      inputs:
        rows: {path: "\${{parent.inputs.rows}}", mode: download}
        epochs: " \${{ parent.inputs.epochs }} "
      outputs:
        model: \${{parent.outputs.model}}
    score:
      type: command
      command: python score.py \${{inputs.model}} > \${{outputs.report}}
      inputs:
        model: \${{parent.jobs.train.outputs.model}}
      outputs:
        report: {type: uri_file}
`;
const files = { 'pipeline.yml': trainAndScore, 'data/rows.csv': 'a,b\n', 'src/train.py': 'pass\n' };

describe('a pipeline job', () => {
  it('becomes a graph with everything its author wrote', () => {
    const folder = aFolder(files);
    const { source, ...graph } = loadDefinition(join(folder, 'pipeline.yml'), nodeDisk);

    expect(graph).toEqual({
      name: 'churn',
      displayName: 'Churn',
      description: 'Trains a churn model and scores it',
      experiment: 'churn-nightly',
      tags: { team: 'growth', year: '2026' },
      parameters: [{ name: 'epochs', type: 'number', optional: false, default: '20' }],
      data: ['rows'],
      continueOnStepFailure: false,
      defaultDatastore: 'workspacefilestore',
      notices: [
        "images are not built here: steps run with this machine's Python",
        'compute cpu-cluster → this machine',
      ],
      steps: [
        {
          name: 'train',
          command: `python train.py --rows \${{inputs.rows}} --epochs \${{inputs.epochs}} --model \${{outputs.model}}`,
          code: { path: join(folder, 'src') },
          environmentVariables: { OMP_NUM_THREADS: '2', DEBUG: 'False', EMPTY: '' },
          inputs: {
            rows: { kind: 'content', content: { path: join(folder, 'data/rows.csv') }, delivery: 'copy' },
            epochs: { kind: 'parameter', parameter: 'epochs' },
          },
          outputs: { model: { form: 'folder' } },
          needs: [],
          timeoutSeconds: 3600,
          position: { file: 'pipeline.yml', line: 18 },
          commandPosition: { file: 'pipeline.yml', line: 19 },
        },
        {
          name: 'score',
          command: `python score.py \${{inputs.model}} > \${{outputs.report}}`,
          environmentVariables: {},
          inputs: { model: { kind: 'output', step: 'train', output: 'model', delivery: 'link' } },
          outputs: { report: { form: 'file' } },
          needs: ['train'],
          position: { file: 'pipeline.yml', line: 31 },
          commandPosition: { file: 'pipeline.yml', line: 33 },
        },
      ],
    });
    expect(source.file).toBe(join(folder, 'pipeline.yml'));
  });

  it('has one digest wherever its folder stands, and another one when a byte of any of its files changes', () => {
    const component = { 'step.yml': 'command: echo 1' };
    const one = 'jobs: {a: {component: step.yml}}';
    const digest = (changed: Record<string, string>) =>
      load({ 'pipeline.yml': one, ...component, ...changed }).source.sha256;

    expect(digest({})).toMatch(/^[0-9a-f]{64}$/);
    expect(digest({})).toBe(digest({}));
    expect(digest({ 'pipeline.yml': `${one} ` })).not.toBe(digest({}));
    expect(digest({ 'step.yml': 'command: echo 2' })).not.toBe(digest({}));
  });

  it('is named by its name, else by its folder, else by its own file', () => {
    const jobs = 'jobs: {a: {command: echo}}';

    expect(load({ 'pipeline.yml': `name: nightly\n${jobs}` }).name).toBe('nightly');
    expect(load({ 'pipeline.yml': jobs }).name).toBe('churn');
    expect(load({ 'weekly.yaml': jobs }, 'weekly.yaml').name).toBe('weekly');
    expect(load({ 'weekly.yaml': jobs }, 'weekly.yaml').experiment).toBe('churn');
  });

  it('lets independent steps go on after a failure, unless it says otherwise', () => {
    const jobs = 'jobs: {a: {command: echo}}';

    expect(load({ 'pipeline.yml': jobs }).continueOnStepFailure).toBe(true);
    expect(load({ 'pipeline.yml': `settings: {force_rerun: true}\n${jobs}` }).continueOnStepFailure).toBe(true);
  });

  it('can use the anchors, merge keys and core tags of YAML', () => {
    const graph = load({
      'pipeline.yml': yaml`
        base: &base
          command: echo base
          environment_variables: {A: "1"}
        other: &other {limits: {timeout: 5}, command: echo other}
        jobs:
          first: *base
          second: {<<: *base, command: !!str 42}
          third:
            <<: [*other, *base]
      `,
    });

    expect(
      graph.steps.map(({ name, command, environmentVariables, timeoutSeconds }) => [
        name,
        command,
        environmentVariables,
        timeoutSeconds,
      ]),
    ).toEqual([
      ['first', 'echo base', { A: '1' }, undefined],
      ['second', '42', { A: '1' }, undefined],
      ['third', 'echo other', { A: '1' }, 5],
    ]);
    expect(stepOf(graph, 'first').position.line).toBe(6);
  });

  it('tells of every key it does not know, and runs all the same', () => {
    const { notices } = load({
      'pipeline.yml': yaml`
        settings:
          default_datestore: azureml:workspaceblobstore
        colour: blue
        jobs:
          a:
            command: echo
            limits: {time_out: 5}
            outputs:
              o: {type: uri_folder, registered: true}
      `,
    });

    expect(notices).toEqual([
      'pipeline.yml:3 colour is not a key Pipehand knows. It was ignored',
      'pipeline.yml:2 settings.default_datestore is not a key Pipehand knows; did you mean default_datastore? It was ignored',
      'pipeline.yml:9 jobs.a.outputs.o.registered is not a key Pipehand knows. It was ignored',
      'pipeline.yml:7 jobs.a.limits.time_out is not a key Pipehand knows; did you mean timeout? It was ignored',
    ]);
  });

  it('says what is different on one machine', () => {
    const { notices, steps } = load({
      'pipeline.yml': yaml`
        compute: azureml:gpu
        schedule: {cron: 0 4 * * *}
        inputs: {where: big-cluster}
        outputs: {kept: {name: my-model}}
        jobs:
          train:
            command: echo
            compute: \${{parent.inputs.where}}
            environment: {image: ubuntu}
            resources: {instance_count: 4, instance_type: gpu}
            distribution: {type: PyTorch, process_count_per_instance: 8}
            services: {tb: {type: tensor_board}}
            identity: {type: managed}
            queue_settings: {job_tier: spot}
          again: {command: echo, environment: ubuntu, compute: local}
      `,
    });

    expect(notices).toEqual([
      'the schedule written in the definition is not started',
      'outputs are not registered here: outputs.kept stays an output of its run',
      "images are not built here: steps run with this machine's Python",
      'train: 4 instances → this machine',
      'train: distribution pytorch → one process',
      'compute gpu, big-cluster → this machine',
    ]);
    expect(steps[0]?.distribution).toBe('pytorch');
  });
});

describe('a command job', () => {
  it('is a pipeline of one step, whose inputs are the parameters', () => {
    const graph = load(
      {
        'hello.yml': yaml`
          command: |
            cat \${{inputs.rows}}
            echo \${{inputs.greeting}} > \${{outputs.out}}
          code: .
          compute: azureml:cpu
          display_name: Hello
          experiment_name: hi
          inputs:
            greeting: hello world
            loud: {type: boolean, optional: true}
            rows: {type: uri_file, path: ./rows.csv, mode: download}
          outputs:
            out: {type: uri_file, path: "azureml://datastores/workspaceblobstore/paths/\${{name}}/out.txt"}
        `,
        'rows.csv': '1\n',
      },
      'hello.yml',
    );

    expect(graph).toMatchObject({
      name: 'hello',
      displayName: 'Hello',
      experiment: 'hi',
      parameters: [
        { name: 'greeting', type: 'string', default: 'hello world' },
        { name: 'loud', type: 'boolean', optional: true },
      ],
      notices: ['compute cpu → this machine'],
    });
    expect(graph.steps).toHaveLength(1);
    expect(stepOf(graph, 'hello')).toMatchObject({
      inputs: {
        greeting: { kind: 'parameter', parameter: 'greeting' },
        loud: { kind: 'parameter', parameter: 'loud' },
        rows: { kind: 'content', delivery: 'copy' },
      },
      outputs: { out: { form: 'file', at: { datastore: 'workspaceblobstore', path: `\${{name}}/out.txt` } } },
      position: { file: 'hello.yml', line: 1 },
    });
  });

  it('gives its step the name of the job, else that of its folder or file', () => {
    expect(load({ 'pipeline.yml': 'command: ls\nname: look' }).steps[0]?.name).toBe('look');
    expect(load({ 'pipeline.yml': 'command: ls' }).steps[0]?.name).toBe('churn');
    expect(load({ 'my first job.yml': 'command: ls' }, 'my first job.yml').steps[0]?.name).toBe('my-first-job');
  });
});
