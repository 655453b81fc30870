import { describe, expect, it } from 'vitest';
import { placeholders, rendered } from './rendering.ts';

const given = { lr: '0.01', who: `Ada's "$HOME" \`x\` \\`, empty: '' };
const file = { flags: '--verbose "two words"', quote: "it's" };

describe('a command as bash gets it', () => {
  it.each([
    ['bare: a single-quoted word, joined to its neighbours', 'python t.py --lr=«lr»', "python t.py --lr='0.01'"],
    ['a quote in it', 'echo «who»', `echo 'Ada'\\''s "$HOME" \`x\` \\'`],
    ['in double quotes: escaped', 'echo "hi «who»!"', `echo "hi Ada's \\"\\$HOME\\" \\\`x\\\` \\\\!"`],
    ['in single quotes', "echo 'hi «who»'", `echo 'hi Ada'\\''s "$HOME" \`x\` \\'`],
    ['nothing at all is still a word', 'echo «empty» "«empty»"', `echo '' ""`],
    ['two side by side', 'echo «lr»«lr»', "echo '0.01''0.01'"],
    ['after a variable', 'echo $d«lr» "$d«lr»"', `echo $d'0.01' "$d""0.01"`],
    ['an output is a path of ours', 'cat > «outputs.model»/log', "cat > '/data/model'/log"],
    ['a literal of the author is pasted', 'python t.py «flags»', 'python t.py --verbose "two words"'],
    ['and may open a quote', "echo «quote» «lr»'", "echo it's 0.01'"],
    ['before a program, and exported', 'A=«lr» B="«lr»" t; export C=«lr»', `A='0.01' B="0.01" t; export C='0.01'`],
    ['in a here-document: pasted', 'cat <<EOF\nlr: «lr»\nEOF', 'cat <<EOF\nlr: 0.01\nEOF'],
    ['in a comment: pasted', 'true # lr «lr»', 'true # lr 0.01'],
    [
      'in arithmetic, backticks, braces, after a tilde',
      'echo $((«lr»)) `a «lr»` {a,«lr»} ~«lr»',
      'echo $((0.01)) `a 0.01` {a,0.01} ~0.01',
    ],
    ['after `$` and a backslash', 'echo \\«lr»', 'echo \\0.01'],
    ['in a substitution', 'echo "$(date -d "«lr»")" $(date «lr»)', `echo "$(date -d "0.01")" $(date '0.01')`],
    ['an optional part with its value', 'python t.py $[[--lr «lr»]] end', "python t.py --lr '0.01' end"],
    ['and without', 'python t.py $[[--lr «none» «lr»]]end', 'python t.py end'],
  ])('%s', (_, template, text) => {
    expect(rendered(template, given, file)).toBe(text);
  });

  it('reads a value once: what looks like a placeholder in it stays text', () => {
    const values = { x: placeholders('«y» $[[ «none» ]]'), y: 'secret' };
    expect(rendered('echo «x» "«x»"', values)).toBe(
      `echo '\${{inputs.y}} $[[ \${{inputs.none}} ]]' "\\\${{inputs.y}} \\$[[ \\\${{inputs.none}} ]]"`,
    );
  });
});
