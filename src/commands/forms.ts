import type { FormRequest, Forms } from '../chat/platform.ts';
import { UserError } from '../errors.ts';
import type { PipelineService } from '../pipelines/service.ts';
import type { Admins } from '../policy/decide.ts';
import { authorize } from './authorize.ts';
import { type FormPlan, formFlag, formOfPlan, planForm } from './form-plan.ts';
import { lineOfValues } from './form-values.ts';
import { type Line, parseLine } from './line.ts';
import { printLine } from './print-line.ts';
import { recentParameters } from './recent-parameters.ts';
import { indexVerbs } from './shape.ts';
import { verbs } from './verbs.ts';

const index = indexVerbs(verbs);

interface Options {
  service: PipelineService;
  admins: Admins;
  /** Milliseconds since any moment. */
  elapsed(): number;
}

/**
 * The forms of the verbs that start runs: `run` where a value is missing, `run --form` and `rerun --form` always. What
 * would be refused anyway opens none. Throws only on faults.
 */
export function createForms({ service: whole, admins, elapsed }: Options): Forms {
  const service = { ...whole, parametersOf: recentParameters(whole.parametersOf, elapsed) };

  function plan(line: Line, { user }: FormRequest): Promise<FormPlan> {
    authorize(user, 'run', admins, line.verb);
    return planForm(line, { service });
  }

  return {
    async formOf(request) {
      try {
        const line = parseLine(request.text, index);
        if ((line.verb !== 'run' && line.verb !== 'rerun') || line.help) return undefined;
        const isAskedFor = line.flags.has(formFlag.name);
        if (line.verb === 'rerun' && !isAskedFor) return undefined;
        const planned = await plan(line, request);
        const isWanted = isAskedFor || planned.isIncomplete;
        return isWanted && planned.parameters.length > 0 ? formOfPlan(planned, index) : undefined;
      } catch (error) {
        if (error instanceof UserError) return undefined;
        throw error;
      }
    },

    async lineOf(request, values) {
      try {
        return lineOfValues(await plan(parseLine(request.text, index), request), values, index);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const { code, message } = error.problem;
        if (code === 'unavailable') return { kind: 'wrong', problems: { '': message } };
        return { kind: 'line', line: unjudged(request.text, values) };
      }
    },
  };
}

/** The line with all values as they are: whoever carries it out refuses it, for what can no longer be judged here. */
function unjudged(text: string, values: ReadonlyMap<string, string>): string {
  const line = parseLine(text, index);
  const given = new Map(line.assignments.map(({ key, value }) => [key, value]));
  for (const [key, value] of values) if (value !== '') given.set(key, value);
  return printLine({ ...line, assignments: [...given].map(([key, value]) => ({ key, value })) }, index);
}
