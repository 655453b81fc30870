import fc from 'fast-check';

/** Stands for a placeholder in the templates made here. */
export const hole = '«»';

/** What commands are made of, and what confuses a reader of them. */
export const fragments: readonly string[] = [
  ' │\t│\n│;│&&│||│|&│|│&│"│\'│\\│\\\n│$│`│$\'│$"│$(│)│(│((│))│$((│$[│]│{ │; }│{│}│$y│"$y│$$│}}│~│*│@(│=│!│a=│a=(│a[│]=',
  "#│# it's\n│<<EOF\n│<<-EOF\n│<<'EOF'\n│<<EOF│<<EO│EOF\n│\nEOF\n│\n\tEOF\n│EO│<<<│<│>│>f │2>&1│>&│<&│&>│0<│<(│>(│[[ │ ]]│[ │ ]",
  '=~ │-eq │test -v │case │ in │a) │*) │;;│\nesac│if │then │\nfi│for i in │select │do │\ndone│while │function f │f() │f │time ',
  'coproc │eval │bash -c │bash│sh │-c │. │let │set │exec │printf -v │read │declare │-i │export │timeout 1 │env │A=1 │command │nohup ',
  'echo │: │true│cat │x│${│${y│${y:-',
].flatMap((some) => some.split('│'));

const soup = fc
  .array(
    fc.oneof({ weight: 1, arbitrary: fc.constant(hole) }, { weight: 3, arbitrary: fc.constantFrom(...fragments) }),
    {
      minLength: 3,
      maxLength: 16,
    },
  )
  .map((parts) => parts.join(''));

const word = oneOf(
  '«»│«»│"«»"│\'«»\'│"a$y«»b"│a«»b│"it\'s «»"│\'"\'«»│--x=«»│\\"«»│#«»│y│$y│"$y"│*│~│{a,b}│{a,«»}│~«»│$«»│\\«»│a#«»│>f│>«»│<<<«»',
);
const reader = oneOf(
  'eval│command eval│time -p eval│bash -c│env bash -c│timeout 1 bash -c│bash│sh│bash -│bash -x│exec│nohup│printf -v│printf│test -v│[│declare│declare -i│export│read│let│unset│trap│. │set│shopt -s│alias',
);
const delimiter = oneOf('EOF│\'EOF\'│"EOF"│-EOF│\\EOF│E"O"F│- EOF');
const bodyStart = oneOf('│it\'s │$(│"│`│\\│EO│\t');
const bodyEnd = oneOf('│\\│ x│)│"');
const separator = oneOf('\n│; │ && │ | │ || │ & ');
const pattern = oneOf('a│"x"│*│(b│$y│a|b│«»');

/** Commands as people write them, a few levels deep. */
const { command } = fc.letrec<{ command: string }>((tie) => {
  const inner = tie('command');
  return {
    command: fc.oneof(
      { maxDepth: 3, depthSize: 'medium' },
      filled`echo ${word} ${word}`,
      filled`: ${word}${separator}${inner}`,
      filled`${reader} ${word} ${word}`,
      filled`if ${inner}; then\n${inner}\nfi`,
      filled`for i in ${word} ${word}; do ${inner}; done`,
      filled`case ${word} in\n ${pattern}) ${inner} ;;\n *) ${inner};;\nesac`,
      filled`( ${inner} )`,
      filled`{ ${inner}; }`,
      filled`f() { ${inner}; }\nf ${word}`,
      filled`function g { ${inner}; }; g ${word}`,
      filled`cat <<${delimiter} ${word}\n${bodyStart}${word}${bodyEnd}\nEOF\n${inner}`,
      filled`cat <<${delimiter}\n${bodyStart}${word}${bodyEnd}\n\tEOF\n${inner}\nEOF`,
      filled`echo "$(${inner})" ${word}`,
      filled`echo $(${inner}) ${word}`,
      filled`echo \`${inner}\` ${word}`,
      filled`[[ ${word} =~ ${word} ]] && ${inner}`,
      filled`(( 1 + ${word} )); ${inner}`,
      filled`a=(${word} ${word}); ${inner}`,
      filled`A=${word} ${inner}`,
      filled`# ${bodyStart}${word}\n${inner}`,
      filled`while ${inner}; do break; done < ${word}`,
      filled`echo \${y:-${word}} ${word}\n${inner}`,
      filled`echo "\${y}${word}" $((1+1)) ${word}`,
      filled`cat <(${inner}) ${word}`,
      filled`echo $'it\\'s' ${word}; ${inner}`,
      filled`! ${inner}`,
    ),
  };
});

function oneOf(choices: string): fc.Arbitrary<string> {
  return fc.constantFrom(...choices.split('│'));
}

function filled(texts: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((made) => texts.map((text, at) => text + (made[at] ?? '')).join(''));
}

/** A command with a slip of the pen: a fragment put in somewhere, some characters left out. */
const slipped = fc
  .tuple(command, fc.nat(), fc.nat({ max: 2 }), fc.oneof(fc.constantFrom(...fragments), fc.constant(hole)))
  .map(([text, at, left, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + left);
  });

/** Templates of every make, right and wrong. */
export const anyTemplate: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: soup },
  { weight: 2, arbitrary: command },
  { weight: 2, arbitrary: slipped },
  { weight: 1, arbitrary: filled`${command}\n${command}` },
);
