import { describe, expect, it } from 'vitest';
import { load, stepOf, yaml } from './definition-folder.ts';

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
