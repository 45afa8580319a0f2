import { complete, searchFields } from '@tocsin/query'
import { ask, localServer } from './data-folder.ts'

/** A way to go on, and what it means. */
export interface Candidate {
  readonly text: string
  readonly says: string
}

interface Completed {
  readonly start: number
  readonly options: readonly { readonly kind: string; readonly text: string; readonly says: { readonly en: string } }[]
}

/**
 * How a search that is being typed can go on: with real values where a server runs, else what the language knows.
 *
 * Each candidate is the whole word, as a shell takes its own word's place with it.
 */
export async function candidates(dataDir: string, text: string): Promise<readonly Candidate[]> {
  const server = localServer(dataDir)
  const asked = new URLSearchParams({ text })
  const found: Completed =
    server === undefined
      ? complete(text, text.length, searchFields)
      : await ask<Completed>(server, 'GET', `/api/search/complete?${asked}`)
  const before = text.slice(0, found.start)
  return found.options.map(({ kind, text: option, says }) => ({
    text: `${before}${option}${kind === 'field' && !text.includes('|') ? ':' : ''}`,
    says: says.en,
  }))
}
