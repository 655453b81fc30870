import type { StatusGroup } from '../pipelines/status.ts';

/** How a step or a run stands; a renderer always shows `words` too, never a mark or a colour alone. */
export interface State {
  group: StatusGroup;
  words: string;
}

/** One row of a steps element. */
export interface StepLine {
  name: string;
  state: State;
  /** Milliseconds so far or in all. */
  duration?: number;
  note?: string;
}

/** A piece of a line: words, a moment (milliseconds since 1970, shown in the reader's zone), or a person by their key. */
export type LinePart = string | { at: number } | { person: string };

/** Words with people in them, by their keys; the pieces follow each other without anything between. */
export type Sentence = string | readonly (string | { person: string })[];

/** What stands in a table or a list: words, a person by their key, or words that lead somewhere. */
export type Cell = string | { person: string } | { link: string; label: string };

/** A button stands for a command line; the platform decides how to press it. */
export interface CardButton {
  label: string;
  line: string;
  /** Asked before it acts, where the platform can ask. */
  confirm?: string;
  /** It opens a form: not shown where none can be opened. */
  opensForm?: true;
}

/**
 * The pieces a card is made of, in no platform's words. All text is untrusted and literal: a renderer escapes it. Each
 * renderer walks the elements with one switch that ends in `satisfies never`.
 */
export type CardElement =
  | { type: 'text'; text: Sentence }
  /** A line that stands out less: who, when, why. */
  | { type: 'context'; parts: readonly LinePart[] }
  | { type: 'progress'; done: number; total: number; words: string }
  | { type: 'steps'; steps: readonly StepLine[]; folded?: string }
  | { type: 'facts'; title?: string; facts: readonly { label: string; value: string }[] }
  | { type: 'table'; title?: string; columns: readonly string[]; rows: readonly (readonly Cell[])[] }
  | { type: 'list'; title?: string; items: readonly Cell[] }
  /** `isRefusal` is for what was wrong with a line or a definition, and where: never what a program said. */
  | { type: 'preformatted'; title?: string; lines: readonly string[]; isRefusal?: true }
  | { type: 'copyable'; label: string; line: string }
  /** `isPersonal` is for one that lets in the person it was made for: nobody else may see it. */
  | { type: 'link'; label: string; url: string; isPersonal?: true }
  | { type: 'buttons'; buttons: readonly CardButton[] };

/** What any platform shows: a title, the state in words, and elements in order. */
export interface Card {
  title: string;
  state?: State;
  elements: readonly CardElement[];
}
