import { Argument, Command } from 'commander'
import { print } from '../output.ts'

const shells = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof shells)[number]

/** `tocsin completion SHELL`: a script for the shell, made from the commands as they are. */
export function completionCommand(program: Command): Command {
  return new Command('completion')
    .description('print the completion of commands and searches for a shell: source <(tocsin completion bash)')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .action((shell: Shell) => {
      print(scriptFor(shell, wordsOf(program)))
    })
}

/** What follows a command: its own commands and options. The program itself has the empty name. */
export type CommandWords = ReadonlyMap<string, readonly string[]>

export function wordsOf(program: Command): CommandWords {
  const words = new Map<string, readonly string[]>()
  const visit = (command: Command, path: readonly string[]) => {
    const options = command.options.flatMap(({ long }) => (long === undefined || long === null ? [] : [long]))
    words.set(path.join(' '), [...command.commands.map((child) => child.name()), ...options, '--help'])
    for (const child of command.commands) visit(child, [...path, child.name()])
  }
  visit(program, [])
  return words
}

/** Names and options are the program's own: letters, digits and hyphens, so that nothing needs quoting. */
export function scriptFor(shell: Shell, words: CommandWords): string {
  switch (shell) {
    case 'bash':
      return bash(words)
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`
    case 'fish':
      return fish(words)
  }
}

function cases(words: CommandWords): string {
  return [...words]
    .map(([path, follow]) => `    ${path === '' ? "''" : `'${path}'`}) found='${follow.join(' ')}' ;;`)
    .join('\n')
}

/**
 * The words before the cursor name the command; behind `search` and `tail`, Tocsin says what can follow.
 *
 * Bash parts words at `:` and `=`: what stands before the last of them is taken off of each candidate again.
 */
function bash(words: CommandWords): string {
  return `_tocsin() {
  local line="\${COMP_LINE:0:COMP_POINT}" cur path='' word found
  cur="\${line##*[[:space:]]}"
  for word in \${line%"$cur"}; do
    case "$word" in tocsin|*/tocsin|-*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
    search*|tail*)
      if [[ "$cur" != -* ]]; then
        local cut="\${cur%"\${cur##*[:=]}"}"
        COMPREPLY=()
        while IFS=$'\\t' read -r word _; do
          [[ "$COMP_WORDBREAKS" == *:* ]] && word="\${word#"$cut"}"
          COMPREPLY+=("$word")
        done < <(tocsin search --complete "$cur" 2>/dev/null)
        compopt -o nospace 2>/dev/null
        return
      fi
      path="\${path%% *}" ;;
  esac
  case "$path" in
${cases(words)}
    *) found='' ;;
  esac
  COMPREPLY=($(compgen -W "$found" -- "$cur"))
}
complete -o default -F _tocsin tocsin`
}

function fish(words: CommandWords): string {
  const lines = [...words].flatMap(([path, follow]) => {
    const when = path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path.split(' ').at(-1) ?? ''}`
    return follow.map((word) =>
      word.startsWith('--')
        ? `complete -c tocsin -n '${when}' -l ${word.slice(2)}`
        : `complete -c tocsin -f -n '${when}' -a ${word}`,
    )
  })
  const search = `complete -c tocsin -f -n '__fish_seen_subcommand_from search tail' -a '(tocsin search --complete (commandline -ct) 2>/dev/null)'`
  return [...lines, search].join('\n')
}
