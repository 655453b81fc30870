/** What somebody is to give for one value, as they would type it in a line. */
export type FormField = {
  /** The parameter; unique in its form. */
  name: string;
  label: string;
  hint?: string;
  isRequired: boolean;
  /** What stands in the field at first. */
  value?: string;
} & (
  | { kind: 'text' }
  | { kind: 'number'; isWhole: boolean; least?: number; most?: number }
  | { kind: 'choice'; choices: readonly string[] }
);

/** Values asked for at once, in no platform's words. All text is untrusted and literal, as on a card. */
export interface Form {
  title: string;
  /** The line that the values complete: `run iris`. */
  line: string;
  /** What the button says that sends it. */
  submit: string;
  fields: readonly FormField[];
}

/** What a sent form means: a whole command line, or what is wrong, by field name; `''` stands for the form itself. */
export type FormOutcome =
  | { kind: 'line'; line: string }
  | { kind: 'wrong'; problems: Readonly<Record<string, string>> };
