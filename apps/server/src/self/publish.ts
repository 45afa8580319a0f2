import { hostname } from 'node:os'
import type { Host, OwnEvent } from '@tocsin/capability'
import { type Clock, signal } from '@tocsin/kit'

export const eventNotPublished = signal<{ service: string; action: string; why: string }>('self.event_not_published', {
  level: 'warn',
  metric: { name: 'tocsin_own_events_lost_total', labels: ['service', 'action'] },
  says: ({ service, action, why }) => `the event ${action} of tocsin/${service} is not in the log: ${why}`,
})

/** Events that may wait for the disk; past it they are counted and dropped, since whoever guesses passwords chooses their number. */
const mostWaiting = 500
const longestText = 1000

/** Appends Tocsin's own events through the receive thread, which is the only one that writes the log. */
export function publisher(
  /** `source`: what follows `tocsin/`. */
  append: (source: string, payload: Uint8Array) => Promise<void>,
  given: Pick<Host, 'signal'> & { readonly clock: Clock },
): Host['publish'] {
  let waiting = 0
  return async (what) => {
    const { service, action } = what
    if (waiting >= mostWaiting) {
      given.signal(eventNotPublished, { service, action, why: 'too many wait for the disk' })
      return
    }
    waiting++
    try {
      await append(
        what.of === undefined ? service : `${service}/${encodeURIComponent(what.of)}`,
        payloadOf(what, given.clock.now()),
      )
    } catch (error) {
      given.signal(eventNotPublished, { service, action, why: error instanceof Error ? error.message : String(error) })
    } finally {
      waiting--
    }
  }
}

function payloadOf({ service, action, fields }: OwnEvent, now: number): Uint8Array {
  const said = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value.slice(0, longestText) : value] as const],
  )
  // What is said of the city is about its things, and not about the machine that says it.
  const head = { time: now, service, action, ...(service === 'city' ? {} : { device_host: hostname() }) }
  return new TextEncoder().encode(JSON.stringify({ ...head, ...Object.fromEntries(said) }))
}
