import { TocsinError } from '@tocsin/kit'
import { filterSpan } from '@tocsin/query'
import { notRunning } from './commands/options.ts'
import { ask, type LocalServer, localServer } from './data-folder.ts'

/** A saved search, as far as a command needs it. */
interface Saved {
  readonly name: string
  readonly text: string
  readonly owner: string
  readonly mine: boolean
}

/** `@name`, also with words behind it: what it stands for, and what narrows it further. */
const named = /^@("[^"]+"|\S+)\s*(.*)$/su

/**
 * The text of a search that begins with `@name`: the saved search, and its filter narrowed by what follows.
 *
 * @throws TocsinError `not-running`, `no-saved-search` with the names that there are
 */
export async function savedText(dataDir: string, text: string): Promise<string> {
  const match = named.exec(text)
  if (match === null) return text
  const name = (match[1] ?? '').replaceAll('"', '')
  const more = match[2] ?? ''
  const { searches } = await ask<{ searches: readonly Saved[] }>(serverOf(dataDir), 'GET', '/api/searches')
  const wanted = name.toLowerCase()
  const fits = searches.filter((one) => one.name.toLowerCase() === wanted)
  const saved = fits.find(({ mine }) => mine) ?? fits[0]
  if (saved !== undefined) return joined(saved.text, more)
  const names = searches.map((one) => `@${/\s/.test(one.name) ? `"${one.name}"` : one.name}`)
  throw new TocsinError('no-saved-search', `There is no saved search called ${name}`, {
    where: dataDir,
    fix:
      names.length === 0
        ? 'Save one with --save NAME, or in the console and share it with everybody'
        : `There are ${names.slice(0, 20).join(', ')}`,
  })
}

/** Saves a search for everybody: who uses the command line is this machine, and not a person of the house. */
export async function saveSearch(dataDir: string, name: string, text: string): Promise<void> {
  await ask(serverOf(dataDir), 'POST', '/api/searches', { name, text, span: 'all', shared: 'everyone' })
}

/** What follows is another term where it is none of the stages, which come last. */
export function joined(text: string, more: string): string {
  if (more === '') return text
  if (more.startsWith('|')) return `${text === '' ? '*' : text} ${more}`
  const [start, end] = filterSpan(text) ?? [0, text.length]
  const filter = text.slice(start, end).trim()
  const kept = filter === '' || filter === '*' ? '' : /\bor\b/i.test(filter) ? `(${filter})` : filter
  return [text.slice(0, start).trim(), kept, more, text.slice(end).trim()].filter((part) => part !== '').join(' ')
}

function serverOf(dataDir: string): LocalServer {
  const server = localServer(dataDir)
  if (server === undefined) throw notRunning(dataDir)
  return server
}
