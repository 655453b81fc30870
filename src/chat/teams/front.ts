import { type Activity, ActivityHandlerBase, BotAdapter, INVOKE_RESPONSE_KEY, TurnContext } from 'botbuilder';
import type { Log } from '../../log.ts';
import { Malformed } from '../shared/read-part.ts';
import type { TeamsActivity } from './payloads.ts';

/** What Teams is to be answered: taken (perhaps with a body for who pressed), never to be taken, or to be sent again. */
export type FrontAnswer =
  | { kind: 'taken'; status: number; body?: object }
  | { kind: 'malformed' }
  | { kind: 'not-kept' };

/** Where activities are handed in whose token was genuine; it never throws. */
export type Front = (said: TeamsActivity) => Promise<FrontAnswer>;

/** Who takes what. These throw when something could not be committed, and then Teams must not hear that it was. */
export interface Takers {
  takeSaid(said: TeamsActivity): Promise<void>;
  takeEdited(said: TeamsActivity): Promise<void>;
  /** Somebody or something was added, removed, installed or renamed. */
  takePlace(said: TeamsActivity): Promise<void>;
  takePressed(said: TeamsActivity): Promise<object>;
  takeWantedForm(said: TeamsActivity): Promise<object>;
  takeSentForm(said: TeamsActivity): Promise<object>;
}

/** Where the activity stands in a turn. */
const saidKey = Symbol('said');

/** Leads each activity to who takes it. */
class Turns extends ActivityHandlerBase {
  readonly #takers: Takers;

  constructor(takers: Takers) {
    super();
    this.#takers = takers;
  }

  protected override onMessageActivity(turn: TurnContext): Promise<void> {
    return this.#takers.takeSaid(saidIn(turn));
  }

  protected override onMessageUpdateActivity(turn: TurnContext): Promise<void> {
    return this.#takers.takeEdited(saidIn(turn));
  }

  protected override onConversationUpdateActivity(turn: TurnContext): Promise<void> {
    return this.#takers.takePlace(saidIn(turn));
  }

  protected override onInstallationUpdateActivity(turn: TurnContext): Promise<void> {
    return this.#takers.takePlace(saidIn(turn));
  }

  protected override async onInvokeActivity(turn: TurnContext) {
    const said = saidIn(turn);
    switch (said.name) {
      case 'adaptiveCard/action':
        return { status: 200, body: await this.#takers.takePressed(said) };
      case 'task/fetch':
        return { status: 200, body: await this.#takers.takeWantedForm(said) };
      case 'task/submit':
        return { status: 200, body: await this.#takers.takeSentForm(said) };
      default:
        return { status: 501 };
    }
  }
}

/** botbuilder without a mouth: all that people see goes through the outbox, and only an invoke is answered at once. */
class Ears extends BotAdapter {
  hear(turn: TurnContext, turns: Turns): Promise<void> {
    return this.runMiddleware(turn, (context) => turns.run(context));
  }

  override async sendActivities(turn: TurnContext, activities: Partial<Activity>[]) {
    for (const activity of activities) {
      if (activity.type !== 'invokeResponse') throw this.#mute();
      turn.turnState.set(INVOKE_RESPONSE_KEY, activity.value);
    }
    return activities.map(() => ({ id: '' }));
  }

  override async updateActivity(): Promise<void> {
    throw this.#mute();
  }

  override async deleteActivity(): Promise<void> {
    throw this.#mute();
  }

  override async continueConversation(): Promise<void> {
    throw this.#mute();
  }

  #mute(): Error {
    return new Error('messages go through the outbox');
  }
}

/**
 * botbuilder finds who takes an activity. It never sees one before its token was checked here: left to itself it answers a
 * forged signature with 500, prints keys on the console, and throws at a body of another form.
 */
export function createFront(takers: Takers, log: Log): Front {
  const turns = new Turns(takers);
  const ears = new Ears();
  return async (said) => {
    const { type, name, action, channelId, serviceUrl, conversation } = said;
    const turn = new TurnContext(ears, {
      ...{ type, channelId, serviceUrl },
      ...(name != null && { name }),
      ...(action != null && { action }),
      conversation: { id: conversation.id, name: '', isGroup: false, conversationType: '' },
    });
    turn.turnState.set(saidKey, said);
    try {
      await ears.hear(turn, turns);
    } catch (error) {
      if (error instanceof Malformed) {
        log.warn({ err: error }, 'a request of Teams could not be read');
        return { kind: 'malformed' };
      }
      log.warn({ err: error }, 'a request of Teams was not kept; Teams is asked to send it again');
      return { kind: 'not-kept' };
    }
    const answer = turn.turnState.get<{ status: number; body?: object }>(INVOKE_RESPONSE_KEY);
    return { kind: 'taken', ...(answer ?? { status: 200 }) };
  };
}

function saidIn(turn: TurnContext): TeamsActivity {
  return turn.turnState.get<TeamsActivity>(saidKey);
}
