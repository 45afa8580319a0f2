import type { Host } from '@tocsin/capability'
import { type Signal, signal } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import {
  type Answered,
  addMissed,
  dropDone,
  dropNotices,
  dueMessage,
  type KeptMessage,
  madeSince,
  markTarget,
  noticesOf,
  targetsOf,
  upsertMessage,
} from './bell.repository.ts'
import { compose, stillHeard } from './compose.ts'
import type { Message } from './message.ts'
import { quietUntil } from './quiet-hours.ts'
import { mostWaiting, tellOn } from './routing.ts'
import type { KeptTarget } from './target.ts'

/** How a message leaves the house; never throws for what a receiver does. */
export type Send = (to: KeptTarget, message: Message, signal: AbortSignal) => Promise<Answered>

export interface BellOptions extends Pick<Host, 'ask'> {
  readonly state: StateStore
  readonly now: () => number
  readonly send: Send
  readonly clean: (text: string) => string
  readonly newId: () => string
  /** 0 to 1. */
  readonly chance: () => number
  readonly signal: <Details>(what: Signal<Details>, details: Details) => void
  readonly limits?: Partial<typeof bellLimits>
}

export const bellLimits = {
  /** Messages to one target that are sent one by one within `stormMillis`; what comes beyond is folded. */
  burst: 5,
  stormMillis: 300_000,
  /** Between two folded messages. */
  foldMillis: 60_000,
  /** The first wait after a failure, and the longest. */
  firstWait: 5_000,
  longestWait: 600_000,
  /** A message that does not get through for so long is given up; its incidents are counted in the next one. */
  giveUpAfter: 86_400_000,
  /** How long it is waited for more before what just happened is told on. */
  gather: 500,
  /** Days that what was sent can be looked at. */
  keptMillis: 30 * 86_400_000,
} as const

/** A target to which nothing gets through. */
export interface Failing {
  readonly id: string
  readonly name: string
  /** Milliseconds since the epoch; null where it does well again. */
  readonly since: number | null
}

/** Tells targets of what happens to incidents. */
export interface Bell {
  /** Something may be to be told; it is also looked by itself. */
  wake(): void
  /** Sends a test message now, once, and gives the true answer. */
  test(to: KeptTarget): Promise<Answered>
  /** Every target that ever failed since the start, and those that do. */
  failing(): readonly Failing[]
  /** Resolves when nothing is due at this moment. */
  settled(): Promise<void>
  close(): Promise<void>
}

export const notificationFailed = signal<{ target: string; attempts: number; why: string }>('notification.failed', {
  level: 'warn',
  metric: { name: 'tocsin_notifications_failed_total', labels: [] },
  says: ({ target, attempts, why }) => `${target} was not told (try ${attempts}): ${why}`,
})

export const notificationGivenUp = signal<{ target: string; incidents: number }>('notification.given_up', {
  level: 'error',
  metric: { name: 'tocsin_notifications_given_up_total', labels: [] },
  says: ({ target, incidents }) => `${target} was not told of ${incidents} incidents within a day`,
})

const bellBroken = signal<{ why: string }>('notification.broken', {
  level: 'error',
  says: ({ why }) => `nobody can be told for the moment: ${why}`,
})

/** Longest that a timer sleeps: what no news woke is found then. */
const lookMillis = 30_000

/**
 * Opens the bell. Nothing is sent that does not lie in the state store first: the outbox row, then the notice, then the
 * message, each made in the transaction that takes the one before it away. A message is sent until somebody answers for
 * it, so that after a crash it may come twice, under one id.
 */
