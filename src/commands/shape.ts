/** One `--flag` of a verb. `negatable` allows `--no-name`; `repeats` makes the flag a list, in the order given. */
export interface FlagShape {
  name: string;
  takes: 'nothing' | 'value';
  short?: 'y' | 'f' | 'h';
  negatable?: boolean;
  repeats?: boolean;
  /** What stands for the value in usage lines: `--why <text>`. */
  valueName?: string;
  summary: string;
  /** The grammar reads it, so that its verb can answer in words; help and corrections do not name it. */
  hidden?: boolean;
}

/** What may follow a verb, as data: the grammar reads it, help prints it. */
export interface VerbShape {
  /** Lower case; two words for a verb like `schedule add`. */
  name: string;
  aliases: readonly string[];
  flags: readonly FlagShape[];
  /** Keys accepted as `key:value` and `key=value`. */
  filters?: readonly string[];
  takesAssignments: boolean;
  takesBody: boolean;
  /** Free text may follow: an apostrophe that opens no quote is a letter like any other. */
  takesText: boolean;
  maxOperands?: number;
}

/** A verb with everything its line is looked up in. */
export interface IndexedVerb {
  shape: VerbShape;
  flags: ReadonlyMap<string, FlagShape>;
  shorts: ReadonlyMap<string, FlagShape>;
  filters: ReadonlyMap<string, string>;
}

/** Every verb by each of its names in lower case, and the first words of the two-word names. */
export interface VerbIndex {
  verbs: ReadonlyMap<string, IndexedVerb>;
  heads: ReadonlySet<string>;
}

const helpFlag: FlagShape = { name: 'help', takes: 'nothing', short: 'h', summary: 'Shows what the command takes' };

function indexed(shape: VerbShape): IndexedVerb {
  const flags = [...shape.flags.filter((flag) => flag.name !== helpFlag.name), helpFlag];
  return {
    shape,
    flags: new Map(flags.map((flag) => [flag.name.toLowerCase(), flag])),
    shorts: new Map(flags.flatMap((flag) => (flag.short ? [[flag.short, flag]] : []))),
    filters: new Map(shape.filters?.map((key) => [key.toLowerCase(), key])),
  };
}

/** Makes the table that `parseLine` reads, once for all lines. Two verbs with one name are a bug and throw. */
export function indexVerbs(shapes: readonly VerbShape[]): VerbIndex {
  const verbs = new Map<string, IndexedVerb>();
  const heads = new Set<string>();
  for (const shape of shapes) {
    const verb = indexed(shape);
    for (const name of [shape.name, ...shape.aliases]) {
      const key = name.toLowerCase();
      if (verbs.has(key)) throw new Error(`two verbs are called ${key}`);
      verbs.set(key, verb);
      const space = key.indexOf(' ');
      if (space > 0) heads.add(key.slice(0, space));
    }
  }
  return { verbs, heads };
}
