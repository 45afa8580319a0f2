import type { Sees } from '@tocsin/capability'
import type { City } from '@tocsin/city'
import type { Realm } from '@tocsin/event'
import { TocsinError, type ZoneId } from '@tocsin/kit'
import { everything, type StateStore } from '@tocsin/store'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import { folded } from '../table/row.ts'
import { bookOf, type PackedBook } from './book.ts'
import { insertOrder, nextNumber, orderById, ordersAfter, updateOrder } from './order.repository.ts'
import { assetsOf, orderLimits, overAt, type Wanted, type WorkOrder } from './order.ts'

export interface OrderDeskOptions {
  readonly state: StateStore
  readonly keeper: CityKeeper
  readonly now: () => number
  readonly realm: Realm
  /** Makes a book hold in the log from here on, unless it does; resolves when it is durable. */
  readonly publish: (book: PackedBook) => Promise<void>
  /** Hears why the book could not be published; it is tried again at the next look. */
  readonly failed: (error: unknown) => void
}

/** Work orders: one owner. What it kept is in the log when it answers. */
export interface OrderDesk {
  /** @throws TocsinError `bad-order`, `too-many` */
  add(asked: readonly Wanted[], by: Maker): Promise<readonly WorkOrder[]>
  /** Why an order cannot be; nothing where it can. */
  refusal(asked: Wanted, by: Maker): TocsinError | undefined
  /** Says why names cannot be given once more: each that is asked for is taken from then on. */
  names(by: Maker): Promise<NameRefusal>
  /** @returns nothing where there is no such one, or it is over */
  end(id: string, who: string, why?: 'not-us'): Promise<WorkOrder | undefined>
  /** Publishes what holds now: orders that are over leave, and things are known by other names. */
  look(): Promise<void>
  close(): Promise<void>
}

/** Why a name is taken; nothing where it is free, or nobody gave one. */
export type NameRefusal = (name: string | undefined) => TocsinError | undefined

export interface Maker extends Sees {
  readonly who: string
}

/** How often it is looked whether the book is another one, in milliseconds. */
const every = 30_000

export async function openOrderDesk(options: OrderDeskOptions): Promise<OrderDesk> {
  const { state, keeper, now, realm } = options
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Value>(act: () => Promise<Value>): Promise<Value> => {
    const done = last.then(act)
    last = done.catch(() => undefined)
    return done
  }
  const publish = async () =>
    options.publish(bookOf(keeper.city(), await ordersAfter(state, everything, now()), realm, now()))
  const look = () => inTurn(publish).catch(options.failed)

  const refusal = (asked: Wanted, by: Maker): TocsinError | undefined => refusedFor(asked, by, keeper.city(), now())

  await look()
  const timer = setInterval(() => void look(), every)
  timer.unref()

  return {
    refusal,
    names: async (by) => namesTaken(await ordersAfter(state, everything, now()), by),
    add: (asked, by) =>
      inTurn(async () => {
        const standing = await ordersAfter(state, everything, now())
        if (standing.length + asked.length > orderLimits.standing) {
          throw new TocsinError('too-many', `More than ${orderLimits.standing} orders would stand or be to come`, {
            fix: 'End those that are done',
          })
        }
        const own = standing.filter(({ made }) => made.who === by.who).length
        if (own + asked.length > orderLimits.ofOne) {
          throw new TocsinError(
            'too-many',
            `More than ${orderLimits.ofOne} orders of ${by.who} would stand or be to come`,
            {
              fix: 'End those that are done, or let others of the department declare theirs',
            },
          )
        }
        const taken = namesTaken(standing, by)
        const things = [...standing, ...asked.map((one) => ({ ...one, circle: circleOf(by) }))].reduce(
          (sum, order) => sum + assetsOf(keeper.city(), order).length,
          0,
        )
        if (things > orderLimits.things) {
          throw new TocsinError('too-many', `Orders would be about ${things} things, more than ${orderLimits.things}`, {
            fix: 'End those that are done, or name the equipment that is worked on',
          })
        }
        let n = await nextNumber(state)
        const made = asked.map((one): readonly [number, WorkOrder] => {
          const refused = refusal(one, by) ?? taken(one.name)
          if (refused !== undefined) throw refused
          const number = n++
          return [number, orderOf(number, one, by, now())]
        })
        await state.transact(made.map(([number, order]) => insertOrder(number, order)))
        await publish()
        return made.map(([, order]) => order)
      }),
    end: (id, who, why) =>
      inTurn(async () => {
        const order = await orderById(state, everything, id)
        const at = now()
        if (order === undefined || overAt(order) <= at) return undefined
        const ended = { ...order, ended: { who, at, ...(why === undefined ? {} : { why }) } }
        await state.transact([updateOrder(ended)])
        await publish()
        return ended
      }),
    look,
    close: async () => {
      clearInterval(timer)
      await last
    },
  }
}

