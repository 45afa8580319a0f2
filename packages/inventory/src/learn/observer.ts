import { type Event, eventId, type Realm } from '@tocsin/event'
import { hash32 } from '@tocsin/kit'
import { type Digest, type Fact, type FlowCount, outside } from './digest.ts'
import type { ProofBook } from './proof-book.ts'
import { readStated } from './read/read-stated.ts'
import { type FlowStated, identities, type Stated } from './stated.ts'
import { type Ground, type Terrain, terrainOf } from './terrain.ts'

/** Facts and flows that one digest holds; past either it is full, and whoever drives this hands it on first. */
export const digestLimits = { facts: 5000, flows: 10_000 } as const

/** Facts of which it is remembered that the city heard of them. */
const mostTold = 200_000

/** Reads events and gathers what they state, in memory that does not grow with what is sent. */
export interface Observer {
  take(event: Event): void
  /** Which addresses are of the city from now on. */
  ground(ground: Ground): void
  /** There is nothing that the city did not hear of: the digest may wait. */
  readonly quiet: boolean
  readonly empty: boolean
  readonly full: boolean
  /** What was gathered, and begins anew. */
  digest(): Digest
}

/** @param teaching whose events teach: the city's own, or, in the house of the sample city, the sample's */
export function openObserver(proof: ProofBook, teaching: Realm = 'real'): Observer {
  let terrain: Terrain = terrainOf({ networks: [], addresses: [] })
  let facts = new Map<string, { -readonly [Key in keyof Fact]: Fact[Key] }>()
  let flows = new Map<string, { -readonly [Key in keyof FlowCount]: FlowCount[Key] }>()
  let left = { unproven: 0, outside: 0, unanswered: 0 }
  let news = 0
  const told = rememberedOf(mostTold)
  let now: Event | undefined

  const isOwn = (scheme: string, value: string) => scheme !== 'ip' || terrain.isOwn(value)

  const fact = (stated: Stated) => {
    if (now === undefined) return
    const { scheme, known, topic, value, detail, by } = stated
    if (!isOwn(scheme, known) || (topic === 'ip' && !terrain.isOwn(value))) {
      left.outside++
      return
    }
    const name = `${scheme}:${known}`
    // Who only says so is believed when it says so again; who was shown to answer, at once.
    if (stated.answered && now.origin === 'proven') proof.prove(name)
    else if (!proof.isProven(name) && !proof.sighted(name, now.received)) {
      left.unproven++
      return
    }
    const key = `${name}\n${topic}\n${value}\n${by}\n${now.source}`
    const time = timeOf(now)
    const before = facts.get(key)
    if (before === undefined) {
      const isNews = !told.has(key)
      if (isNews) news++
      facts.set(key, {
        scheme,
        known,
        topic,
        value,
        ...(detail === undefined ? {} : { detail }),
        by,
        first: time,
        last: time,
        count: 1,
        event: eventId(now.at),
        source: now.source,
        news: isNews,
      })
      return
    }
    before.count++
    before.first = Math.min(before.first, time)
    before.last = Math.max(before.last, time)
    if (detail !== undefined) before.detail = detail
  }

  const end = (address: string): string | undefined => {
    if (!terrain.isOwn(address)) return outside
    return proof.isProven(`ip:${address}`) ? address : undefined
  }

  const flow = (stated: FlowStated) => {
    if (now === undefined) return
    if (!stated.answered) {
      left.unanswered++
      return
    }
    const [from, to] = [end(stated.from), end(stated.to)]
    if (from === undefined || to === undefined) {
      left.unproven++
      return
    }
    if (from === outside && to === outside) return
    const { transport, app, bytes } = stated
    // Towards the world its many ports say little; what the world addresses here says all.
    const port = to === outside && stated.port >= 32_768 ? 0 : stated.port
    const key = `${from}\n${to}\n${transport}\n${port}\n${now.source}`
    const time = timeOf(now)
    const before = flows.get(key)
    if (before === undefined) {
      const { source, at } = now
      flows.set(key, {
        ...{ from, to, transport, port, app, bytes },
        ...{ first: time, last: time, count: 1, event: eventId(at), source },
      })
      return
    }
    before.count++
    before.bytes += bytes
    before.first = Math.min(before.first, time)
    before.last = Math.max(before.last, time)
    if (app !== '') before.app = app
  }

  return {
    take: (event) => {
      if (event.realm !== teaching) return
      now = event
      readStated(event, { fact, flow })
    },
    ground: (ground) => {
      terrain = terrainOf(ground)
    },
    get quiet() {
      return news === 0
    },
    get empty() {
      return facts.size === 0 && flows.size === 0
    },
    get full() {
      return facts.size >= digestLimits.facts || flows.size >= digestLimits.flows
    },
    digest: () => {
      const made: Digest = { facts: [...facts.values()], flows: [...flows.values()], left }
      for (const key of facts.keys()) told.add(key)
      facts = new Map()
      flows = new Map()
      left = { unproven: 0, outside: 0, unanswered: 0 }
      news = 0
      return made
    },
  }
}

/** The source's own time, unless it cannot be right. */
function timeOf({ time, timeQuality, received }: Event): number {
  return Math.round(timeQuality === 'skewed' ? received : time)
}

/** Whether a topic says that two names are of one thing. */
export function isIdentity(topic: Stated['topic']): boolean {
  return identities.has(topic)
}

/** A bounded set of texts, by 53 bits of hash; the oldest are forgotten, and told again. */
function rememberedOf(most: number) {
  const known = new Set<number>()
  const hash = (text: string) => hash32(text) * 0x200000 + (hash32(`${text}\u0001`) >>> 11)
  return {
    has: (text: string) => known.has(hash(text)),
    add: (text: string) => {
      known.add(hash(text))
      if (known.size <= most) return
      for (const oldest of known) {
        known.delete(oldest)
        break
      }
    },
  }
}
