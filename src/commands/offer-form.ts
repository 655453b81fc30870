import { UserError } from '../errors.ts';
import { shownValue } from './form-fields.ts';
import { type FormPlan, formFlag, formOfPlan, planForm, planLine } from './form-plan.ts';
import type { Line } from './line.ts';
import { printLine } from './print-line.ts';
import type { Reply } from './reply.ts';
import { indexVerbs } from './shape.ts';
import type { Asked } from './verb.ts';

/** What `--form` is answered with where no form was opened: what it would ask for, and a line to copy. */
export async function formReply(line: Line, asked: Asked): Promise<Reply> {
  const plan = await planForm(line, asked);
  const index = indexVerbs(asked.verbs);
  return {
    kind: 'form',
    form: formOfPlan(plan, index),
    example: planLine({ ...plan, given: exampleValues(plan) }, index),
    opens: planLine(plan, index, true),
  };
}

/** Carries out `act`; where only a value is missing, the refusal offers the form that asks for it. */
export async function offeringForm<Result>(line: Line, asked: Asked, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UserError) || error.problem.code !== 'missing-parameter') throw error;
    const flags = new Map([...line.flags, [formFlag.name, true] as const]);
    const form = printLine({ ...line, flags }, indexVerbs(asked.verbs));
    throw new UserError({ ...error.problem, form }, { cause: error });
  }
}

/** What is given, with a place for each value that is missing; where none is, with the first that could be another. */
function exampleValues(plan: FormPlan): ReadonlyMap<string, string> {
  const missing = plan.parameters.filter(
    ({ name, default: standard, optional }) =>
      standard === undefined && !optional && !plan.given.has(name) && !plan.earlier.has(name),
  );
  const places = missing.map(({ name, type, enum: choices }) => [name, choices?.[0] ?? `<${type}>`] as const);
  if (places.length > 0 || plan.given.size > 0) return new Map([...plan.given, ...places]);
  const shown = plan.parameters.flatMap((parameter) => {
    const value = shownValue(parameter, plan);
    return value === undefined ? [] : [[parameter.name, value] as const];
  });
  return new Map(shown.slice(0, 1));
}
