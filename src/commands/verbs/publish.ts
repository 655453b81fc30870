import { userKey } from '../../chat/platform.ts';
import { UserError } from '../../errors.ts';
import type { RunSource } from '../../pipelines/service.ts';
import { runMeant } from '../find-run.ts';
import type { Line } from '../line.ts';
import { readTarget } from '../read-target.ts';
import type { Asked, Verb } from '../verb.ts';

/** `publish <run|pipeline> as <name>`: the next immutable version of a name. */
export const publish: Verb = {
  name: 'publish',
  aliases: [],
  usage: 'publish <run|pipeline> as <name> [--description "text"]',
  summary: 'Makes an immutable version of a run or of a definition',
  example: 'publish last as iris',
  firstWord: 'pipeline',
  right: 'administer',
  changes: true,
  flags: [{ name: 'description', takes: 'value', valueName: 'text', summary: 'Says what the version is' }],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 3,

  async handle(line, asked) {
    const { source, sourceName, name } = await asked.intend(() => readSentence(line, asked));
    const description = line.flags.get('description');
    const published = await asked.service.publish({
      requestId: asked.runId,
      source,
      name,
      by: userKey(asked.incoming.user),
      ...(typeof description === 'string' && { description }),
    });
    return {
      kind: 'done',
      title: `Published ${published.name} version ${published.version}`,
      lines: [
        `From ${sourceName}. It never changes, and it is what "run ${published.name}" runs now.`,
        `Run it: run ${published.name}@v${published.version}`,
      ],
    };
  },
};

async function readSentence(
  line: Line,
  asked: Asked,
): Promise<{ source: RunSource; sourceName: string; name: string }> {
  const [subject, as, name] = line.operands;
  if (!subject || as?.text.toLowerCase() !== 'as' || !name) {
    throw new UserError({
      code: 'bad-line',
      message: 'Say what to publish and under which name.',
      fix: `publish ${subject?.text ?? 'last'} as ${name?.text ?? '<name>'}`,
    });
  }
  const run = await runMeant(subject.text, asked);
  if (run) return { source: { kind: 'run', runId: run.id }, sourceName: `run ${run.shortId}`, name: name.text };
  const target = readTarget(subject, asked.service, 'publish <pipeline> as <name>');
  const draft = { ...target, version: target.version ?? ('draft' as const) };
  return { source: { kind: 'pipeline', ...draft }, sourceName: `the definition ${target.name}`, name: name.text };
}
