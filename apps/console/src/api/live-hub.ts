import type { Incident } from '@tocsin/event'
import { useSyncExternalStore } from 'react'
import type { Connection } from './live.ts'

let connection: Connection = { kind: 'connecting' }
const watchers = new Set<() => void>()
const listeners = new Set<(changed: readonly Incident[]) => void>()

export function useConnection(): Connection {
  return useSyncExternalStore(watch, () => connection)
}

export function setConnection(next: Connection): void {
  connection = next
  for (const tell of watchers) tell()
}

/** Hears of incidents as they change. Returns how to stop. */
export function onIncidents(listener: (changed: readonly Incident[]) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function tellIncidents(changed: readonly Incident[]): void {
  for (const listener of listeners) listener(changed)
}

function watch(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}
