import type { Card } from '../cards/card.ts';
import type { ChannelRef } from '../chat/platform.ts';
import type { MessageOptions } from './outbox.ts';

/** A live message whose present state is wanted. */
export interface LiveMessage {
  subject: string;
  channel: ChannelRef;
  options: MessageOptions;
  /** It was posted before: people have seen it, and an edit notifies nobody. */
  wasPosted: boolean;
}

/** A message of its own that comes with the last rendering, shown or not: the one alert of an end. */
export interface FollowUp {
  /** Told apart by this from other follow-ups of the same message. */
  kind: string;
  card: Card;
  mention?: string;
  /** As an answer in the thread of the message it follows; else it links there. */
  inThread: boolean;
}

/** How a live message looks now. */
export interface Rendering {
  card: Card;
  /** Nothing more will change. */
  isFinal: boolean;
  /** Somebody who deletes the message has seen enough: it is not posted anew for its end. */
  restsWhenGone?: boolean;
  mention?: string;
  after?: FollowUp;
}

/** Renders what a message shows from the stored rows, at the moment of sending; undefined when there is nothing to show. */
export type RenderLive = (message: LiveMessage) => Promise<Rendering | undefined>;
