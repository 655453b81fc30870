import type { Form } from '../cards/form.ts';
import { UserError } from '../errors.ts';
import { assignParameters } from '../pipelines/parameters.ts';
import type { PipelineParameter } from '../pipelines/types.ts';
import { assignmentsOf } from './assignments-of.ts';
import { type RunFinding, runToChange } from './find-run.ts';
import { type Beforehand, formFields } from './form-fields.ts';
import type { FlagValue, Line } from './line.ts';
import { refuseFresh } from './not-yet.ts';
import { printLine } from './print-line.ts';
import { readTarget } from './read-target.ts';
import type { FlagShape, VerbIndex } from './shape.ts';

/** Asks for a form, whether or not anything is missing. */
export const formFlag: FlagShape = { name: 'form', takes: 'nothing', summary: 'Asks for the values in a form' };

/** A line that starts a run, as a form completes it. */
export interface FormPlan extends Beforehand {
  verb: 'run' | 'rerun';
  /** The pipeline as it was named, or the short id of the run to repeat. */
  target: string;
  /** Without `--form`. */
  flags: ReadonlyMap<string, FlagValue>;
  parameters: readonly PipelineParameter[];
  /** The line cannot be carried out as it is: it lacks a value, and nothing else is wrong with it. */
  isIncomplete: boolean;
}

/** What a form for this line asks for. Throws the `UserError` with which the line itself would be refused. */
export async function planForm(line: Line, finding: RunFinding): Promise<FormPlan> {
  refuseFresh(line);
  const given = assignmentsOf(line);
  const { source, pipeline, ...plan } = line.verb === 'rerun' ? await repeated(line, finding) : named(line, finding);
  const parameters = await finding.service.parametersOf(source);
  const isIncomplete = lacksValue(parameters, { ...Object.fromEntries(plan.earlier), ...given }, pipeline);
  const flags = new Map([...line.flags].filter(([name]) => name !== formFlag.name));
  return { ...plan, flags, parameters, given: new Map(Object.entries(given)), isIncomplete };
}

/** The line that a form completes, with what is given so far. */
export function planLine({ verb, target, flags, given }: FormPlan, index: VerbIndex, asForm = false): string {
  const assignments = [...given].map(([key, value]) => ({ key, value }));
  const all = asForm ? new Map([...flags, [formFlag.name, true] as const]) : flags;
  return printLine({ verb, operands: [{ text: target }], flags: all, ...assigned(assignments) }, index);
}

export function formOfPlan(plan: FormPlan, index: VerbIndex): Form {
  const isRepeat = plan.verb === 'rerun';
  return {
    title: isRepeat ? `Run ${plan.target} again` : `Run ${plan.target}`,
    line: planLine(plan, index),
    submit: isRepeat ? 'Run again' : 'Run',
    fields: formFields(plan.parameters, plan),
  };
}

/** A line has at most 64 words, so many assignments go into a code block instead. */
const mostOnLine = 48;

function assigned(assignments: readonly { key: string; value: string }[]) {
  if (assignments.length <= mostOnLine) return { assignments };
  return { body: JSON.stringify(Object.fromEntries(assignments.map(({ key, value }) => [key, value]))) };
}

function named({ operands: [operand] }: Line, { service }: RunFinding) {
  const target = readTarget(operand, service, 'run <pipeline> --form');
  return {
    verb: 'run' as const,
    target: operand?.text ?? target.name,
    pipeline: target.name,
    source: { kind: 'pipeline' as const, ...target },
    earlier: new Map<string, string>(),
  };
}

async function repeated(line: Line, finding: RunFinding) {
  const run = await runToChange(line.operands[0]?.text, 'rerun', finding);
  return {
    verb: 'rerun' as const,
    target: run.shortId,
    pipeline: run.pipeline,
    source: { kind: 'run' as const, runId: run.id },
    earlier: new Map(run.parameters.map(({ name, value }) => [name, value])),
  };
}

function lacksValue(
  parameters: readonly PipelineParameter[],
  given: Readonly<Record<string, string>>,
  pipeline: string,
): boolean {
  try {
    assignParameters(parameters, given, pipeline);
    return false;
  } catch (error) {
    if (error instanceof UserError && error.problem.code === 'missing-parameter') return true;
    throw error;
  }
}
