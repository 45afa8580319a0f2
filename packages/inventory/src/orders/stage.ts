import type { LabelStage, Said } from '@tocsin/capability'
import { actsOf, type Event, type Finding, type Realm, type WorkAct, type WorkPart } from '@tocsin/event'
import { observableKey } from '@tocsin/kit'
import { type BookOrder, type BookZone, readBook } from './book.ts'

/**
 * Says of findings that they are part of declared work. See SPEC.md.
 *
 * By stream time and the book of the last control frame alone: a rerun says the same. Without a readable book nothing is part
 * of any work, and everything speaks.
 */
export function workStage(): LabelStage {
  let realm: Realm | undefined
  let orders: readonly Ready[] = []
  let byThing: ReadonlyMap<string, readonly Ready[]> = new Map()
  return {
    name: 'orders',
    control(control, content) {
      if (control.kind !== 'orders') return
      const book = content === undefined ? undefined : readBook(content)
      realm = book?.realm
      const zones = new Map((book?.zones ?? []).map(({ id, ...zone }) => [id, { ...zone, names: new Set(zone.names) }]))
      orders = (book?.orders ?? []).map((order) => readied(order, zones))
      byThing = indexed(orders)
    },
    label(said: Said, event?: Event): Said {
      if (orders.length === 0 || said.finding.realm !== realm) return said
      const part = partOf(said.finding, byThing, event)
      return part === undefined ? said : { ...said, finding: { ...said.finding, work: part } }
    },
  }
}

interface ReadyZone extends Omit<BookZone, 'id' | 'names'> {
  readonly names: ReadonlySet<string>
}

interface Ready extends Omit<BookOrder, 'about' | 'apart' | 'accounts' | 'acts' | 'zones'> {
  readonly zones: readonly ReadyZone[]
  readonly acts: ReadonlySet<WorkAct>
  readonly accounts: ReadonlySet<string>
  readonly about: ReadonlySet<string>
  readonly apart: ReadonlySet<string>
}

function readied(
  { acts, accounts, about, apart, zones, ...rest }: BookOrder,
  known: ReadonlyMap<string, ReadyZone>,
): Ready {
  return {
    ...rest,
    zones: zones.flatMap((zone) => known.get(zone) ?? []),
    acts: new Set(acts),
    accounts: new Set(accounts),
    about: new Set(about),
    apart: new Set(apart),
  }
}

function indexed(orders: readonly Ready[]): ReadonlyMap<string, readonly Ready[]> {
  const index = new Map<string, Ready[]>()
  for (const order of orders) {
    for (const key of order.about) {
      const list = index.get(key)
      if (list === undefined) index.set(key, [order])
      else list.push(order)
    }
  }
  return index
}

function partOf(
  finding: Finding,
  byThing: ReadonlyMap<string, readonly Ready[]>,
  event: Event | undefined,
): WorkPart | undefined {
  // What a person told or answered is never explained away.
  if (finding.detector.kind === 'person') return undefined
  const things = finding.observables.filter(({ kind }) => kind !== 'account')
  const [first] = things
  if (first === undefined) return undefined
  for (const order of byThing.get(observableKey(first)) ?? []) {
    const declared = isDeclared(order, finding) && !reachesOut(order, event)
    const act = declared ? actDeclared(order, finding) : undefined
    if (act === undefined) continue
    return { order: order.id, name: order.name, act, ...(order.backdated === true ? { backdated: true } : {}) }
  }
  return undefined
}

function isDeclared(order: Ready, { said, events, evidence, observables }: Finding): boolean {
  const within = (time: number) => time >= order.from && time < order.until
  // What was seen over some time must have begun within the work too; when what is forgotten happened, nobody can say.
  const known = evidence.every(({ time, source }) => source !== '' && within(time))
  if (!within(said) || (events > 1 && !known)) return false
  return observables.every((observable) => {
    if (observable.kind === 'account') return order.accounts.size === 0 || order.accounts.has(observable.value)
    const key = observableKey(observable)
    if (order.about.has(key)) return true
    return !order.apart.has(key) && order.zones.every(({ strict, names }) => !strict && !names.has(key))
  })
}

/** Work is done on a thing: what the thing itself begins across zones, where no conduit is meant for it, is none. */
function reachesOut({ about }: Ready, event: Event | undefined): boolean {
  const source = event?.ocsf['src_endpoint.ip']
  if (event?.seen.flow !== 'without' || typeof source !== 'string') return false
  return about.has(observableKey({ kind: 'address', value: source }))
}

/** The declared act that a finding is; nothing where one of its techniques is no act that was declared, or it has none. */
function actDeclared({ acts }: Ready, { techniques }: Finding): WorkAct | undefined {
  let first: WorkAct | undefined
  for (const { id } of techniques) {
    const act = actsOf(id).find((one) => acts.has(one))
    if (act === undefined) return undefined
    first ??= act
  }
  return first
}
