/** Scripts that let shells complete the command: lists of words, made from the commands themselves. */
import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

interface Completable {
  /** `dead-letters show`; empty for the program itself. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly { readonly flag: string; readonly description: string }[];
  /** What may follow: names of commands, or the values of a first argument that has a closed set. */
  readonly words: readonly string[];
}

export function completionScript(shell: Shell, program: Command): string {
  const all = collect(program, '');
  return { bash, zsh, fish }[shell](all);
}

function collect(command: Command, path: string): readonly Completable[] {
  const inherited = command.parent === null ? [] : rootOf(command).options;
  const children = command.commands.filter((child) => child.name() !== 'help');
  const self: Completable = {
    path,
    name: command.name(),
    description: command.description(),
    options: [...command.options, ...inherited].flatMap(({ long, description }) =>
      long === undefined || long === null ? [] : [{ flag: long, description }],
    ),
    words: [...children.map((child) => child.name()), ...(command.registeredArguments[0]?.argChoices ?? [])],
  };
  return [self, ...children.flatMap((child) => collect(child, `${path} ${child.name()}`.trim()))];
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

const wordsOf = ({ options, words }: Completable): string => [...words, ...options.map(({ flag }) => flag)].join(' ');

/** The words that were typed before, without options, name the command. */
function bash(all: readonly Completable[]): string {
  return `_legwork() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
${pathsOf(all)}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${all.map((one) => `    ${JSON.stringify(one.path)}) words="${wordsOf(one)}" ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _legwork legwork
`;
}

/** zsh reads functions of bash's kind through its own emulation. */
function zsh(all: readonly Completable[]): string {
  return `autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bash(all)}`;
}

function fish(all: readonly Completable[]): string {
  const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const lines = all.flatMap(({ path, name, description, options, words }) => {
    const parent = path.split(' ').slice(0, -1).join(' ');
    const here = path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${name}`;
    const itself =
      path === ''
        ? []
        : [
            `complete -c legwork -f -n ${quote(parent === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${parent.split(' ').at(-1)}`)} -a ${quote(name)} -d ${quote(description)}`,
          ];
    const values = path === '' || all.some((one) => one.path.startsWith(`${path} `)) ? [] : words;
    return [
      ...itself,
      ...values.map((word) => `complete -c legwork -f -n ${quote(here)} -a ${quote(word)}`),
      ...options.map(
        (option) => `complete -c legwork -n ${quote(here)} -l ${option.flag.slice(2)} -d ${quote(option.description)}`,
      ),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function pathsOf(all: readonly Completable[]): string {
  const paths = all.map(({ path }) => path).filter((path) => path !== '');
  return `      ${paths.map((path) => JSON.stringify(path)).join(' | ')}`;
}
