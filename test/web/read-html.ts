/** A page taken apart: its texts in order, and the values of all attributes by `tag name`. */
export interface ReadPage {
  texts: readonly string[];
  attributes: readonly (readonly [string, string])[];
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  html: ['lang'],
  head: [],
  meta: ['charset', 'name', 'content', 'http-equiv'],
  title: [],
  style: [],
  body: [],
  main: [],
  header: [],
  section: ['class'],
  h1: [],
  h2: [],
  p: ['class', 'id'],
  a: ['href'],
  bdi: [],
  span: ['class', 'aria-hidden'],
  div: ['class'],
  time: ['datetime'],
  progress: ['max', 'value', 'aria-label'],
  pre: [],
  code: [],
  ol: [],
  ul: [],
  li: ['class'],
  table: [],
  tbody: [],
  tr: [],
  th: ['scope'],
  td: [],
  form: ['class', 'method', 'action'],
  label: ['for'],
  select: ['id', 'name'],
  option: ['value', 'selected'],
  input: ['type', 'name', 'value'],
  button: [],
};
const empty = new Set(['meta', 'input']);
const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#13;': '\r',
};

/**
 * Reads a page the way the strictest reader would: only our tags with our attributes in double quotes, all closed in
 * order, and every `<`, `>`, `&` and quote of a text written as an entity. Anything else throws.
 */
export function readHtml(page: string): ReadPage {
  const texts: string[] = [];
  const attributes: [string, string][] = [];
  const open: string[] = [];
  let rest = page.replace(/^<!doctype html>/, '').replace(/\r\n?/g, '\n');
  while (rest !== '') {
    const [token = ''] = /^<[^<>]*>|^[^<>]+/.exec(rest) ?? [];
    if (token === '') throw new Error(`a stray < or > before ${rest.slice(0, 80)}`);
    rest = rest.slice(token.length);
    if (!token.startsWith('<')) {
      if (token.trim() !== '') texts.push(decode(token));
      continue;
    }
    const [, slash, tag = '', list = ''] = /^<(\/?)([a-z0-9]+)((?: [a-z-]+="[^"<>]*")*)>$/.exec(token) ?? [];
    if (!(tag in allowed)) throw new Error(`not one of our tags: ${token}`);
    if (slash === '/') {
      const last = open.pop();
      if (last !== tag) throw new Error(`</${tag}> closes <${last}>`);
      continue;
    }
    for (const [, name = '', value = ''] of list.matchAll(/ ([a-z-]+)="([^"]*)"/g)) {
      if (!allowed[tag]?.includes(name)) throw new Error(`not one of our attributes: ${token}`);
      attributes.push([`${tag} ${name}`, decode(value)]);
    }
    if (!empty.has(tag)) open.push(tag);
    if (tag === 'style') rest = rest.slice(rest.indexOf('</style>'));
    if (tag === 'pre' && rest.startsWith('\n')) rest = rest.slice(1);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return { texts, attributes };
}

function decode(text: string): string {
  return text.replace(/&[^;]*;?|["']/g, (entity) => {
    const character = entities[entity];
    if (character === undefined) throw new Error(`not one of our entities: ${entity}`);
    return character;
  });
}
