import { describe, expect, it } from 'vitest';
import { closest } from '../../../src/closest.ts';
import { assignParameters } from '../../../src/pipelines/parameters.ts';
import { read, refusal, shapes } from './grammar.ts';

/** Letters that are drawn like a Latin one, by the letter they pass for. */
const lookAlikes = new Map([
  ...Object.entries({
    a: 'аɑαᴀ',
    c: 'сϲᴄⅽ',
    d: 'ԁⅾɗ',
    e: 'еҽ℮ε',
    g: 'ɡցǥ',
    h: 'һհℎ',
    i: 'іıɩιⅰ',
    j: 'јϳ',
    k: 'кκⱪ',
    l: 'ӏⅼłǀ',
    m: 'мⅿ',
    n: 'пոη',
    o: 'оοօσ',
    p: 'рρ',
    q: 'ԛգ',
    r: 'гᴦɾ',
    s: 'ѕꜱſ',
    t: 'тτ',
    u: 'υսц',
    v: 'νѵⅴ',
    w: 'ԝաѡ',
    x: 'хχⅹ',
    y: 'уγү',
    b: 'Ьвƅ',
    f: 'ƒք',
    z: 'ᴢƶ',
  }).map(([letter, others]) => [letter, Array.from(others)] as const),
]);

/** Full-width letters and the mathematical alphabets, all of which NFKC folds. */
const foldedAlphabets = [0xff41, 0x1d41a, 0x1d482, 0x1d4ea, 0x1d51e, 0x1d552, 0x1d5ba, 0x1d5ee, 0x1d622, 0x1d68a];

const pairs = Array.from('abcdefghijklmnopqrstuvwxyz', (letter, index) =>
  [...(lookAlikes.get(letter) ?? []), ...foldedAlphabets.map((first) => String.fromCodePoint(first + index))].map(
    (other) => [letter, other] as const,
  ),
).flat();

/** Every name of two letters and more, but for those whose first word is a verb by itself. */
const names = shapes
  .flatMap(({ name, aliases }) => [name, ...aliases])
  .filter((name) => name.length > 2 && name !== 'compute show');

describe('a name with a letter that only looks right', () => {
  it('is tried with more than two hundred letters', () =>
    expect(new Set(pairs.map(([, other]) => other)).size).toBeGreaterThan(300));

  it('is never a verb, and the verb is suggested', () => {
    let tried = 0;
    for (const [letter, other] of pairs) {
      for (const name of names.filter((each) => each.includes(letter))) {
        tried++;
        const problem = refusal(() => read(`${name.replace(letter, other)} iris`));
        expect(problem.code).toBe('unknown-verb');
        expect(problem.message).toContain('Did you mean');
      }
    }
    expect(tried).toBeGreaterThan(1000);
  });

  it('is never a flag, a key, a filter or a parameter', () => {
    for (const [letter, other] of pairs) {
      for (const flag of ['wait', 'fresh', 'experiment', 'why'].filter((name) => name.includes(letter))) {
        expect(refusal(() => read(`run iris --${flag.replace(letter, other)}=1`)).code).toBe('bad-line');
      }
      expect(refusal(() => read(`run iris x${other}=1`)).code).toBe('bad-line');
      const [filter] = read(`list st${other}tus:failed`).filters;
      expect(filter).toBeUndefined();
      const name = `${letter}_rate`;
      const parameter = { name, type: 'string', default: 'safe', optional: false } as const;
      const problem = refusal(() => assignParameters([parameter], { [`${other}_rate`]: 'x' }, 'iris'));
      expect([problem.code, problem.fix]).toEqual(['unknown-parameter', `${name}=x`]);
    }
  });

  it('is never a member of an enumeration', () => {
    for (const [letter, other] of [...pairs, ['k', '\u212a'] as const]) {
      const parameter = { name: 'mode', type: 'string', enum: [`${letter}bcd`], optional: false } as const;
      expect(refusal(() => assignParameters([parameter], { mode: `${other}bcd` }, 'iris')).code).toBe('bad-value');
    }
  });

  it('is recognized when every letter is another', () => {
    for (const name of names.filter((each) => !each.includes(' '))) {
      for (const [start = 0] of foldedAlphabets.map((first) => [first])) {
        const folded = Array.from(name, (letter) => String.fromCodePoint(start + letter.charCodeAt(0) - 97)).join('');
        expect(closest(folded, [name])).toBe(name);
      }
      const drawn = Array.from(name, (letter) => lookAlikes.get(letter)?.[0] ?? letter).join('');
      expect(closest(drawn, [name])).toBe(name);
    }
  });
});
