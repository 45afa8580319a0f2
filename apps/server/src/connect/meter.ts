import type { Words } from '@tocsin/kit'
import type { ConnectionHealth, ConnectionPlace, ConnectionTrouble } from '@tocsin/sources'
import { toldTrouble, troubleWords } from './trouble-words.ts'

const mostPlaces = 200

/** Counts what a connection brought, and says how it does. */
export interface Meter {
  brought(frames: number, bytes: number): void
  refused(count?: number): void
  /** It stands; nothing where it goes on. */
  trouble(what: ConnectionTrouble | undefined): void
  /** What it does when it is well. */
  says(words: Words): void
  health(places: readonly ConnectionPlace[]): ConnectionHealth
}

export function meter(now: () => number, first: Words): Meter {
  let [frames, bytes, refused] = [0, 0, 0]
  let lastAt: number | null = null
  let trouble: ConnectionTrouble | null = null
  let words = first
  let begun = false
  return {
    brought(count, size) {
      frames += count
      bytes += size
      lastAt = now()
    },
    refused(count = 1) {
      refused += count
    },
    trouble(what) {
      trouble = what ?? null
      begun = true
    },
    says(what) {
      words = what
      begun = true
    },
    health(places) {
      const sorted = [...places].sort((a, b) => rank(a) - rank(b))
      const state = trouble !== null ? 'trouble' : frames > 0 ? 'running' : begun ? 'waiting' : 'starting'
      return {
        state,
        says: trouble === null ? words : troubleWords(trouble),
        frames,
        bytes,
        refused,
        lastAt,
        trouble: trouble === null ? null : { ...trouble, told: toldTrouble(trouble) },
        places: sorted.slice(0, mostPlaces),
        morePlaces: Math.max(0, sorted.length - mostPlaces),
      }
    },
  }
}

function rank({ state }: ConnectionPlace): number {
  return { denied: 0, lost: 1, refused: 2, reading: 3, done: 4 }[state]
}
