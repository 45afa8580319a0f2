import type { Host } from '@tocsin/capability'
import type { Incident } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import { everything, type Statement, type StateStore } from '@tocsin/store'
import {
  actsToTell,
  addMissed,
  countNotices,
  dropActs,
  insertNotice,
  markOf,
  targetsOf,
  upsertMark,
} from './bell.repository.ts'
import { heardBy } from './heard-scope.ts'
import { type Notice, wants } from './notice.ts'
import type { KeptTarget, NoticeKind } from './target.ts'

/** Rows of an outbox that are told on in one transaction. */
const page = 400

/** What waits for one target at most; what comes beyond is counted, and the next message says how much. */
export const mostWaiting = 1000

interface ToTell {
  readonly id: string
  readonly kind: NoticeKind
  readonly incident: IncidentId
  readonly at: number
}

/**
 * Tells the outboxes on: each row becomes a notice for every target that wants it, in the transaction that moves past the
 * row. After a crash it is told on again from where the mark stands, to the same notices.
 *
 * @returns whether there may be more
 */
export async function tellOn(host: Pick<Host, 'ask'>, store: StateStore): Promise<boolean> {
  const [mark, acts] = [await markOf(store), await actsToTell(store, page)]
  const answer = await host.ask('outbox', mark, page)
  const rows = answer.kind === 'answer' ? answer.value : []
  const last = rows.at(-1)
  if (last === undefined && acts.length === 0) return false
  const toTell: readonly ToTell[] = [
    ...rows.map(({ id, kind, incident, at }) => ({ id, kind, incident: incident as IncidentId, at })),
    ...acts.map((act) => ({ ...act, kind: 'assigned' as const })),
  ]
  const targets = (await targetsOf(store)).filter(({ enabled }) => enabled)
  const statements: Statement[] = []
  if (targets.length > 0) {
    const incidents = await byId(host, toTell)
    for (const target of targets) statements.push(...(await noticesFor(host, store, target, toTell, incidents)))
  }
  if (last !== undefined) statements.push(upsertMark(last.n))
  if (acts.length > 0) statements.push(dropActs(acts.map(({ id }) => id)))
  await store.transact(statements)
  return rows.length === page || acts.length === page
}

async function noticesFor(
  host: Pick<Host, 'ask'>,
  store: StateStore,
  { id: target, target: { rule }, target: about }: KeptTarget,
  toTell: readonly ToTell[],
  incidents: ReadonlyMap<string, Incident>,
): Promise<readonly Statement[]> {
  const wanted = toTell.flatMap((one) => {
    const incident = incidents.get(one.incident)
    return incident !== undefined && wants(rule, one.kind, incident) ? [{ ...one, incident }] : []
  })
  if (wanted.length === 0) return []
  const { scope } = await heardBy(host, about)
  const heard =
    scope.kind === 'all'
      ? undefined
      : await host.ask('incidents', [...new Set(wanted.map(({ incident }) => incident.id))], scope)
  // Where nobody can say what it may hear of, it hears nothing.
  const seen = heard?.kind === 'answer' ? new Set<string>(heard.value.map(({ id }) => id)) : new Set<string>()
  const notices = wanted
    .filter(({ incident }) => scope.kind === 'all' || seen.has(incident.id))
    .map(
      ({ id, kind, incident, at }): Notice => ({
        id: `${target}:${id}`,
        target,
        incident: incident.id,
        kind,
        severity: incident.severity,
        realm: incident.realm,
        at,
      }),
    )
  const room = Math.max(0, mostWaiting - (await countNotices(store, target)))
  const beyond = notices.length - room
  return [...notices.slice(0, room).map(insertNotice), ...(beyond > 0 ? [addMissed(target, beyond)] : [])]
}

/** Whatever its scope: targets are held against it one by one. */
async function byId(host: Pick<Host, 'ask'>, toTell: readonly ToTell[]): Promise<ReadonlyMap<string, Incident>> {
  const ids = [...new Set(toTell.map(({ incident }) => incident))]
  const found: Incident[] = []
  for (let from = 0; from < ids.length; from += 500) {
    const answer = await host.ask('incidents', ids.slice(from, from + 500), everything)
    if (answer.kind === 'unavailable') throw new Error(answer.why)
    found.push(...answer.value)
  }
  return new Map(found.map((incident) => [incident.id, incident]))
}
