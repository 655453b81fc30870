import { describe, expect, it } from 'vitest';
import { linesOf, yaml } from './definition-folder.ts';

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
