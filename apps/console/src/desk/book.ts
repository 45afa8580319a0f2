import type { IncidentId } from '@tocsin/kit'
import { useEffect, useSyncExternalStore } from 'react'
import type { IncidentWork } from '../api/contract.ts'
import { readWorks } from '../api/work.ts'
import { answered, type Book, written } from './work.ts'

let book: Book = new Map()
const asked = new Set<string>()
const mine = new Set<string>()
const watchers = new Set<() => void>()

export function bookNow(): Book {
  return book
}

export function useBook(): Book {
  return useSyncExternalStore(watch, bookNow)
}

/** The work on one incident, read where it was not yet. */
export function useWork(id: IncidentId | undefined): IncidentWork | undefined {
  useRead(id === undefined ? none : [id])
  const known = useBook()
  return id === undefined ? undefined : known.get(id)
}

/** Works as the live stream told them, or as an answer gave them. */
export function hearWorks(works: readonly IncidentWork[]): void {
  const next = written(book, works)
  if (next === book) return
  book = next
  for (const tell of watchers) tell()
}

/** The same for what this person did: it is shown at once, also under the reader's eye. */
export function hearOwn(works: readonly IncidentWork[]): void {
  for (const { incident } of works) mine.add(incident)
  hearWorks(works)
}

export function isOwn(id: string): boolean {
  return mine.has(id)
}

/** Something was missed: what is on the screen is read again. */
export function readAgain(): void {
  asked.clear()
  for (const tell of watchers) tell()
  void read([...book.keys()] as IncidentId[])
}

/** Reads the work on incidents of which nothing is known yet. */
export function useRead(ids: readonly IncidentId[]): void {
  useEffect(() => {
    const unknown = ids.filter((id) => !book.has(id) && !asked.has(id))
    if (unknown.length > 0) void read(unknown)
  }, [ids])
}

const none: readonly IncidentId[] = []
/** Ids in one question: an address of 2 kB. */
const most = 200

/** Reads the work on incidents, also where it was read before. */
export async function read(ids: readonly IncidentId[]): Promise<void> {
  for (const id of ids) asked.add(id)
  for (let from = 0; from < ids.length; from += most) {
    const part = ids.slice(from, from + most)
    try {
      hearWorks(answered(part, (await readWorks(part)).works))
    } catch {
      // The row then says nothing of its owner; it is asked again when it is next drawn.
      for (const id of part) asked.delete(id)
    }
  }
}

function watch(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}
