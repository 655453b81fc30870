import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { inTime } from '../../in-time.ts';
import type { Log } from '../../log.ts';
import { type FormRequest, type Forms, userKey } from '../platform.ts';
import { opaqueId } from '../shared/opaque-id.ts';
import type { OpenForms } from '../shared/open-forms.ts';
import { formView } from './render/form-view.ts';
import type { SlackApi } from './slack-api.ts';

/** Milliseconds after a request came in when it has to take the ordinary road: Slack waits three seconds for an answer. */
const opensWithin = 2_200;

interface Options {
  forms: Forms;
  kept: OpenForms;
  api: SlackApi;
  clock: Clock;
  log: Log;
}

/**
 * Opens the form that a line asks for, with the trigger of the act that said it; `began` is when that came in. False where
 * none was opened, for whatever reason, and the line is to be carried out as it is. Never throws.
 */
export type AskByForm = (request: FormRequest, trigger: string, began: number) => Promise<boolean>;

export function createAskByForm({ forms, kept, api, clock, log }: Options): AskByForm {
  return async (request, trigger, began) => {
    const left = () => opensWithin - (clock.elapsed() - began);
    const { user, channel } = request;
    try {
      const form = await inTime(forms.formOf(request), left(), clock);
      if (!form) return false;
      // The same for the same act, which may come twice.
      const id = opaqueId(user.tenant, trigger);
      const view = formView(form, id);
      if (!view) return false;
      if (!(await kept.keep(id, userKey(user), { form, channel }))) return true;
      await api.call('views.open', { trigger_id: trigger, view }, z.object({}), left());
      return true;
    } catch (error) {
      log.warn({ err: error, channel: channel.id }, 'a form could not be opened; the line is carried out without one');
      return false;
    }
  };
}
