import { holdsToken, tokenMark, type ShellWord, type SimpleCommand } from './shell-word.ts';

const shells = /^(?:sh|bash|dash|ash|ksh|mksh|zsh|fish|csh|tcsh|busybox)$/;
const interpreters = /^(?:python[\d.]*|perl|ruby|node|nodejs|bun|deno|php|lua[\d.]*|Rscript|osascript)$/;
const rulesLanguages = /^(?:awk|gawk|mawk|nawk|sed|gsed)$/;
const reparsers = /^(?:eval|trap|alias|ssh|rsh|su|runuser|watch|parallel|tmux|screen|at|batch|make|gmake)$/;
const nameTakers = /^(?:\[\[|let|unset|read|declare|typeset|local|readonly|getopts|mapfile|readarray)$/;
const shellVariable = /^\$\{?(?:SHELL|BASH|0)\}?$/;
const keywords = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', 'time']);
const assignment = /^[A-Za-z_][A-Za-z0-9_]*\+?=/;

/**
 * Why the task text cannot be kept data in this command, or undefined when it can. Quoting protects against the
 * shell that runs `worker_cmd`; these are the places where something else would read the text as code.
 */
export function findTokenHazard(command: SimpleCommand): string | undefined {
  const words = dropPrefix(command.words);
  const name = programName(words[0]);
  if (command.words.some((word) => programName(word) === 'eval')) return 'eval would read the task text as shell code';
  if (command.piped && isShell(name) && !words.slice(1).some((word) => !word.text.startsWith('-'))) {
    return `${name} reads its program from a pipe`;
  }
  const first = words.findIndex(holdsToken);
  if (first === -1) return undefined;
  if (first === 0) return 'the task text would be the name of the command';
  if (nameTakers.test(name)) return `${name} evaluates its arguments`;
  for (const [index, word] of words.entries()) {
    const hazard = holdsToken(word) ? hazardAt(words, index) : undefined;
    if (hazard !== undefined) return hazard;
  }
  return undefined;
}

/** Why a here-document with the task text must not be fed to this command, or undefined. */
export function findHeredocHazard(words: readonly ShellWord[]): string | undefined {
  for (const [index, word] of words.entries()) {
    const name = programName(word);
    if (reparsers.test(name)) return `${name} would read the here-document as code`;
    const hasScript = words.slice(index + 1).some((operand) => /[./]/.test(operand.text));
    if ((isShell(name) || interpreters.test(name)) && !hasScript)
      return `${name} would run the here-document as its program`;
  }
  return undefined;
}

function hazardAt(words: readonly ShellWord[], tokenIndex: number): string | undefined {
  const pure = words[tokenIndex]?.text === tokenMark;
  for (let index = 0; index < tokenIndex; index += 1) {
    const name = programName(words[index]);
    const between = words.slice(index + 1, tokenIndex).map((word) => word.text);
    if (reparsers.test(name)) return `${name} would read the task text as code`;
    if (name === 'env' && between.some((text) => /^-[A-Za-z]*S|^--split-string/.test(text)))
      return 'env -S splits its argument';
    if (rulesLanguages.test(name)) {
      const operands = between.filter((text) => !text.startsWith('-'));
      if (!pure || operands.length === 0 || /^(?:-e|-f|-v|--expression)/.test(between.at(-1) ?? '')) {
        return `the task text would be part of a ${name} program`;
      }
    }
    const flag = codeFlag(name, between);
    if (flag !== -1 && (!pure || !between.slice(flag + 1).some((text) => !text.startsWith('-')))) {
      return `the task text would be part of the program given to ${name} ${between[flag]}`;
    }
  }
  return undefined;
}

/** Where among the words behind a shell or interpreter the option stands that takes code; -1 when there is none. */
function codeFlag(name: string, words: readonly string[]): number {
  if (!isShell(name) && !interpreters.test(name)) return -1;
  const pattern = isShell(name) ? /^-[A-Za-z]*c/ : /^(?:-[A-Za-z]*[ceErp]|--(?:eval|print|command|execute)|eval)/;
  for (const [index, text] of words.entries()) {
    if (pattern.test(text)) return index;
    if (!text.startsWith('-') && /[./]/.test(text)) return -1;
  }
  return -1;
}

function isShell(name: string): boolean {
  return shells.test(name) || shellVariable.test(name);
}

function programName(word: ShellWord | undefined): string {
  return word === undefined ? '' : word.text.slice(word.text.lastIndexOf('/') + 1);
}

function dropPrefix(words: readonly ShellWord[]): readonly ShellWord[] {
  const start = words.findIndex(({ text }) => !keywords.has(text) && !assignment.test(text));
  return start === -1 ? [] : words.slice(start);
}
