import { type Event, eventId, type Realm, realms } from '@tocsin/event'
import {
  type Correlation,
  type CorrelationInput,
  compile,
  mapFields,
  type NearGroup,
  type RuleSet,
} from '@tocsin/sigma'
import { windowTime } from '../findings/finding.ts'

/** How near a correlation is to its condition. */
export interface WaitedNear {
  readonly rule: string
  readonly title: string
  readonly type: Correlation['type']
  readonly condition: Correlation['condition']
  /** Milliseconds. */
  readonly timespan: number
  /** The time at which it is looked, in milliseconds since the epoch. */
  readonly at: number
  /** Real events and replayed ones never meet in a window. */
  readonly realm: Realm
  /** What it hears, in its order, and how often each spoke in all that was read. */
  readonly heard: readonly { readonly rule: string; readonly title: string; readonly spoke: number }[]
  /** Groups with events in the window, and the nearest of them. */
  readonly groups: number
  readonly nearest: readonly NearGroup[]
  /** Hits that were too many to be kept: the oldest, if events came from the newest on. */
  readonly over: number
}

/** Hears for correlations; the order in which events come plays no part. */
export interface NearListener {
  take(event: Event): void
  /** @param at by default the time of the latest event */
  read(at?: number): readonly WaitedNear[]
}

/** Hits that are kept until all is read: some tens of megabytes. */
const mostKept = 100_000

interface Kept {
  readonly input: CorrelationInput
  readonly time: number
  readonly event: string
}

/** Nothing where no correlation is wanted. */
export function nearListener(set: RuleSet, wanted: ReadonlySet<string>): NearListener | undefined {
  const heads = set.correlations.filter(({ id }) => wanted.has(id))
  if (heads.length === 0) return undefined
  const engine = compile(set)
  const fields = mapFields(engine.slots)
  const kept = new Map<Realm, Kept[]>()
  const spoke = new Map<string, number>()
  const titles = new Map([...set.rules, ...set.correlations].map(({ id, title }) => [id, title]))
  let latest = Number.NEGATIVE_INFINITY
  let [count, over] = [0, 0]

  return {
    take: (event) => {
      const time = windowTime(event)
      latest = Math.max(latest, time)
      fields.load(event.native, event.derived)
      engine.match(event.logsources, fields, (rule) => {
        countOne(spoke, rule.id)
        for (const { input } of engine.inputs(rule, fields)) {
          if (count >= mostKept) {
            over++
            continue
          }
          count++
          const list = kept.get(event.realm) ?? []
          list.push({ input, time, event: eventId(event.at) })
          kept.set(event.realm, list)
        }
      })
    },
    read: (at = latest) => {
      const spoken = new Map(spoke)
      const found = realms.flatMap((realm) => {
        const list = kept.get(realm)
        if (list === undefined) return []
        const state = engine.correlations()
        for (const { input, time, event } of list.sort(inTime))
          for (const { correlation } of state.take(input, time, event)) countOne(spoken, correlation.id)
        return heads.map((head) => ({ head, realm, near: state.near(head.id, at) }))
      })
      const shown = found.length > 0 ? found : heads.map((head) => ({ head, realm: 'real' as const, near: undefined }))
      return shown.map(({ head: { id, title, type, condition, timespan, rules }, realm, near }) => ({
        ...{ rule: id, title, type, condition, timespan, realm, over },
        at: Number.isFinite(at) ? at : 0,
        heard: rules.map((rule) => ({ rule, title: titles.get(rule) ?? rule, spoke: spoken.get(rule) ?? 0 })),
        groups: near?.groups ?? 0,
        nearest: near?.nearest ?? [],
      }))
    },
  }
}

function countOne(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1)
}

/** Events of one millisecond in the order of their ids: the same however they came. */
function inTime(a: Kept, b: Kept): number {
  return a.time - b.time || (a.event < b.event ? -1 : a.event > b.event ? 1 : 0)
}
