import type { Clock } from '@tocsin/kit'
import type { AuditDraft } from './entry.ts'

/**
 * Folds what repeats: the first of a kind is given at once, those of the next minute become one entry with their number.
 *
 * A flood of sign-ins under ever new names fills the table of a minute; what comes then is one entry more, whatever it was.
 */
export interface Folding {
  /** What to write now, if anything. */
  take(key: string, draft: AuditDraft): AuditDraft | undefined
  /** Minutes that are over; all of them where the house closes. */
  due(when: 'over' | 'all'): readonly AuditDraft[]
}

export const foldLimits = { minute: 60_000, kinds: 200, rests: 50 } as const

interface Kind {
  readonly draft: AuditDraft
  readonly until: number
  more: number
  rows: number
}

export function folding(clock: Clock): Folding {
  const kinds = new Map<string, Kind>()
  const rests = new Map<string, Kind>()
  return {
    take: (key, draft) => {
      const known = kinds.get(key)
      if (known !== undefined) {
        known.more++
        known.rows += draft.rows ?? 0
        return undefined
      }
      const until = clock.now() + foldLimits.minute
      if (kinds.size < foldLimits.kinds) {
        kinds.set(key, { draft, until, more: 0, rows: 0 })
        return draft
      }
      // Whose they are is kept as long as there are few of them.
      const who = rests.size < foldLimits.rests || rests.has(draft.who) ? draft.who : 'many'
      const rest = rests.get(who)
      if (rest !== undefined) rest.more++
      else {
        const { act, outcome, role, address } = draft
        const many = { who, role, act, about: 'more than one minute can tell apart', outcome, address }
        rests.set(who, { draft: many, until, more: 1, rows: 0 })
      }
      return undefined
    },
    due: (when) => {
      const now = clock.now()
      const over = [kinds, rests].flatMap((map) => {
        const ended = [...map].filter(([, { until }]) => when === 'all' || until <= now)
        for (const [key] of ended) map.delete(key)
        return ended.map(([, kind]) => kind)
      })
      return over.flatMap(({ draft, more, rows }) =>
        more === 0 ? [] : [{ ...draft, times: more, ...(draft.rows === undefined ? {} : { rows }) }],
      )
    },
  }
}

/**
 * How many entries one person may cause: 1,000 at once and two a second, so that nobody fills the disk by asking.
 *
 * Two a second are 60 MB a day at the usual 350 bytes. Past it what repeats is folded and what does not is refused.
 */
export interface Budget {
  take(who: string): 'write' | 'fold'
}

export const budgetLimits = { burst: 1000, perSecond: 2, people: 2000 } as const

export function entryBudget(clock: Clock): Budget {
  const left = new Map<string, { tokens: number; at: number }>()
  return {
    take: (who) => {
      const now = clock.now()
      const before = left.get(who) ?? { tokens: budgetLimits.burst, at: now }
      const grown = Math.max(0, now - before.at) / 1000
      const tokens = Math.min(budgetLimits.burst, before.tokens + grown * budgetLimits.perSecond)
      left.delete(who)
      left.set(who, { tokens: Math.max(0, tokens - 1), at: now })
      const oldest = left.size > budgetLimits.people ? left.keys().next().value : undefined
      if (oldest !== undefined) left.delete(oldest)
      return tokens >= 1 ? 'write' : 'fold'
    },
  }
}
