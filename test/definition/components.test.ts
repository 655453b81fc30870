import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDefinition } from '../../src/pipelines/definition/load-definition.ts';
import { nodeDisk } from '../../src/pipelines/definition/node-disk.ts';
import { aFolder, load, stepOf, yaml } from './definition-folder.ts';

describe('an input that a component does not declare', () => {
  it('is told of and left out, but what it is bound to still comes first', () => {
    const graph = load({
      'pipeline.yml':
        'jobs:\n  a: {command: ls, outputs: {o: }}\n  b: {component: c.yml, inputs: {siez: 1, after: "${{parent.jobs.a.outputs.o}}"}}',
      'c.yml': 'type: command\ninputs: {size: {type: integer, default: 1}}\ncommand: echo ${{inputs.size}}',
    });

    expect(graph.notices).toEqual([
      'pipeline.yml:3 jobs.b.inputs.siez: c.yml has no input siez, so it was ignored; did you mean size?',
      'pipeline.yml:3 jobs.b.inputs.after: c.yml has no input after, so it was ignored; there is size',
    ]);
    expect(graph.steps[1]).toMatchObject({ inputs: { size: { text: '1' } }, needs: ['a'] });
  });
});

describe('a component', () => {
  it('brings its command, and code that is relative to its own file', () => {
    const folder = aFolder({
      'pipelines/pipeline.yml': yaml`
        jobs:
          train:
            component: file:../parts/train/train.yml
            environment_variables: {A: node, B: node}
            inputs: {epochs: 7}
            outputs:
              model: {path: "azureml://datastores/workspaceblobstore/paths/models/\${{name}}"}
      `,
      'parts/train/train.yml': yaml`
        type: command
        name: train
        version: 3
        is_deterministic: false
        inputs:
          epochs: {type: integer}
          rate: {type: number, default: 0.10}
          note: {type: string, optional: true}
          extra: {type: uri_folder, optional: true}
        outputs:
          model: {type: uri_file}
          log: {type: uri_folder}
        code: ./src
        environment: {image: ubuntu}
        environment_variables: {A: component, C: component}
        limits: {timeout: 60}
        command: >-
          train \${{inputs.epochs}} \${{inputs.rate}} $[[--note \${{inputs.note}}]] \${{outputs.model}}
      `,
      'parts/train/src/train.py': '',
    });
    const { steps } = loadDefinition(join(folder, 'pipelines/pipeline.yml'), nodeDisk);

    expect(steps).toEqual([
      {
        name: 'train',
        command: `train \${{inputs.epochs}} \${{inputs.rate}} $[[--note \${{inputs.note}}]] \${{outputs.model}}`,
        code: { path: join(folder, 'parts/train/src') },
        environmentVariables: { A: 'node', B: 'node', C: 'component' },
        inputs: {
          epochs: { kind: 'literal', text: '7' },
          rate: { kind: 'literal', text: '0.10' },
          note: { kind: 'absent' },
          extra: { kind: 'absent' },
        },
        outputs: {
          model: { form: 'file', at: { datastore: 'workspaceblobstore', path: `models/\${{name}}` } },
          log: { form: 'folder' },
        },
        needs: [],
        timeoutSeconds: 60,
        position: { file: 'pipeline.yml', line: 2 },
        commandPosition: { file: '../parts/train/train.yml', line: 17 },
      },
    ]);
  });

  it('may be written inside the job', () => {
    const graph = load({
      'pipeline.yml': yaml`
        jobs:
          a:
            component:
              inputs: {x: {type: string, default: hi}}
              code: ./src
              command: echo \${{inputs.x}}
      `,
      'src/': '',
    });

    expect(stepOf(graph, 'a')).toMatchObject({
      inputs: { x: { kind: 'literal', text: 'hi' } },
      commandPosition: { line: 6 },
    });
  });

  it('takes the delivery mode it declares where nobody wrote another', () => {
    const graph = load({
      'pipeline.yml': yaml`
        inputs:
          plain: {path: data}
          copied: {path: data, mode: download}
        jobs:
          a: {component: a.yml, inputs: {data: "\${{parent.inputs.plain}}"}}
          b: {component: a.yml, inputs: {data: {path: "\${{parent.inputs.plain}}", mode: ro_mount}}}
          c: {component: b.yml, inputs: {data: "\${{parent.inputs.copied}}"}}
          d: {component: b.yml, inputs: {data: data}}
      `,
      'a.yml': `command: ls \${{inputs.data}}\ninputs: {data: {type: uri_folder, mode: download}}`,
      'b.yml': `command: ls \${{inputs.data}}\ninputs: {data: {type: uri_folder}}`,
      'data/': '',
    });

    const deliveries = graph.steps.map(({ name, inputs }) => [name, inputs.data]);
    expect(deliveries).toMatchObject([
      ['a', { delivery: 'copy' }],
      ['b', { delivery: 'link' }],
      ['c', { delivery: 'copy' }],
      ['d', { kind: 'content', delivery: 'link' }],
    ]);
  });
});

