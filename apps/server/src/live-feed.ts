import { setInterval } from 'node:timers'
import type { Incident } from '@tocsin/event'
import type { IncidentWork } from '@tocsin/respond'
import { isVisible, type Scope } from '@tocsin/store'
import type { Engine } from './engine.ts'
import { type LiveFeed, type LiveMessage, statusWithin } from './http/index.ts'
import { statusOf } from './status.ts'

/**
 * Passes on what the keep thread says, what people do and, every other second while somebody listens, how the house is: to
 * each listener what its scope lets through.
 *
 * @param incidents those of some ids, at most 500: the work on an incident is heard by those who see the incident
 */
export function liveFeed(
  engine: Pick<Engine, 'onIncidents' | 'keep' | 'receive'>,
  incidents: (ids: readonly string[]) => Promise<readonly Incident[]>,
): LiveFeed & { work(changed: readonly IncidentWork[]): void; close(): void } {
  const listeners = new Set<{ readonly scope: Scope; readonly hear: (message: LiveMessage) => void }>()
  const tell = (messageFor: (scope: Scope) => LiveMessage | undefined) => {
    for (const { scope, hear } of listeners) {
      const message = messageFor(scope)
      if (message !== undefined) hear(message)
    }
  }
  engine.onIncidents((changed) => {
    const whole = { kind: 'incidents', changed } as const
    tell((scope) => {
      if (scope.kind === 'all') return whole
      const seen = changed.filter(({ sources }) => isVisible(scope, sources))
      return seen.length === 0 ? undefined : { kind: 'incidents', changed: seen }
    })
  })
  const timer = setInterval(() => {
    if (listeners.size === 0) return
    // Without an answer the last status stands in the console, with its age; whoever asks for it is told why.
    statusOf(engine).then(
      (status) => {
        const whole = { kind: 'status', status } as const
        tell((scope) => (scope.kind === 'all' ? whole : { kind: 'status', status: statusWithin(scope, status) }))
      },
      () => undefined,
    )
  }, 2000)
  return {
    subscribe: (scope, hear) => {
      const listener = { scope, hear }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    work: (changed) => {
      for (let from = 0; from < changed.length; from += mostWorks) {
        const some = { kind: 'work', changed: changed.slice(from, from + mostWorks) } as const
        tell((scope) => (scope.kind === 'all' ? some : undefined))
        if (![...listeners].some(({ scope }) => scope.kind !== 'all')) continue
        incidents(some.changed.map(({ incident }) => incident)).then(
          (about) => {
            const sources = new Map<string, readonly string[]>(about.map((one) => [one.id, one.sources]))
            tell((scope) => {
              if (scope.kind === 'all') return undefined
              const seen = some.changed.filter(({ incident }) => isVisible(scope, sources.get(incident) ?? []))
              return seen.length === 0 ? undefined : { kind: 'work', changed: seen }
            })
          },
          // Their consoles read the work when they next look.
          () => undefined,
        )
      }
    },
    close: () => clearInterval(timer),
  }
}

/** Works in one message: a reason may be 1,000 characters, and a slow viewer's buffer holds 256 KiB. */
const mostWorks = 50
