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

const prepare = yaml`
  type: pipeline
  inputs:
    raw: {type: uri_folder}
    ratio: {type: number, default: 0.2}
    where: {type: string}
  outputs:
    clean: {type: uri_folder}
  jobs:
    split:
      command: split \${{inputs.raw}} \${{inputs.ratio}} \${{outputs.part}}
      compute: \${{parent.inputs.where}}
      inputs:
        raw: \${{parent.inputs.raw}}
        ratio: \${{parent.inputs.ratio}}
      outputs:
        part:
    wash:
      component: wash.yml
      inputs:
        dirty: \${{parent.jobs.split.outputs.part}}
        same_ratio: \${{parent.jobs.split.inputs.ratio}}
      outputs:
        washed: \${{parent.outputs.clean}}
`;
const wash = yaml`
  command: wash \${{inputs.dirty}} \${{inputs.same_ratio}} \${{outputs.washed}}
  inputs:
    dirty: {type: uri_folder}
    same_ratio: {type: number, max: 1}
  outputs:
    washed: {type: uri_folder}
`;

describe('a pipeline inside a pipeline', () => {
  it('is flattened: its jobs get dotted names, and values pass through it in both directions', () => {
    const graph = load({
      'pipeline.yml': yaml`
        inputs:
          share: 0.5
          cluster: gpu-4
          raw: {path: data}
        outputs:
          kept: {path: "azureml://datastores/workspaceblobstore/paths/kept"}
        jobs:
          prepare:
            type: pipeline
            component: parts/prepare.yml
            inputs:
              raw: \${{parent.inputs.raw}}
              ratio: \${{parent.inputs.share}}
              where: \${{parent.inputs.cluster}}
            outputs:
              clean: \${{parent.outputs.kept}}
          train:
            command: train \${{inputs.rows}}
            inputs:
              rows: {path: "\${{parent.jobs.prepare.outputs.clean}}", mode: download}
      `,
      'parts/prepare.yml': prepare,
      'parts/wash.yml': wash,
      'data/': '',
    });

    expect(graph.steps.map(({ name, needs }) => [name, needs])).toEqual([
      ['prepare.split', []],
      ['prepare.wash', ['prepare.split']],
      ['train', ['prepare.wash']],
    ]);
    expect(stepOf(graph, 'prepare.split').inputs.ratio).toEqual({ kind: 'parameter', parameter: 'share' });
    expect(stepOf(graph, 'prepare.wash')).toMatchObject({
      inputs: { same_ratio: { kind: 'parameter', parameter: 'share' } },
      outputs: { washed: { form: 'folder', at: { datastore: 'workspaceblobstore', path: 'kept' } } },
      position: { file: 'parts/prepare.yml', line: 17 },
    });
    expect(stepOf(graph, 'train').inputs.rows).toEqual({
      kind: 'output',
      step: 'prepare.wash',
      output: 'washed',
      delivery: 'copy',
    });
    expect(graph.notices).toEqual(['compute gpu-4 → this machine']);
    expect(graph.parameters).toEqual([
      { name: 'share', type: 'number', optional: false, default: '0.5', max: 1 },
      { name: 'cluster', type: 'string', optional: false, default: 'gpu-4' },
    ]);
  });

  it('may nest in any depth, and uses its own defaults where nothing is given', () => {
    const graph = load({
      'pipeline.yml': 'jobs: {outer: {component: outer.yml}}',
      'outer.yml': yaml`
        type: pipeline
        inputs: {raw: {type: uri_folder, optional: true}}
        jobs:
          inner: {component: parts/prepare.yml, inputs: {raw: ./data, where: here}}
          last: {command: "ls \${{inputs.x}}", inputs: {x: "\${{parent.jobs.inner.outputs.clean}}"}}
      `,
      'parts/prepare.yml': prepare,
      'parts/wash.yml': wash,
      'data/': '',
    });

    expect(graph.steps.map(({ name }) => name)).toEqual(['outer.inner.split', 'outer.inner.wash', 'outer.last']);
    expect(stepOf(graph, 'outer.inner.split').inputs.ratio).toEqual({ kind: 'literal', text: '0.2' });
    expect(stepOf(graph, 'outer.last').needs).toEqual(['outer.inner.wash']);
  });

  it('waits as a whole for an input that none of its jobs uses', () => {
    const graph = load({
      'pipeline.yml': yaml`
        jobs:
          first: {command: echo, outputs: {o: }}
          then: {component: then.yml, inputs: {after: "\${{parent.jobs.first.outputs.o}}"}}
      `,
      'then.yml': yaml`
        type: pipeline
        inputs: {after: {type: uri_folder}}
        jobs: {a: {command: echo}, b: {command: echo}}
      `,
    });

    expect(graph.steps.map(({ name, needs }) => [name, needs])).toEqual([
      ['first', []],
      ['then.a', ['first']],
      ['then.b', ['first']],
    ]);
  });

  it('or a command component may be all there is of a job', () => {
    const graph = load({
      'pipeline.yml': 'type: pipeline\ncomponent: step.yml\nname: only',
      'step.yml': 'command: ls',
    });

    expect(graph.steps.map(({ name }) => name)).toEqual(['only']);
  });

  it('may be all there is of a job', () => {
    const graph = load({
      'pipeline.yml': yaml`
        type: pipeline
        component: parts/prepare.yml
        inputs: {raw: {path: data}, where: here, ratio: 0.3}
        outputs: {clean: {path: azureml://datastores/workspaceblobstore/paths/c}}
      `,
      'parts/prepare.yml': prepare,
      'parts/wash.yml': wash,
      'data/': '',
    });

    expect(graph.parameters.map(({ name }) => name)).toEqual(['where', 'ratio']);
    expect(graph.steps.map(({ name }) => name)).toEqual(['split', 'wash']);
    expect(stepOf(graph, 'wash').outputs.washed).toEqual({
      form: 'folder',
      at: { datastore: 'workspaceblobstore', path: 'c' },
    });
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
