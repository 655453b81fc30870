import { randomBytes } from 'node:crypto';
import { type JsonObject, objectsIn } from '../json.ts';
import type { OpenView } from '../ledger.ts';
import { withIds } from '../messages.ts';
import type { Parts } from '../parts.ts';
import { Refused } from '../refused.ts';
import type { Team } from '../world.ts';
import type { Arguments } from './arguments.ts';
import type { Methods } from './method.ts';
import { readView } from './view-rules.ts';

/** Opening and changing forms. */
export function viewMethods(parts: Parts): Methods {
  const { handles, ledger } = parts;
  const common = { by: 'bot', takesJson: true, scopes: () => [] } as const;

  function open(args: Arguments, team: Team): JsonObject {
    const sent = readView(args.structure('view', 'invalid_arguments'));
    const trigger = handles.useTrigger(args.text('trigger_id'));
    if (trigger.team !== team.id) throw new Refused('invalid_trigger_id');
    const view = newView(team.id, trigger.user, sent);
    ledger.views.push(view);
    return { ok: true, view: wireView(parts, view) };
  }

  function update(args: Arguments, team: Team): JsonObject {
    const id = args.text('view_id');
    const external = args.text('external_id');
    const open = ledger.views.filter((view) => view.team === team.id && view.isOpen);
    const view = open.find((one) => (id === undefined ? one.view.external_id === external : one.id === id));
    if (!view || (id ?? external) === undefined) throw new Refused('not_found');
    const hash = args.text('hash');
    if (hash !== undefined && hash !== view.hash) throw new Refused('hash_conflict');
    showView(view, readView(args.structure('view', 'invalid_arguments')));
    return { ok: true, view: wireView(parts, view) };
  }

  return { 'views.open': { ...common, call: open }, 'views.update': { ...common, call: update } };
}

/** A form that was just opened for somebody. */
export function newView(team: string, user: string, sent: JsonObject): OpenView {
  const id = `V${randomBytes(5).toString('hex').toUpperCase()}`;
  const view: OpenView = { id, team, user, hash: '', view: {}, isOpen: true, errors: {} };
  showView(view, sent);
  return view;
}

/** Shows something else in a form that is open. */
export function showView(view: OpenView, sent: JsonObject): void {
  view.view = { ...sent, blocks: withIds(objectsIn(sent.blocks)) };
  view.hash = randomBytes(8).toString('hex');
  view.errors = {};
}

/** A form as the Web API and interactions show it. */
export function wireView({ world }: Parts, { id, team, view, hash }: OpenView, values: JsonObject = {}): JsonObject {
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    ...view,
    id,
    root_view_id: id,
    previous_view_id: null,
    hash,
    state: { values },
    team_id: team,
    app_installed_team_id: team,
    app_id: world.appId,
    bot_id: world.team(team).botId,
  };
}
