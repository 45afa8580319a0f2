import { createHash } from 'node:crypto'
import type { City } from '@tocsin/city'
import { type AssetId, TocsinError } from '@tocsin/kit'
import { everything, isDiskFull, type Position, type StateStore } from '@tocsin/store'
import { inBreaths } from '../breath.ts'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import type { DiscrepancyTable, FactTable } from '../keeper/tables.ts'
import { type Claims, claimKey, openClaims } from './claims.ts'
import { type Judged, judgeFlow, stricter, type ZoneMode, zoneModeNames } from './conduits.ts'
import type { Digest, Fact } from './digest.ts'
import { type FlowBook, openFlowBook } from './flow-book.ts'
import {
  assetsSeen,
  countFacts,
  forgetStatement,
  learntStatements,
  pruneStatements,
  storedFlows,
  zoneModeStatement,
  zoneModes,
} from './learnt.repository.ts'
import { isIdentity } from './observer.ts'
import { type Misfit, type Reconciled, reconcile } from './reconcile.ts'
import type { Ground } from './terrain.ts'
import { type End, endOf, groundOf } from './whereabouts.ts'

/** How a zone's flows are held against its conduits, who decided it, and when. */
export interface DecidedMode {
  readonly mode: ZoneMode
  readonly who: string
  readonly at: number
}

/** Keeps what was learnt, and makes versions of the city of it. One owner. */
export interface Learner {
  /** Takes a digest in: versions of the city first, then its evidence and the position that it leads to, at once. */
  apply(digest: Digest, next: Position): Promise<void>
  /** Where addresses may be of the city. */
  ground(): Ground
  /** What is believed: everything that the city names. */
  known(): Iterable<string>
  readonly flows: FlowBook
  readonly claims: Claims
  /** Assets that records speak of. */
  isSeen(asset: AssetId): boolean
  modes(): ReadonlyMap<string, DecidedMode>
  /** @throws TocsinError `not-found` */
  setMode(zone: string, mode: ZoneMode, who: string): Promise<void>
  judge(row: { from_end: string; to_end: string; transport: string; port: number; app: string }): {
    readonly from: End
    readonly to: End
    readonly judged: Judged
    readonly mode: ZoneMode
  }
  /** Forgets that an account was seen, after an erasure. */
  forget(account: string): Promise<void>
  /** Forgets what nobody stated for long. */
  prune(): Promise<void>
  status(): LearnerStatus
  /** Waits for no disk any longer; what was not written is learnt again after the next start. */
  close(): void
}

export interface LearnerStatus {
  readonly facts: number
  readonly flows: number
  /** Assets that were made from what was seen alone. */
  readonly made: number
  /** Since the start: things one too many, facts one too many, and what a digest left out. */
  readonly refused: number
  readonly shed: number
  readonly unproven: number
  readonly outside: number
  readonly unanswered: number
}

export interface LearnerOptions {
  readonly state: StateStore
  readonly keeper: CityKeeper
  readonly now: () => number
  /** Facts that are kept; 500,000 unless told. */
  readonly mostFacts?: number
}

const day = 86_400_000
/** Names of people go after 90 days without being seen, the rest after 400. */
const keptDays = { people: 90, others: 400 } as const

