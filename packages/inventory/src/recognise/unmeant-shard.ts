import type { CorrelateStage, KeyedShard, Mark, Said } from '@tocsin/capability'
import { canonicalJson } from '@tocsin/kit'
import { unknownSource } from '@tocsin/store'
import { mostPorts, saidOf } from './unmeant-finding.ts'
import { conduitsName, readFlow, type UnmeantFlow } from './unmeant-flow.ts'

/** How long the same is said once, in milliseconds of stream time; then what came meanwhile is told with it. */
const quietFor = 86_400_000
/** Pairs of zones that one shard remembers. */
const mostPairs = 5000
/** Sources of flows that are counted; past it one that nobody can name stands for the others. */
const mostSources = 20

/** Says each pair of zones, protocol and port once a day: the first flow at once, the others with the next. */
export const unmeantFlows: CorrelateStage = { name: conduitsName, open: () => openShard() }

/** What was said of one pair of zones. */
interface Pair {
  /** By protocol and port. */
  readonly ports: Map<string, Told>
  /** Of protocols and ports beyond the bound. */
  beyond: Told | undefined
}

interface Told {
  /** Stream time of the finding, in milliseconds since the epoch. */
  at: number
  /** Flows since then. */
  since: number
  /** Their sources: who may read the count must see them all. */
  sources: readonly string[]
}

function openShard(): KeyedShard {
  let pairs = new Map<string, Pair>()
  return {
    control() {},
    take(mark: Mark, _host, say) {
      const flow = readFlow(mark.body)
      if (flow === undefined) return
      const pair = pairs.get(mark.key) ?? { ports: new Map(), beyond: undefined }
      // Deleting first moves it to the end: the stalest leaves first.
      pairs.delete(mark.key)
      pairs.set(mark.key, pair)
      const [stalest] = pairs.keys()
      if (pairs.size > mostPairs && stalest !== undefined) pairs.delete(stalest)
      tell(pair, flow, mark.received, say)
    },
    tick() {},
    snapshot: () => {
      if (pairs.size === 0) return undefined
      const written = [...pairs].map(([key, { ports, beyond }]) => [key, [...ports], beyond ?? null])
      return new TextEncoder().encode(canonicalJson({ version: 1, pairs: written }))
    },
    restore: (bytes) => {
      pairs = readPairs(bytes)
    },
  }
}

function tell(pair: Pair, flow: UnmeantFlow, now: number, say: (said: Said) => void): void {
  const key = `${flow.transport}/${flow.port}`
  const isOver = ({ at }: Told) => now - at >= quietFor || now < at - quietFor
  const known = pair.ports.get(key)
  if (known !== undefined) {
    if (!isOver(known)) {
      count(known, flow)
      return
    }
    say(saidOf(flow, now, known.since, 'again', known.sources))
    Object.assign(known, { at: now, since: 0, sources: [] })
    return
  }
  if (pair.ports.size >= mostPorts) for (const [port, told] of pair.ports) if (isOver(told)) pair.ports.delete(port)
  if (pair.ports.size < mostPorts) {
    pair.ports.set(key, { at: now, since: 0, sources: [] })
    say(saidOf(flow, now, 0, 'first', []))
    return
  }
  if (pair.beyond !== undefined && !isOver(pair.beyond)) {
    count(pair.beyond, flow)
    return
  }
  say(saidOf(flow, now, pair.beyond?.since ?? 0, 'many', pair.beyond?.sources ?? []))
  pair.beyond = { at: now, since: 0, sources: [] }
}

function count(told: Told, { source }: UnmeantFlow): void {
  told.since++
  if (told.sources.includes(source)) return
  told.sources = [...told.sources, told.sources.length < mostSources ? source : unknownSource].slice(0, mostSources + 1)
}

/** What was said, or nothing where another version wrote it or it is damaged: then it is said anew. */
function readPairs(bytes: Uint8Array): Map<string, Pair> {
  try {
    const read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as {
      readonly version?: number
      readonly pairs?: readonly (readonly [string, readonly (readonly [string, Told])[], Told | null])[]
    }
    if (read.version !== 1 || !Array.isArray(read.pairs)) return new Map()
    return new Map(
      read.pairs.map(([key, ports, beyond]) => [key, { ports: new Map(ports), beyond: beyond ?? undefined }]),
    )
  } catch {
    return new Map()
  }
}
