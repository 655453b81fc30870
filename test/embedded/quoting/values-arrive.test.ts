import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generated } from '../../support/generated.ts';
import { runCommand, runScript } from './real-bash.ts';
import { rendered } from './rendering.ts';
import { anyValue, longValue } from './values.ts';

/** A command that prints words, each ended by a NUL, and the words that the values x and y must arrive as. */
type Context = [template: string, words: (x: string, y: string) => string[]];

const print = "printf '%s\\0'";

const contexts: Context[] = [
  [`${print} «x»`, (x) => [x]],
  [`${print} --x=«x» -y«y»`, (x, y) => [`--x=${x}`, `-y${y}`]],
  [`${print} "«x»" "a «y» b"`, (x, y) => [x, `a ${y} b`]],
  [`${print} '«x»' 'a «y» b'`, (x, y) => [x, `a ${y} b`]],
  [`${print} «x»«y»"«x»"'«y»'c`, (x, y) => [`${x}${y}${x}${y}c`]],
  [`${print} '{"text": "«x»"}' "it's «y»" '"'«x»'"'`, (x, y) => [`{"text": "${x}"}`, `it's ${y}`, `"${x}"`]],
  [
    `d=dir; ${print} $d«x» "$d«x»" "$d/«y»" "\${d}«y»" $d/«y»`,
    (x, y) => [`dir${x}`, `dir${x}`, `dir/${y}`, `dir${y}`, `dir/${y}`],
  ],
  [`X=«x» Y="«y»"; ${print} "$X" "$Y"`, (x, y) => [x, y]],
  [`export X=«x» Y="«y»"; ${print} "$X" "$Y"`, (x, y) => [x, y]],
  [`if [ -n "a«x»" ] && [ «y» = «y» ]; then ${print} «x»; else ${print} no; fi`, (x) => [x]],
  [`for v in «x» "«y»"; do ${print} "$v"; done`, (x, y) => [x, y]],
  [`case «x» in\n  «x») ${print} «y» ;;\n  *) ${print} no;;\nesac`, (_, y) => [y]],
  [`show() { ${print} "$@"; }\nshow «x» "«y»"`, (x, y) => [x, y]],
  [`function show {\n  ${print} "$1" «y»\n}; show «x»`, (x, y) => [x, y]],
  [`{ ${print} «x»; } 2>&1; ( ${print} "«y»" )`, (x, y) => [x, y]],
  [`! false && ${print} «x» || ${print} no`, (x) => [x]],
  [`${print} «x» | cat; ${print} «y» | cat`, (x, y) => [x, y]],
  [`cat <<< «x» | tr '\\n' '\\n'; ${print} «y»`, (x, y) => [`${x}\n${y}`]],
  [`# it's "a" $(comment\n${print} «x» # «n»`, (x) => [x]],
  [`cat <<EOF >/dev/null\nit's "not" $(echo code) «n»\nEOF\n${print} «x»`, (x) => [x]],
  [`cat <<'A' >/dev/null; cat <<-B >/dev/null\n$( "\nA\n\t' \`echo\n\tB\n${print} «x» "«y»"`, (x, y) => [x, y]],
  [`${print} $[[--opt «x»]] $[[--not «none»]]«y»`, (x, y) => ['--opt', x, y]],
  [`${print} {a,b}«x» \\"«y»\\'`, (x, y) => [`a${x}`, `b${x}`, `"${y}'`]],
  [`${print} $'it\\'s' «x» \`printf "\\"a"\` "«y»"`, (x, y) => ["it's", x, '"a', y]],
  [`${print} \`printf %s \\\`printf a\\\`\`«x» \`: '\` "«y»"`, (x, y) => [`a${x}`, y]],
  [`${print} "$(printf '%s' ")") «x»" $((1 + (2)))«y» "\${NOT_SET:-it}«x»"`, (x, y) => [`) ${x}`, `3${y}`, `it${x}`]],
  [`${print} \\\n  --x «x» \\\n  --y "«y»"`, (x, y) => ['--x', x, '--y', y]],
  [`set -euo pipefail\n${print} «x»\nset +eu`, (x) => [x]],
  [`((1 + 1)); for ((i = 0; i < 1; i++)); do ${print} «x»; done`, (x) => [x]],
  [`while ${print} «x»; do break; done; until ${print} "«y»"; do :; done`, (x, y) => [x, y]],
  [`list=(a "b c" 'd'); ${print} «x» "\${list[1]}"`, (x) => [x, 'b c']],
  [`[[ a == a && ( -n b ) ]] && ${print} «x»`, (x) => [x]],
  [`${print} # «n»\\\n${print} «x»`, (x) => ['', x]],
  [`bash -c 'printf "%s\\\\0" a' | cat; ${print} «x»`, (x) => ['a', x]],
  [`${print} ~root«n»/x >/dev/null; ${print} «x»#«y»`, (x, y) => [`${x}#${y}`]],
];

interface Use {
  context: Context;
  x: string;
  y: string;
}

/** The first use whose words did not arrive, with what was printed in their place. */
function firstDifference(uses: readonly Use[], printed: readonly string[]): unknown {
  let at = 0;
  for (const { context, x, y } of uses) {
    const [template, words] = context;
    const wanted = words(x, y);
    const got = printed.slice(at, at + wanted.length);
    if (wanted.join('\0') !== got.join('\0')) return { template, x, y, wanted, got };
    at += wanted.length;
  }
  return undefined;
}

describe('a value given by a person', () => {
  it('arrives byte for byte in every context, and never as code', { timeout: 1_200_000 }, () => {
    const use = fc.record<Use>({ context: fc.constantFrom(...contexts), x: anyValue, y: anyValue });
    fc.assert(
      fc.property(fc.array(use, { minLength: 500, maxLength: 500 }), (uses) => {
        const script = uses.map(({ context: [template], x, y }) => rendered(template, { x, y, n: '1' })).join('\n');
        const run = runScript(script);
        expect(firstDifference(uses, run.output.toString().split('\0'))).toBeUndefined();
        const words = uses.flatMap(({ context, x, y }) => context[1](x, y));
        expect(run.output.equals(Buffer.from(words.map((word) => `${word}\0`).join('')))).toBe(true);
        expect(run.canary).toBe(false);
      }),
      // 1,000 values each; a failure names its use, so that nothing needs to be shrunk.
      { ...generated(100), endOnFailure: true },
    );
  });

  it('arrives so through `bash -c` in the words of another program, however long', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(anyValue, longValue), anyValue, (x, y) => {
        const run = runCommand(rendered(`/usr/bin/env printf '%s\\0' «x» "«y»" '«x»'`, { x, y }));
        expect(run.errors).toBe('');
        expect(run.output.equals(Buffer.from(`${x}\0${y}\0${x}\0`))).toBe(true);
        expect(run.canary).toBe(false);
      }),
      generated(2000),
    );
  });
});
