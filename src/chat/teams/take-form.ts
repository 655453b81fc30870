import type { FormOutcome } from '../../cards/form.ts';
import type { Clock } from '../../clock.ts';
import { inTime } from '../../in-time.ts';
import type { Log } from '../../log.ts';
import { channelKey, type FormRequest, type Forms, userKey } from '../platform.ts';
import type { Buttons } from '../shared/buttons.ts';
import { opaqueId } from '../shared/opaque-id.ts';
import type { OpenForms } from '../shared/open-forms.ts';
import { readPart } from '../shared/read-part.ts';
import { dialogTask, enteredIn, lastWords } from './dialog-card.ts';
import { sentForm, type TeamsActivity, wantedForm } from './payloads.ts';
import type { Reception } from './reception.ts';
import * as words from './words.ts';

/** Milliseconds for what a form asks for or means: of the three seconds in which Teams wants its answer. */
const judgedWithin = 1_500;

interface Options {
  reception: Reception;
  buttons: Buttons;
  forms: Forms;
  kept: OpenForms;
  clock: Clock;
  log: Log;
}

/**
 * Opens the form of a button. Where its line opens none, the line is taken as it is. Throws when something could not be
 * committed.
 */
export function createTakeWantedForm({ reception, buttons, forms, kept, clock, log }: Options) {
  /** What opens before who pressed: the form, or why there is none in time. Undefined where the line opens none. */
  async function opened({ key, text, user, channel }: FormRequest & { key: string }): Promise<object | undefined> {
    const form = await inTime(forms.formOf({ text, user, channel }), judgedWithin, clock).catch((error) => {
      log.warn({ err: error, channel: channel.id }, 'a form could not be made in time');
      return 'late' as const;
    });
    if (form === undefined) return undefined;
    if (form === 'late') return lastWords(words.formTooLate);
    // The same for the same press, which may come twice.
    const id = opaqueId(key, userKey(user));
    await kept.keep(id, userKey(user), { form, channel });
    return dialogTask(form, id);
  }

  return async (said: TeamsActivity): Promise<object> => {
    const began = reception.now();
    const { data } = readPart(wantedForm, said.value);
    const user = await reception.userOf(said);
    const channel = await reception.placeOf(said);
    const line = user && (await buttons.lineOf(data.button, [channelKey(channel), userKey(user)]));
    if (user === undefined || line === undefined) {
      reception.refused('button', began);
      return lastWords(words.unknownButton);
    }
    const request = { key: reception.keyOf(said), text: line, user, channel, surface: 'button' } as const;
    let task: object | undefined;
    const why = await reception.accept(request, began, async () => {
      task = await opened(request);
      return task !== undefined;
    });
    return why === undefined ? (task ?? lastWords(words.taken)) : lastWords(why);
  };
}

/**
 * Takes forms that were sent: the line that all values make, said by whoever filled it in. One form is one request, however
 * often it is sent. Throws when it could not be committed.
 */
export function createTakeSentForm({ reception, forms, kept, clock, log }: Omit<Options, 'buttons'>) {
  return async (said: TeamsActivity): Promise<object> => {
    const began = reception.now();
    const { data } = readPart(sentForm, said.value);
    const user = await reception.userOf(said);
    const open = user && (await kept.find(data.form, userKey(user)));
    if (user === undefined || open === undefined) {
      reception.refused('form', began);
      return lastWords(words.unknownForm);
    }
    const { form, channel } = open;
    const values = enteredIn(data);
    const request = { text: form.line, user, channel };
    const outcome = await inTime(forms.lineOf(request, values), judgedWithin, clock).catch((error): FormOutcome => {
      log.warn({ err: error, channel: channel.id }, 'a form could not be read in time');
      return { kind: 'wrong', problems: { '': 'This took too long. Nothing was run. Send it again.' } };
    });
    if (outcome.kind === 'wrong') {
      reception.refused('form', began);
      return dialogTask(form, data.form, { values, problems: outcome.problems });
    }
    const key = `teams:form:${data.form}`;
    const why = await reception.accept({ key, text: outcome.line, user, channel, surface: 'form' }, began);
    if (why === undefined) return lastWords(words.taken);
    return dialogTask(form, data.form, { values, problems: { '': why } });
  };
}
