import { spawnSync } from 'node:child_process'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { scriptFor, wordsOf } from './completion.ts'

const program = new Command('tocsin')
program.addCommand(new Command('search').option('--json', 'lines'))
program.addCommand(new Command('rules').addCommand(new Command('test').option('--deep', 'more')))

describe('the completion of a shell', () => {
  it('knows every command with what follows it', () => {
    expect(Object.fromEntries(wordsOf(program))).toEqual({
      '': ['search', 'rules', '--help'],
      search: ['--json', '--help'],
      rules: ['test', '--help'],
      'rules test': ['--deep', '--help'],
    })
  })

  it('is a script that bash reads and answers by', () => {
    const asked = (line: string) => {
      const script = `${scriptFor('bash', wordsOf(program))}
tocsin() { printf 'host:gate-01\\tx\\nhost:gate-02\\ty\\n'; }
COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; _tocsin; echo "\${COMPREPLY[@]}"`
      return spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' }).stdout.trim()
    }
    expect(asked('tocsin se')).toBe('search')
    expect(asked('tocsin rules ')).toBe('test --help')
    expect(asked('tocsin rules test --d')).toBe('--deep')
    expect(asked('tocsin search --j')).toBe('--json')
    // Bash has parted the word at its colon, and takes the place of what stands behind it
    expect(asked('tocsin search host:ga')).toBe('gate-01 gate-02')
  })

  it('has one for zsh and fish too', () => {
    expect(scriptFor('zsh', wordsOf(program))).toContain('bashcompinit')
    expect(scriptFor('fish', wordsOf(program))).toContain('-l json')
  })
})
