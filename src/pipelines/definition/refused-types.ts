import { closest } from '../../closest.ts';
import { excerpt } from './findings.ts';

/** Node and job types of Azure ML that are not run here, with what to write instead. */
const refusals: Readonly<Record<string, string>> = {
  sweep: 'a sweep is not run here; write a command job with fixed values, and start it once for each set of values',
  parallel: 'a parallel job is not run here; write a command job whose script goes through the data itself',
  spark: 'a Spark job is not run here; write a command job that runs the script with python',
  automl: 'automated machine learning runs only in Azure; write a command job that trains the model',
  import: 'an import job is not run here; put the data beside this file and write its path as an input',
  flow: 'a prompt flow is not run here; write a command job that calls its code',
  data_transfer: 'a data transfer is not run here; write a command job that copies its input to its output',
  do_while: 'a loop is not run here; write the nodes out one after the other',
  parallel_for: 'a loop is not run here; write one node for each item',
  if_else: 'a condition node is not run here; write the condition into the command of a job',
  finetuning: 'fine-tuning jobs run only in Azure; write a command job that trains the model',
  distillation: 'distillation jobs run only in Azure; write a command job that trains the model',
};

/** Why a job or component of this type cannot be run, in words; undefined for `command` and `pipeline`. */
export function refusedType(type: string): string | undefined {
  if (type === 'command' || type === 'pipeline') return undefined;
  const name = type.startsWith('data_transfer') ? 'data_transfer' : type.replace(/^fine_tuning$/, 'finetuning');
  if (Object.hasOwn(refusals, name)) return refusals[name];
  const near = closest(type, ['command', 'pipeline', ...Object.keys(refusals)]);
  return `the type ${excerpt(type)} is not known; ${near ? `did you mean ${near}?` : 'write command or pipeline'}`;
}
