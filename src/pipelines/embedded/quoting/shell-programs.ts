/** How an interpreter reads the words after its name, up to the script or module it is to run. */
export interface Interpreter {
  /** Options that leave it waiting for its script. */
  options: RegExp;
  /** Such options whose argument is the next word. */
  valuedOptions?: RegExp;
  /** Options after which it reads its program from its input, whatever follows. */
  inputOptions?: RegExp;
  /** The option whose next word names a module to run. */
  moduleOption?: string;
}

const shell: Interpreter = {
  options: /^[-+][aefhlmuvxBCE]+$|^--(login|norc|noprofile|posix|verbose)$/,
  valuedOptions: /^[-+][aefhlmuvxBCE]*[oO]$|^--(rcfile|init-file)$/,
  inputOptions: /^-\w*s/,
};
const python: Interpreter = {
  options: /^-[bBdEIOPqsSuvx]+$|^-[WX].+$/,
  valuedOptions: /^-[WX]$/,
  moduleOption: '-m',
};
const node: Interpreter = { options: /^--(max-old-space-size=\d+|no-warnings|enable-source-maps)$/ };
/** Every option is taken for one that may hold code. */
const strict: Interpreter = { options: /^(?!)/ };

const interpreters = new Map<string, Interpreter>([
  ...each('bash sh dash zsh ksh mksh ash rbash', shell),
  ...each('python pypy', python),
  ...each('node nodejs', node),
  ...each('Rscript', { options: /^--(vanilla|verbose|slave|no-[a-z-]+)$/ }),
  ...each('perl', { options: /^-[wWTt]+$/ }),
  ...each('ruby', { options: /^-[wW]+$/ }),
  ...each('julia', { options: /^--(project|(project|threads|startup-file|color)=.*)$/ }),
  ...each('php lua luajit tclsh wish expect groovy scala elixir guile octave fish csh tcsh xonsh nu pwsh', strict),
  ...each('osascript ipython swipl runghc sbcl clojure micropython', strict),
]);

/** The interpreter of this name; a version after the name is left out (`python3.11`). */
export function interpreterNamed(name: string): Interpreter | undefined {
  return interpreters.get(name) ?? interpreters.get(name.replace(/[\d.-]{1,16}$/, ''));
}

/** Modules of `python -m` that take code as an argument or from their input. */
export const codeModules: ReadonlySet<string> = new Set(['timeit', 'pdb', 'code', 'asyncio', 'sqlite3', 'IPython']);

/** Modules of `python -m` that run the program or the code after them. */
export const runningModules: ReadonlySet<string> = new Set(
  'torch accelerate deepspeed horovod coverage cProfile profile trace debugpy mpi4py memory_profiler'.split(' '),
);

type CodeReader = 'arguments' | 'all';

const codeReaders = new Map<string, CodeReader>([
  ...each('awk gawk mawk nawk sed gsed jq yq make gmake vi vim nvim emacs', 'arguments' as const),
  ...each(
    'watch entr script tmux screen fzf matlab gnuplot deno bun jshell npm npx pnpm yarn rsync',
    'arguments' as const,
  ),
  ...each('xargs parallel ssh sshpass su runuser pkexec at batch crontab busybox', 'all' as const),
  ...each('m4 bc dc ed ex gdb lldb R psql mysql mariadb sqlite3 duckdb redis-cli mongosh', 'all' as const),
  ...each('hive beeline spark-sql spark-shell pyspark snowsql', 'all' as const),
]);

/** Whether a program reads its arguments as code in a language that can do anything, or `all`, its input as well. */
export function codeReaderNamed(name: string): CodeReader | undefined {
  return codeReaders.get(name);
}

/** How a program that runs another one reads its own words, where that is simple enough to find the other one. */
export interface Runner {
  options: RegExp;
  valuedOptions?: RegExp;
  /** Words of its own between the options and the program. */
  operands?: number;
  /** Options with which it runs nothing. */
  inquiries?: RegExp;
  /** Takes `NAME=value` before the program. */
  assignments?: boolean;
}

const runners = new Map<string, Runner>([
  ['command', { options: /^-p$/, inquiries: /^-[vV]+$/ }],
  ['builtin', { options: /^--$/ }],
  ['exec', { options: /^-[cl]+$/, valuedOptions: /^-[cl]*a$/ }],
  ['time', { options: /^-[pv]$/, valuedOptions: /^-[fo]$/ }],
  // `time -p` in the shell itself: the reserved word is passed over, its option is not.
  ['-p', { options: /^--$/ }],
  ['nohup', { options: /^--$/ }],
  ['setsid', { options: /^-[cfw]+$/ }],
  ['nice', { options: /^-n?-?\d+$/, valuedOptions: /^-n$/ }],
  ['ionice', { options: /^-[cn]\d$|^-t$/, valuedOptions: /^-[cn]$/ }],
  ['stdbuf', { options: /^-[ioe].+$/, valuedOptions: /^-[ioe]$/ }],
  ['timeout', { options: /^-[ks].+$|^--(preserve-status|foreground)$/, valuedOptions: /^-[ks]$/, operands: 1 }],
  ['env', { options: /^-i$|^-u.+$/, valuedOptions: /^-[uC]$/, assignments: true }],
  ['sudo', { options: /^-[EHnSkPb]+$/, valuedOptions: /^-[ugpCDRTh]$/, assignments: true }],
]);

/** A program that only runs another one, whose place among the words can be worked out. */
export function runnerNamed(name: string): Runner | undefined {
  return runners.get(name);
}

/** Programs that run another one, with options too many to know which word names it. */
export const looseRunners: ReadonlySet<string> = new Set([
  ...'torchrun mpirun mpiexec srun sbatch horovodrun deepspeed accelerate mldesigner nsys ncu'.split(' '),
  ...'docker podman nerdctl singularity apptainer kubectl'.split(' '),
  ...'strace ltrace valgrind numactl taskset chrt flock unshare nsenter chroot doas tini dumb-init'.split(' '),
  ...'xvfb-run systemd-run'.split(' '),
]);

/** Programs that run another one after the word `run`, and else install what is named. */
export const environmentRunners: ReadonlySet<string> = new Set(
  'conda mamba micromamba poetry pipenv pdm uv hatch'.split(' '),
);

/** Programs that do not run what stands among their arguments, so that `echo python -c` is only words. */
export const inertPrograms: ReadonlySet<string> = new Set(
  'echo cd ls cat cp mv ln mkdir rm rmdir touch head tail wc grep pip pip3 apt apt-get which'.split(' '),
);

/** The name of a program without its folder. */
export function programName(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

function each<T>(names: string, value: T): [string, T][] {
  return names.split(' ').map((name) => [name, value]);
}
