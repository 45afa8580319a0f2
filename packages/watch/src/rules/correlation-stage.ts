import type { CorrelateStage, KeyedShard, Said, StageHost } from '@tocsin/capability'
import { type Realm, realms } from '@tocsin/event'
import type { CorrelationHit, CorrelationState } from '@tocsin/sigma'
import { unknownSource } from '@tocsin/store'
import { correlationFinding } from '../findings/finding.ts'
import { type CompiledRules, compiledRules } from './compiled.ts'
import { correlationsName, heardMark } from './heard.ts'
import { lookup, passTime, remember, restoreSeen, type SeenEvents, seenEvents } from './seen-events.ts'
import { readSnapshot, type Snapshot, writeSnapshot } from './snapshot.ts'
import { countError, ruleStats } from './stats.ts'

/** How much longer than its window an event is remembered, in milliseconds: times run ahead, and sources lag unevenly. */
const slack = 15 * 60_000

/** Correlations: each shard keeps the windows of its keys, one state a realm, so that realms never meet in a window. */
export const correlationStage: CorrelateStage = { name: correlationsName, open: () => openShard() }

function openShard(): KeyedShard {
  let rules: CompiledRules | undefined
  /** Restored before the rules came. */
  let pending: Snapshot | undefined
  let states = new Map<Realm, CorrelationState>()
  const seen = seenEvents()
  const counted = new Map<string, number>()

  const stateOf = (realm: Realm, { engine }: CompiledRules) => {
    const known = states.get(realm)
    if (known !== undefined) return known
    const fresh = engine.correlations()
    states.set(realm, fresh)
    return fresh
  }

  const restore = (snapshot: Snapshot, into: CompiledRules) => {
    if (snapshot.digest !== into.meaning) {
      ruleStats.notRestored++
      return
    }
    states = new Map()
    try {
      for (const [realm, bytes] of snapshot.states) stateOf(realm, into).restore(bytes)
      restoreSeen(seen, snapshot.seen)
    } catch {
      // Half a memory would count wrongly; an empty one is only late.
      states = new Map()
      ruleStats.notRestored++
    }
  }

  return {
    control(control, content) {
      if (control.kind !== 'rules' || control.digest === rules?.digest) return
      const next = compiledRules(control.digest, content)
      if (next.meaning === rules?.meaning) {
        // Only who listens is another: every window goes on.
        rules = next
        return
      }
      const before = states
      states = new Map()
      rules = next
      counted.clear()
      // Windows of correlations that stay the same go on; the engine drops and counts those that changed.
      for (const [realm, state] of before) {
        const bytes = state.snapshot()
        if (bytes !== undefined) stateOf(realm, next).restore(bytes)
      }
      if (pending !== undefined) restore(pending, next)
      pending = undefined
    },
    take(mark, _host, say) {
      const heard = heardMark(mark)
      if (heard === undefined || rules === undefined) {
        ruleStats.badMarks++
        return
      }
      // A source that lags will lag again: its windows close that much later in stream time.
      const lag = Math.max(0, mark.received - heard.seen.time)
      remember(seen, heard.rule, heard.seen, mark.received + lag + rules.reach + slack)
      try {
        const hits = stateOf(heard.realm, rules).take(heard.input, heard.seen.time, heard.seen.event)
        for (const hit of hits) tell(rules, hit, heard.realm, seen, mark.received, say)
      } catch {
        countError(heard.input.correlation)
      }
    },
    tick(host: StageHost, say) {
      if (rules === undefined) return
      // In the order of realms and not of their coming: a restored shard must speak in the same order.
      for (const realm of realms) {
        try {
          for (const hit of states.get(realm)?.tick(host.streamTime) ?? [])
            tell(rules, hit, realm, seen, host.streamTime, say)
        } catch {
          countError('*')
        }
      }
      passTime(seen, host.streamTime)
      count(states, counted)
    },
    snapshot() {
      if (rules === undefined) return pending === undefined ? undefined : writeSnapshot(pending)
      const saved = realms.flatMap((realm) => {
        const bytes = states.get(realm)?.snapshot()
        return bytes === undefined ? [] : [[realm, bytes] as const]
      })
      if (saved.length === 0) return undefined
      return writeSnapshot({ digest: rules.meaning, states: saved, seen: [...seen.kept.values()] })
    },
    restore(bytes) {
      const snapshot = readSnapshot(bytes)
      if (snapshot === undefined) ruleStats.notRestored++
      else if (rules === undefined) pending = snapshot
      else restore(snapshot, rules)
    },
  }
}

function tell(
  { engine, listening }: CompiledRules,
  hit: CorrelationHit,
  realm: Realm,
  seen: SeenEvents,
  streamTime: number,
  say: (said: Said) => void,
): void {
  if (engine.silentAlone(hit.correlation)) return
  const events = lookup(seen, hit.tags)
  // What is counted decides who may read the count, named or not.
  const others = lookup(seen, hit.others)
  const alsoOf = [...new Set(hit.others.map((tag) => others.get(tag)?.source ?? unknownSource))].sort()
  ruleStats.forgotten += hit.tags.length - events.size
  const finding = correlationFinding(hit, realm, events, streamTime)
  if (listening.has(hit.correlation.id)) {
    say({ finding, frames: [], listening: true })
    return
  }
  ruleStats.findings++
  // The frames lie in the log; whoever writes the finding copies them from there.
  const frames = hit.tags.map((event) => ({ event, bytes: undefined }))
  say({ finding, frames, ...(alsoOf.length === 0 ? {} : { alsoOf }) })
}

/** Adds what the engine's counters grew by. `groups` is a level and no count. */
function count(states: ReadonlyMap<Realm, CorrelationState>, counted: Map<string, number>): void {
  const now = new Map<string, number>()
  for (const state of states.values()) {
    for (const [name, value] of Object.entries(state.counters)) {
      if (name !== 'groups') now.set(name, (now.get(name) ?? 0) + value)
    }
  }
  for (const [name, value] of now) {
    const grown = value - (counted.get(name) ?? 0)
    if (grown > 0) ruleStats.correlations.set(name, (ruleStats.correlations.get(name) ?? 0) + grown)
    counted.set(name, value)
  }
}
