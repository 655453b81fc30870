import type { Form } from '../../cards/form.ts';
import type { Clock } from '../../clock.ts';
import { inTime } from '../../in-time.ts';
import type { Log } from '../../log.ts';
import { type Forms, type UserRef, userKey } from '../platform.ts';
import type { OpenForms } from '../shared/open-forms.ts';
import type { SentForm } from './payloads.ts';
import type { Reception } from './reception.ts';
import { enteredValues, fieldBlock } from './render/form-view.ts';
import { words as shown } from './render/words.ts';
import * as words from './words.ts';

/** What is wrong with a form, below which of its blocks. */
export type FormErrors = Readonly<Record<string, string>>;

/** Longest text below a field that people still read. */
const longestError = 300;

/** Milliseconds for looking at the values, of the three seconds in which Slack wants its answer. */
const judgedWithin = 1_000;

interface Options {
  reception: Reception;
  kept: OpenForms;
  forms: Forms;
  clock: Clock;
  log: Log;
}

/**
 * Takes forms that were sent: the line that all values make, said by whoever filled it in. One form is one request,
 * however often it is sent. Answers what is wrong where nothing was committed; throws when it could not be.
 */
export function createTakeForm({ reception, kept, forms, clock, log }: Options) {
  /** Who sent it, or why nothing is run for them. */
  async function senderOf({ team: { id: team }, user: sender }: SentForm): Promise<UserRef | string> {
    try {
      if (!(await reception.serves(team))) return words.otherWorkspace;
      return await reception.userOf(team, sender.id, sender.team_id);
    } catch (error) {
      log.warn({ err: error, team, user: sender.id }, 'Slack did not say in time who sent a form');
      return words.formNotKnown;
    }
  }

  return async (sent: SentForm): Promise<FormErrors | undefined> => {
    const began = reception.now();
    const { private_metadata: id, state } = sent.view;
    const [anywhere = fieldBlock(0)] = Object.keys(state.values);
    const refuse = (why: string): FormErrors => {
      reception.refused('form', began);
      return { [anywhere]: why };
    };
    const user = await senderOf(sent);
    if (typeof user === 'string') return refuse(user);
    const open = await kept.find(id, userKey(user));
    if (!open) return refuse(words.unknownForm);
    const { form, channel } = open;
    const request = { text: form.line, user, channel };
    const outcome = await inTime(forms.lineOf(request, enteredValues(form, state.values)), judgedWithin, clock);
    if (outcome.kind === 'wrong') {
      reception.refused('form', began);
      return errorsOf(form, outcome.problems, anywhere, state.values);
    }
    const key = `${sent.team.id}:form:${id}`;
    const why = await reception.accept({ key, text: outcome.line, user, channel, surface: 'form' }, began);
    return why === undefined ? undefined : { [anywhere]: why };
  };
}

function errorsOf(form: Form, problems: FormErrors, anywhere: string, drawn: object): FormErrors {
  const errors = new Map<string, string>();
  for (const [name, why] of Object.entries(problems)) {
    const block = fieldBlock(form.fields.findIndex((field) => field.name === name));
    errors.set(Object.hasOwn(drawn, block) ? block : anywhere, shown(why, longestError));
  }
  return Object.fromEntries(errors);
}
