/** Variables by which the shell, the loader or another program finds what to run, from their manuals. */
const obeyed = new Set(
  [
    'PATH CDPATH FPATH IFS ENV HOME SHELL SHELLOPTS ZDOTDIR PROMPT_COMMAND PS0 PS1 PS2 PS3 PS4 GLOBIGNORE EXECIGNORE',
    'EDITOR VISUAL PAGER BROWSER LESS LESSOPEN LESSCLOSE MANPAGER MANOPT TAR_OPTIONS RSYNC_RSH MAKE MAKEFILES MAKEFLAGS',
    'CC CXX LD AR LOCPATH GCONV_PATH NLSPATH CLASSPATH PHPRC PHP_INI_SCAN_DIR VIRTUAL_ENV OPENSSL_CONF TERMINFO',
    // Bash works out what is put in these as arithmetic, and so runs the `$( )` in it.
    'RANDOM SRANDOM SECONDS LINENO OPTIND HISTCMD EPOCHSECONDS EPOCHREALTIME UID EUID PPID DIRSTACK FUNCNEST TMOUT',
  ].flatMap((names) => names.split(' ')),
);
const obeyedPrefix =
  /^(BASH|LD_|DYLD_|GLIBC_|GIT_|SSH_|SUDO_|PYTHON|IPYTHON|JUPYTER_|CONDA_|PIP_|UV_|NODE_|NPM_|npm_|PERL5|PERLLIB|RUBY|GEM_|BUNDLE_|LUA_|R_HOME|R_LIBS|R_PROFILE|R_ENVIRON|JULIA_|JAVA_|_JAVA_|JDK_|SPARK_|PYSPARK_|HIST|COMP_)/;

/** Whether a variable of this name decides what runs, so that a person's value must not be put in it unseen. */
export function isObeyedVariable(name: string): boolean {
  return obeyed.has(name) || obeyedPrefix.test(name);
}
