import { setInterval } from 'node:timers'
import type { Engine } from './engine.ts'
import type { LiveFeed, LiveMessage } from './http/index.ts'
import { statusOf } from './status.ts'

/** Passes on what the keep thread says and, every other second while somebody listens, how the house is. */
export function liveFeed(engine: Engine): LiveFeed & { close(): void } {
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
    close: () => clearInterval(timer),
  }
}