function orderOf(n: number, asked: Wanted, by: Maker, at: number): WorkOrder {
  const backdated = at - asked.from > orderLimits.justNow
  return {
    ...asked,
    id: `work-${n}`,
    name: asked.name ?? `W-${n}`,
    made: { who: by.who, at },
    ...(backdated ? { backdated } : {}),
    circle: circleOf(by),
  }
}

/** Within a department, and among those of the whole house, two orders that stand never have one name. */
function namesTaken(standing: readonly WorkOrder[], by: Maker): NameRefusal {
  const mine = circleOf(by)
  const taken = new Set(standing.filter(({ circle }) => isShared(circle, mine)).map(({ name }) => folded(name)))
  return (name) => {
    if (name === undefined) return undefined
    const key = folded(name)
    if (!taken.has(key)) {
      taken.add(key)
      return undefined
    }
    return new TocsinError('bad-order', `Another order is called ${name} and is not over`, {
      where: 'name',
      fix: 'Give it another name, or none, or end the other one',
    })
  }
}

function isShared(one: WorkOrder['circle'], other: WorkOrder['circle']): boolean {
  if (one === null || other === null) return one === other
  return one.some((department) => other.includes(department))
}

/** Who leads departments answers for what was done in them before anybody wrote it down. */
function isOwner({ circle }: Maker): boolean {
  return circle?.role === 'lead' && circle.departments.length > 0
}

/** The departments that somebody speaks for; null for all. */
function circleOf({ scope, circle }: Maker): readonly string[] | null {
  return scope.kind === 'all' ? null : (circle?.departments ?? [])
}

function refusedFor(asked: Wanted, by: Maker, city: City, now: number): TocsinError | undefined {
  const { from, until, where } = asked
  const bad = (message: string, at: string, fix: string) => new TocsinError('bad-order', message, { where: at, fix })
  if (!(until > from)) return bad('The work ends before it begins', 'until', 'Give an end after the beginning')
  if (until <= now) return bad('The work is over already', 'until', 'Give an end that is to come')
  if (until - from > orderLimits.longest) return bad('The work takes more than 31 days', 'until', 'Declare it in parts')
  if (from > now + orderLimits.ahead) return bad('The work begins in more than a year', 'from', 'Declare it later')
  if (from < now - orderLimits.back && !isOwner(by)) {
    const fix = 'Give a beginning within the last day, or ask who leads the department'
    return bad('The work began more than 24 hours ago', 'from', fix)
  }
  const found = assetsOf(city, { where, circle: circleOf(by) })
  if ('assets' in where) {
    const missing = where.assets.find((id) => !found.some((one) => one === id))
    if (missing !== undefined)
      return bad(`There is no ${missing} that you answer for`, 'where', 'Take the id from the list of equipment')
  }
  if ('zone' in where && !city.zones.has(where.zone as ZoneId))
    return bad(`There is no zone ${where.zone}`, 'where', 'Take its id from the list of zones')
  if (found.length === 0)
    return bad('Nothing is there that you answer for', 'where', 'Name equipment of your department')
  return undefined
}
