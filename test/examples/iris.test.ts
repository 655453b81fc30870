import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readExample } from './example-files.ts';
import { type ExampleStep, exampleRun } from './example-run.ts';

const iris = await readExample('iris');
const home = await mkdtemp(join(tmpdir(), 'iris-'));
afterAll(() => rm(home, { recursive: true }));

describe('iris with its defaults', () => {
  const steps = new Map<string, ExampleStep>();
  let flowers: Row[];

  beforeAll(async () => {
    flowers = await table(join(iris.folder, 'data/iris.csv'));
    const step = exampleRun(iris, join(home, 'defaults'));
    await Promise.all(Object.keys(iris.pipeline.jobs).map(async (job) => steps.set(job, await step(job))));
  });

  test("has Fisher's data: 150 flowers, 50 of each species, with the means of R's copy", () => {
    expect(flowers).toHaveLength(150);
    for (const species of ['setosa', 'versicolor', 'virginica']) {
      expect(flowers.filter((flower) => flower.species === species)).toHaveLength(50);
    }
    const means = { sepal_length: 5.843, sepal_width: 3.057, petal_length: 3.758, petal_width: 1.199 };
    for (const [name, mean] of Object.entries(means)) {
      expect(sum(flowers.map((flower) => Number(flower[name]))) / 150).toBeCloseTo(mean, 3);
    }
    // The two rows that are wrong in the UCI repository's copy.
    expect(Object.values(flowers[34] ?? {}).join()).toBe('4.9,3.1,1.5,0.2,setosa');
    expect(Object.values(flowers[37] ?? {}).join()).toBe('4.9,3.6,1.4,0.1,setosa');
  });

  test('completes and leaves the files a person wants', async () => {
    for (const [job, { exitCode, log }] of steps) expect(exitCode, `${job}: ${log}`).toBe(0);
    expect(step('train').log).toMatch(/epoch 4000 of 4000 {3}loss 0\.\d+/);
    expect(await artifact('explore', 'petals.svg')).toMatch(/^<svg xmlns=/);
    expect(await artifact('train', 'model.json')).toContain('softmax regression');
  });

  test('has an accuracy above 0.9 that can be counted again from the predictions and the data', async () => {
    const predicted = await predictions();
    const trained = new Set((await table(join(output('prepare', 'prepared'), 'train.csv'))).map(({ row }) => row));
    expect(trained.size).toBe(105);
    expect(predicted).toHaveLength(45);
    for (const { row, species } of predicted) {
      expect(trained).not.toContain(row);
      expect(species).toBe(flowers[Number(row) - 1]?.species);
    }
    const told = evaluationFile.parse(JSON.parse(await artifact('evaluate', 'evaluation.json')));
    for (const name of ['model', 'baseline'] as const) {
      const right = predicted.filter((line) => line[name] === line.species).length;
      expect(right / 45).toBeGreaterThan(0.9);
      expect(told[name].accuracy).toBe(right / 45);
      expect(sum(told[name].confusion.flatMap((counts, i) => counts[i] ?? 0))).toBe(right);
      expect(sum(told[name].confusion.flat())).toBe(45);
    }
  });

  test('has a model file that gives the same predictions by itself, from the measurements in cm', async () => {
    const model = modelFile.parse(JSON.parse(await artifact('train', 'model.json')));
    for (const { row, model: predicted } of await predictions()) {
      const flower = flowers[Number(row) - 1];
      const scaled = model.features.map((name, i) => {
        return (Number(flower?.[name]) - (model.scaling.offset[i] ?? 0)) / (model.scaling.divisor[i] ?? 0);
      });
      const scores = model.weights.map((weights) => sum([...scaled, 1].map((x, i) => x * (weights[i] ?? 0))));
      expect(model.species[scores.indexOf(Math.max(...scores))]).toBe(predicted);
    }
  });

  test('has a report with the result that needs no script and no network', async () => {
    const report = await artifact('report', 'report.html');
    const { model } = evaluationFile.parse(JSON.parse(await artifact('evaluate', 'evaluation.json')));
    expect(report).toContain(`<td>${model.accuracy.toFixed(3)}</td>`);
    expect(report.match(/<svg /g)).toHaveLength(2);
    expect(report).not.toMatch(/<script|javascript:|\son\w+=|:\/\/|src=|href=|@import|url\(/i);
  });

  function step(job: string): ExampleStep {
    const run = steps.get(job);
    if (run === undefined) throw new Error(`no step ${job}`);
    return run;
  }

  function output(job: string, name: string): string {
    return step(job).outputs[name] ?? '';
  }

  function artifact(job: string, name: string): Promise<string> {
    return readFile(join(step(job).folder, 'outputs', name), 'utf8');
  }

  function predictions(): Promise<Row[]> {
    return table(join(output('evaluate', 'evaluation'), 'predictions.csv'));
  }
});

describe('iris with other parameters', () => {
  test('the same seed gives the same model, another seed or another lr a different one', async () => {
    const files = await Promise.all(
      [{}, {}, { seed: '19' }, { lr: '0.05' }].map(async (changed, number) => {
        const given = { epochs: '50', ...changed };
        const train = await exampleRun(iris, join(home, `seed-${number}`), { given })('train');
        return readFile(join(train.folder, 'outputs/model.json'), 'utf8');
      }),
    );
    expect(files[1]).toBe(files[0]);
    const weights = files.map((file) => modelFile.parse(JSON.parse(file)).weights.join());
    expect(new Set(weights).size).toBe(3);
  });

  test('a training that runs away says so and what to change', async () => {
    const given = { lr: '10', l2: '1', epochs: '2000' };
    const train = await exampleRun(iris, join(home, 'diverged'), { given })('train');
    expect(train.exitCode).toBe(1);
    expect(train.log).toContain('Try an lr below 10.');
  });
});

type Row = Readonly<Record<string, string>>;

const evaluationPart = z.object({ accuracy: z.number(), confusion: z.array(z.array(z.number())) });
const evaluationFile = z.object({ model: evaluationPart, baseline: evaluationPart });

const numbers = z.array(z.number());
const modelFile = z.object({
  features: z.array(z.string()),
  species: z.array(z.string()),
  scaling: z.object({ offset: numbers, divisor: numbers }),
  weights: z.array(numbers),
});

async function table(file: string): Promise<Row[]> {
  const [head = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, place) => [names[place] ?? '', cell])));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
