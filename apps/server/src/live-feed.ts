import { setInterval } from 'node:timers'
import type { IncidentWork } from '@tocsin/respond'
import type { Engine } from './engine.ts'
import type { LiveFeed, LiveMessage } from './http/index.ts'
import { statusOf } from './status.ts'

/** Passes on what the keep thread says, what people do and, every other second while somebody listens, how the house is. */
export function liveFeed(engine: Engine): LiveFeed & { work(changed: readonly IncidentWork[]): void; close(): void } {
  const listeners = new Set<(message: LiveMessage) => void>()
  const tell = (message: LiveMessage) => {
    for (const listener of listeners) listener(message)
  }
  engine.onIncidents((changed) => tell({ kind: 'incidents', changed }))
  const timer = setInterval(() => {
    if (listeners.size === 0) return
    // Without an answer the last status stands in the console, with its age; whoever asks for it is told why.
    statusOf(engine).then(
      (status) => tell({ kind: 'status', status }),
      () => undefined,
    )
  }, 2000)
  return {
    subscribe: (_scope, listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    work: (changed) => {
      for (let from = 0; from < changed.length; from += mostWorks) {
        tell({ kind: 'work', changed: changed.slice(from, from + mostWorks) })
      }
    },
    close: () => clearInterval(timer),
  }
}

/** Works in one message: a reason may be 1,000 characters, and a slow viewer's buffer holds 256 KiB. */
const mostWorks = 50
