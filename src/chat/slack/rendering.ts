import type { SlackConfig } from '../../config/slack.ts';
import type { Outgoing } from '../platform.ts';
import { fallbackText } from './render/fallback-text.ts';
import type { NameOf } from './render/people-and-times.ts';
import type { renderForSlack } from './render/render.ts';

/** How a run's steps are shown. */
export type Progress = SlackConfig['progress'];

/** Makes a message of a card: all its text is escaped, and within Slack's limits. */
export type RenderForSlack = typeof renderForSlack;

/** A message as Slack takes it. */
export type SlackContent = ReturnType<RenderForSlack>;

/** A message without blocks: everything the card says, as text. */
export function asText(message: Outgoing, nameOf: NameOf): SlackContent {
  return { blocks: [], text: fallbackText(message, nameOf) };
}
