import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { rendered } from './rendering.ts';

function refusal(make: () => string): UserError {
  try {
    make();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a command that cannot be made', () => {
  it('names the parameter, the step, the line, the place, and what to do', () => {
    const { problem } = refusal(() => rendered('cat <<EOF\n«prompt»\nEOF', { prompt: 'a b' }));
    expect(problem).toEqual({
      code: 'bad-value',
      message:
        'The value of prompt could become code in the command of step train (pipeline.yml:7): its placeholder stands inside a here-document.',
      fix: expect.stringMatching(
        /^Give prompt only letters, digits and _ \. , : \/ @ \+ -, or have .* --prompt \$\{\{inputs\.prompt\}\}$/,
      ),
    });
  });

  it('needs every input that stands outside `$[[ ]]`', () => {
    const { problem } = refusal(() => rendered('python t.py $[[--a «a»]] --lr «lr»', {}));
    expect(problem.code).toBe('missing-parameter');
    expect(problem.message).toBe('The command of step train (pipeline.yml:7) needs a value for lr.');
    expect(problem.fix).toContain('lr=…');
  });

  it('needs its outputs to be declared', () => {
    const { problem } = refusal(() => rendered('ls «outputs.undeclared»'));
    expect(problem.code).toBe('bad-definition');
    expect(problem.message).toContain('undeclared');
  });

  it.each(['a\0b', '\ud800', 'a\udc00b', '\udc00\ud800'])('never takes %j, whoever wrote it', (text) => {
    const given = refusal(() => rendered('python t.py «x»', { x: text }));
    const pasted = refusal(() => rendered('python t.py «x»', {}, { x: text }));
    for (const { problem } of [given, pasted]) {
      expect(problem.code).toBe('bad-value');
      expect(problem.message).toMatch(/^The value of x .*no program can be given/);
    }
  });

  it.each([
    ['cat <<EOF\n«x»\n>canary\nEOF', 'EOF'],
    ['cat <<EOF\nE«x»F\n>canary\nEOF', 'O'],
    ['cat <<EOF\nEOF«x»\n>canary\nEOF', ''],
    ['cat <<-EOF\n\t\t«x»\n>canary\n\tEOF', 'EOF'],
    [`cat <<'E O F'\nE «x» F\n>canary\nE O F`, 'O'],
    ['cat <<A <<B\nA\n«x»\n>canary\nB', 'B'],
    ['cat <<EOF\nEOF\ncat <<EOF\n«x»', 'EOF'],
    ['echo "$(cat <<EOF\n«x»)\n>canary\nEOF\n)"', 'EOF'],
    ['echo `cat <<EOF\n«x»\n>canary\nEOF\n`', 'EOF'],
    [`echo \${y:-'a'}\ncat <<-"EOF"\n\t«x»\n>canary\nEOF`, 'EOF'],
  ])('refuses a value that would end the here-document of %j: %j', (template, x) => {
    expect(refusal(() => rendered(template, { x })).message).toMatch(/(would|could) end (the|a) here-document/);
    expect(() => rendered(template, { x: 'y' })).not.toThrow();
  });

  it.each([
    'cat <<«x»\na\n>canary\n«x»',
    'cat << E«x»\nEa\n>canary\nEOF',
    'cat <<EOF <<-"«x»"\nEOF\na\n>canary\na',
    'echo $(cat <<«x»\na\n>canary\n)',
  ])('takes no value at all for the delimiter of %j', (template) => {
    expect(refusal(() => rendered(template, { x: 'a' })).message).toContain('could end a here-document');
  });

  it('refuses a list for a variable that may be an array, whose words would be worked out', () => {
    const { problem } = refusal(() => rendered('declare -a z; declare z="«x»"', { x: '($(touch canary))' }));
    expect(problem.message).toContain('`declare`');
    expect(rendered('local z="«x»"', { x: 'a (b)' })).toBe('local z="a (b)"');
  });
});