export async function openLearner(options: LearnerOptions): Promise<Learner> {
  const { state, keeper, now, mostFacts = 500_000 } = options
  const claims = openClaims(keeper.city())
  keeper.heard(({ difference, city }) => claims.follow(difference.assets, city.time))
  const flows = openFlowBook(
    await storedFlows(state, everything),
    (address) => endOf(keeper.city(), claims, address).zone,
  )
  const seen = new Set(await assetsSeen(state, everything))
  const modes = await storedModes(state)
  const totals = { facts: await countFacts(state, everything), refused: 0, shed: 0 }
  const left = { unproven: 0, outside: 0, unanswered: 0 }

  let closed = false
  /** A full disk loses nothing: what is to be written waits until it can be. */
  const whenThereIsRoom = async (write: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await write()
        return
      } catch (error) {
        if (closed || !isDiskFull(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, 1000))
      }
    }
  }

  const judge: Learner['judge'] = ({ from_end, to_end, ...spoken }) => {
    const city = keeper.city()
    const [from, to] = [endOf(city, claims, from_end), endOf(city, claims, to_end)]
    const modeIn = ({ zone }: End) => (zone === undefined ? undefined : modes.get(zone)?.mode)
    return { from, to, judged: judgeFlow(city, from, to, spoken), mode: stricter(modeIn(from), modeIn(to)) }
  }

  const addFlows = async (digest: Digest) => {
    for await (const some of inBreaths(digest.flows)) for (const flow of some) flows.add(flow)
  }

  return {
    apply: async (digest, next) => {
      const news = digest.facts.filter((fact) => fact.news || !isSaid(claims, fact))
      let made: Reconciled | undefined
      if (news.length > 0) {
        const by = [...new Set(news.map((fact) => fact.by))].sort().slice(0, 8).join(', ')
        const change = { who: 'tocsin', kind: 'learnt', about: by.slice(0, 200) } as const
        const learn = (city: City) => {
          made = reconcile(city, claims, news)
          return made
        }
        await whenThereIsRoom(() => keeper.learn(learn, change))
      }
      totals.refused += made?.refused ?? 0
      for (const name of ['unproven', 'outside', 'unanswered'] as const) left[name] += digest.left[name]
      await addFlows(digest)
      const facts: FactTable[] = []
      for await (const some of inBreaths(digest.facts)) {
        for (const fact of some) {
          if (fact.news && totals.facts >= mostFacts) {
            totals.shed++
            continue
          }
          const row = factRow(fact, claims.of(claimKey(fact.scheme, fact.known)))
          if (row.asset !== null) seen.add(row.asset)
          if (fact.news) totals.facts++
          facts.push(row)
        }
      }
      const discrepancies = [...discrepancyRows(made?.misfits ?? []).values()]
      const statements = learntStatements({ facts, flows: flows.changed(), discrepancies }, next)
      await whenThereIsRoom(() => state.transact(statements))
    },
    ground: () => ({ networks: groundOf(keeper.city()).networks, addresses: [...claims.named] }),
    known: () => claims.keys(),
    flows,
    claims,
    isSeen: (asset) => seen.has(asset),
    modes: () => modes,
    setMode: async (zone, mode, who) => {
      if (!keeper.city().zones.has(zone as never)) {
        throw new TocsinError('not-found', `There is no zone ${zone}`, {
          where: zone,
          fix: 'Look for it in the list of zones',
        })
      }
      const at = now()
      await state.transact([zoneModeStatement({ zone, mode, who, at })])
      modes.set(zone, { mode, who, at })
    },
    judge,
    forget: (account) => state.transact([forgetStatement(account)]),
    prune: async () => {
      await state.transact(
        pruneStatements({ people: now() - keptDays.people * day, others: now() - keptDays.others * day }),
      )
      totals.facts = await countFacts(state, everything)
    },
    status: () => ({ ...totals, ...left, flows: flows.size, made: claims.made }),
    close: () => {
      closed = true
    },
  }
}

/** Whether the city says already what a fact does. What went on to another thing, or was undone, is heard again. */
function isSaid(claims: Claims, { scheme, known, topic, value }: Fact): boolean {
  const asset = claims.of(claimKey(scheme, known))
  return asset !== undefined && (!isIdentity(topic) || claims.of(claimKey(topic, value)) === asset)
}

function factRow(fact: Fact, asset: AssetId | undefined): FactTable {
  const { scheme, known, topic, value, detail, by, source, first, last, count, event } = fact
  return {
    // Values name people: what leads from page to page says nothing of them.
    key: createHash('sha256').update(`${scheme}:${known}\n${topic}\n${value}\n${by}\n${source}`).digest('base64url'),
    asset: asset ?? null,
    ...{ scheme, known, topic, value, detail: detail ?? null, said_by: by },
    ...{ source, first, last, count, event },
  }
}

/** One row for each thing that does not fit, however often it was seen. */
function discrepancyRows(misfits: readonly Misfit[]): ReadonlyMap<string, DiscrepancyTable> {
  const rows = new Map<string, DiscrepancyTable>()
  for (const { kind, asset, other, value, against, fact } of misfits) {
    const key = `${kind}\n${asset}\n${other ?? ''}\n${fact.topic}\n${value}\n${fact.source}`
    const before = rows.get(key)
    rows.set(key, {
      ...{ key, kind, asset, other: other ?? null, topic: fact.topic, value, against: against ?? null },
      ...{ said_by: fact.by, source: fact.source, event: before?.event ?? fact.event },
      first: Math.min(fact.first, before?.first ?? fact.first),
      last: Math.max(fact.last, before?.last ?? fact.last),
      count: fact.count + (before?.count ?? 0),
    })
  }
  return rows
}

/** What was decided about zones. */
export async function storedModes(state: StateStore): Promise<Map<string, DecidedMode>> {
  const rows = await zoneModes(state, everything)
  return new Map(rows.map(({ zone, mode, who, at }) => [zone, { mode: modeNamed(mode), who, at }]))
}

function modeNamed(text: string): ZoneMode {
  return zoneModeNames.find((name) => name === text) ?? 'learn'
}