describe('data that a job may do without', () => {
  it('is absent in the step, and no parameter', () => {
    const graph = load({
      'pipeline.yml': yaml`
        inputs: {more: {type: uri_folder, optional: true}}
        jobs: {a: {component: a.yml, inputs: {more: "\${{parent.inputs.more}}"}}}
      `,
      'a.yml': `inputs: {more: {type: uri_folder, optional: true}}\ncommand: ls $[[ \${{inputs.more}} ]]`,
    });

    expect(graph.parameters).toEqual([]);
    expect(stepOf(graph, 'a').inputs).toEqual({ more: { kind: 'absent' } });
  });
});

describe('the parameters of a pipeline', () => {
  const parametersOf = (inputs: string, declared: string) =>
    load({
      'pipeline.yml': `inputs: {x: ${inputs}}\njobs: {a: {component: a.yml, inputs: {x: "\${{parent.inputs.x}}"}}}`,
      'a.yml': `inputs: {x: ${declared}}\ncommand: echo`,
    }).parameters;

  it.each([
    ['20', '{type: number}', { type: 'number', default: '20' }],
    ['20', '{type: string}', { type: 'string', default: '20' }],
    ['1e-3', '{type: number}', { type: 'number', default: '1e-3' }],
    ['"0.10"', '{type: number}', { type: 'number', default: '0.10' }],
    ['True', '{type: boolean}', { type: 'boolean', default: 'True' }],
    ['on', '{type: boolean}', { type: 'boolean', default: 'True' }],
    [
      '{type: number, default: 3, min: 0, max: 9}',
      '{type: integer, min: 2, max: 20}',
      { type: 'integer', default: '3', min: 2, max: 9 },
    ],
    [
      'b',
      '{type: string, enum: [a, b], description: Which one}',
      { type: 'string', default: 'b', enum: ['a', 'b'], description: 'Which one' },
    ],
    [
      '{type: string, enum: [c, b], default: b}',
      '{type: string, enum: [a, b]}',
      { type: 'string', default: 'b', enum: ['b'] },
    ],
    [
      '{type: number, enum: [0.10, 2], default: 0.1}',
      '{type: number, enum: [0.1]}',
      { type: 'number', default: '0.1', enum: ['0.10'] },
    ],
    ['{type: integer}', '{type: number}', { type: 'integer' }],
    ['{type: string, default: "3"}', '{type: integer}', { type: 'integer', default: '3' }],
    ['', '{type: integer}', { type: 'integer' }],
    ['{type: string, optional: true}', '{type: string, optional: true}', { type: 'string', optional: true }],
    [
      '{type: string, optional: true}',
      '{type: string, default: calm}',
      { type: 'string', optional: true, default: 'calm' },
    ],
    [
      '{type: string, description: Mine}',
      '{type: string, description: Theirs}',
      { type: 'string', description: 'Mine' },
    ],
  ])('%s bound to %s', (written, declared, expected) => {
    expect(parametersOf(written, declared)).toEqual([{ name: 'x', optional: false, ...expected }]);
  });
});
