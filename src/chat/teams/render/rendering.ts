import type { IAdaptiveCard, IMention } from '@microsoft/teams.cards';
import type { Outgoing } from '../../platform.ts';

/** A message as Teams shows it. */
export interface TeamsRendering {
  card: IAdaptiveCard;
  /** The card's complete text, as it is: no markup is meant. */
  fallbackText: string;
  /** One line of it, for the notification and the activity feed. */
  summary: string;
  /** Who is notified; the card holds the same. */
  mentions: readonly IMention[];
}

/** What a rendering needs of the world. */
export interface RenderOptions {
  /** What Teams is told instead of a button's line. */
  buttonId(line: string): string;
  /** Hosts that links may lead to, with the port where it is not the usual one. */
  linkHosts: ReadonlySet<string>;
  /** The name of a person by key, where it is known. */
  nameOf?(key: string): string | undefined;
}

/** Makes a message of a card: its text is shown as it is, and it fits. Takes any card and never throws. */
export type RenderForTeams = (outgoing: Outgoing, options: RenderOptions) => TeamsRendering;