export function openBell(options: BellOptions): Bell {
  const { state, now } = options
  const limits = { ...bellLimits, ...options.limits }
  const ended = new AbortController()
  const serving = new Map<string, Promise<void>>()
  /** Targets that were looked at while they were served: what came meanwhile may have been missed. */
  const missed = new Set<string>()
  const failures = new Map<string, Failing>()
  /** When what was done with long ago is next forgotten. */
  let tidyAt = 0
  let timer: NodeJS.Timeout | undefined
  let timerAt = Number.POSITIVE_INFINITY
  let round: Promise<void> = Promise.resolve()
  let waiting = false

  const wakeAt = (at: number) => {
    if (ended.signal.aborted || at >= timerAt) return
    clearTimeout(timer)
    timerAt = at
    timer = setTimeout(
      () => {
        timerAt = Number.POSITIVE_INFINITY
        look()
      },
      Math.min(lookMillis, Math.max(0, at - now())),
    )
    timer.unref()
  }

  const look = () => {
    if (waiting) return
    waiting = true
    round = round.then(async () => {
      waiting = false
      if (ended.signal.aborted) return
      try {
        while (await tellOn(options, state)) if (ended.signal.aborted) return
        const targets = await targetsOf(state)
        for (const one of targets) {
          if (one.failingSince !== null) note(one, one.failingSince)
          if (!one.enabled) continue
          if (serving.has(one.id)) missed.add(one.id)
          else start(one.id)
        }
        for (const [id, failing] of failures) {
          if (!targets.some((one) => one.id === id && one.enabled)) failures.set(id, { ...failing, since: null })
        }
        if (now() >= tidyAt) {
          tidyAt = now() + 3_600_000
          await state.transact([dropDone(now() - limits.keptMillis)])
        }
      } catch (error) {
        options.signal(bellBroken, { why: error instanceof Error ? error.message : String(error) })
      }
      wakeAt(now() + lookMillis)
    })
  }

  /** Serves one target until nothing is due; a slow one holds up no other. */
  const start = (id: string) => {
    const served = serve(id)
      .catch((error: unknown) => {
        options.signal(bellBroken, { why: error instanceof Error ? error.message : String(error) })
        return now() + lookMillis
      })
      .then((next) => {
        serving.delete(id)
        wakeAt(missed.delete(id) ? now() : next)
      })
    serving.set(id, served)
  }

  /** @returns when it should be looked at again */
  const serve = async (id: string): Promise<number> => {
    while (!ended.signal.aborted) {
      const target = (await targetsOf(state)).find((one) => one.id === id)
      if (target === undefined || !target.enabled) break
      const due = await dueMessage(state, id)
      if (due !== undefined) {
        if (due.nextAt > now()) return due.nextAt
        await attempt(target, due)
        continue
      }
      const next = await composeNext(target)
      if (next !== 'made') return next
    }
    return Number.POSITIVE_INFINITY
  }

  /** Makes what waits into a message, or says when to look again. */
  const composeNext = async (target: KeptTarget): Promise<number | 'made'> => {
    const { rule, zone } = target.target
    const quiet = quietUntil(rule.quiet, zone, now())
    const notices = await noticesOf(state, target.id, quiet === undefined ? 'info' : 'critical', mostWaiting)
    const [first] = notices
    if (first === undefined) return quiet ?? Number.POSITIVE_INFINITY
    const made = await madeSince(state, target.id, now() - limits.stormMillis)
    const room = limits.burst - made.length
    const storm = notices.length > room
    if (storm && room <= 0 && made[0] !== undefined && made[0] + limits.foldMillis > now()) {
      return made[0] + limits.foldMillis
    }
    const taken = storm ? notices.filter(({ realm }) => realm === first.realm) : [first]
    const message = await compose(options, target, taken, { clean: options.clean, newId: options.newId, now: now() })
    await state.transact([
      ...(message === undefined
        ? []
        : [
            upsertMessage({
              message,
              target: target.id,
              state: 'due',
              attempts: 0,
              nextAt: now(),
              doneAt: null,
              answer: null,
            }),
            ...(target.missed === 0 ? [] : [addMissed(target.id, -target.missed)]),
          ]),
      dropNotices(taken.map(({ id }) => id)),
    ])
    return 'made'
  }

  const attempt = async (target: KeptTarget, kept: KeptMessage): Promise<void> => {
    const message = await stillHeard(options, target, kept.message)
    const done = (change: Partial<KeptMessage>) => upsertMessage({ ...kept, ...change })
    if (message.kind === 'incidents' && message.told.length === 0) {
      await state.transact([done({ state: 'lost', doneAt: now(), answer: notTheirs })])
      return
    }
    const answer = await options.send(target, message, ended.signal)
    if (ended.signal.aborted && !answer.ok) return
    const at = now()
    const attempts = kept.attempts + 1
    if (answer.ok) {
      await state.transact([
        done({ state: 'sent', attempts, doneAt: at, answer }),
        markTarget(target.id, { failingSince: null, lastOk: at }),
      ])
      if (failures.has(target.id)) note(target, null)
      return
    }
    options.signal(notificationFailed, { target: target.target.name, attempts, why: answer.says.en })
    const failingSince = target.failingSince ?? at
    note(target, failingSince)
    if (at - kept.message.made >= limits.giveUpAfter) {
      const incidents = kept.message.told.length + kept.message.more
      options.signal(notificationGivenUp, { target: target.target.name, incidents })
      await state.transact([
        done({ state: 'lost', attempts, doneAt: at, answer }),
        addMissed(target.id, incidents),
        markTarget(target.id, { failingSince }),
      ])
      return
    }
    const wait = Math.min(limits.longestWait, limits.firstWait * 2 ** Math.min(20, kept.attempts))
    // Many who failed together must not come back together.
    const spread = Math.round(wait * (0.75 + options.chance() / 2))
    const nextAt = at + Math.max(spread, Math.min(answer.retryAfter ?? 0, limits.longestWait))
    await state.transact([done({ attempts, nextAt, answer }), markTarget(target.id, { failingSince })])
  }

  const note = ({ id, target: { name } }: KeptTarget, since: number | null) => failures.set(id, { id, name, since })

  look()
  return {
    wake: () => wakeAt(now() + limits.gather),
    test: async (to) => {
      const message: Message = { id: options.newId(), kind: 'test', realm: 'real', made: now(), told: [], more: 0 }
      const answer = await options.send(to, message, ended.signal)
      const kept = { message, target: to.id, state: 'test', attempts: 1, nextAt: now(), doneAt: now(), answer } as const
      await state.transact([
        upsertMessage(kept),
        ...(answer.ok ? [markTarget(to.id, { failingSince: null, lastOk: now() })] : []),
      ])
      if (answer.ok && failures.has(to.id)) note(to, null)
      return answer
    },
    failing: () => [...failures.values()],
    settled: async () => {
      clearTimeout(timer)
      timerAt = Number.POSITIVE_INFINITY
      look()
      await round
      while (serving.size > 0) await Promise.all(serving.values())
    },
    close: async () => {
      ended.abort()
      clearTimeout(timer)
      await round
      await Promise.all(serving.values())
    },
  }
}

const notTheirs: Answered = {
  ok: false,
  status: null,
  says: {
    en: 'Not sent: its departments no longer see these incidents.',
    fr: 'Non envoyé : ses directions ne voient plus ces incidents.',
  },
}
