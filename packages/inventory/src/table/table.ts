import type { Asset, City } from '@tocsin/city'
import { breath } from '../breath.ts'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import { type Columns, openColumns, type Words } from './columns.ts'
import { openHaystack } from './haystack.ts'
import { type Order, orderAfter, orderOf } from './order.ts'
import { rowOf, sortKeyOf } from './row.ts'

/** All assets of one version of the city, made to be narrowed, searched and sorted. It holds while `read` is in it, not longer. */
export interface Table extends Words {
  readonly city: City
  /** By row. */
  readonly assets: readonly Asset[]
  readonly columns: Columns
  /** By the key that was asked for. */
  readonly order: Order
  /** Marks with 1 the rows of which a text holds the folded needle. */
  find(needle: string, marks: Uint8Array): void
}

export type OrderName = 'name' | 'id'

/** The city's assets as a table that follows the city: made once, then only what changed is read again. */
export interface CityTable {
  /** Reads the present city, one after another. */
  read<Answer>(by: OrderName, look: (table: Table) => Answer): Promise<Answer>
}

/** Rows that are read before others have their turn. */
const atOnce = 1000

export function openTable(keeper: () => Pick<CityKeeper, 'city'>): CityTable {
  const columns = openColumns()
  const haystack = openHaystack()
  let assets: Asset[] = []
  /** Rows of which something ends, and when. */
  const ends = new Map<number, number>()
  const orders = new Map<OrderName, Order>()
  let city: City | undefined
  let last: Promise<unknown> = Promise.resolve()

  const keyOf = (by: OrderName, now: City) => (row: number) => {
    const asset = assets[row]
    if (asset === undefined) return ''
    return by === 'id' ? asset.id : sortKeyOf(now, asset)
  }

  const set = (now: City, row: number, asset: Asset) => {
    const values = rowOf(now, asset)
    assets[row] = asset
    columns.set(row, values)
    haystack.set(row, values.text)
    if (values.until === Number.POSITIVE_INFINITY) ends.delete(row)
    else ends.set(row, values.until)
  }

  /** Reads what is not as the table has it. Of rows that are gone the numbers are given to those behind them. */
  const follow = async (now: City) => {
    const { to, size, changed } = numbersIn(now, assets)
    const numberOf = (row: number) => (to === undefined ? row : (to[row] ?? -1))
    for (const [row, end] of ends) {
      const asset = now.assets.get(assets[row]?.id as Asset['id'])
      const number = numberOf(row)
      if (end <= now.time && asset !== undefined && number !== -1) changed.set(number, asset)
    }
    if (to !== undefined) renumber(to, size)
    const before = [...orders]
    // Were this broken off, all would be sorted anew.
    orders.clear()
    city = undefined
    let read = 0
    for (const [row, asset] of changed) {
      set(now, row, asset)
      if (++read % atOnce === 0) await breath()
    }
    city = now
    for (const [by, order] of before) {
      const key = keyOf(by, now)
      if (changed.size === 0 && to === undefined) orders.set(by, { ...order, keyOf: key })
      else if (changed.size <= size / 8) {
        const stays = (row: number) => (changed.has(numberOf(row)) ? -1 : numberOf(row))
        orders.set(by, orderAfter(order, [...changed.keys()], stays, key))
      }
    }
  }

  const renumber = (to: Int32Array, size: number) => {
    columns.renumber(to, size)
    haystack.renumber(to)
    const stay: Asset[] = []
    for (const [row, number] of to.entries()) {
      const asset = assets[row]
      if (number !== -1 && asset !== undefined) stay[number] = asset
    }
    assets = stay
    const before = [...ends]
    ends.clear()
    for (const [row, end] of before) {
      const number = to[row] ?? -1
      if (number !== -1) ends.set(number, end)
    }
  }

  return {
    read: (by, look) => {
      const answer = last.then(async () => {
        const now = keeper().city()
        if (now !== city) await follow(now)
        const order = orders.get(by) ?? (await orderOf(assets.length, keyOf(by, now)))
        orders.set(by, order)
        const { words, lists } = columns
        return look({ words, lists, columns: columns.columns(), find: haystack.find, city: now, assets, order })
      })
      last = answer.catch(() => undefined)
      return answer
    },
  }
}

/**
 * Which rows the assets of a city have: those that were known keep their order, new ones come behind them, as in the city's own
 * table.
 *
 * @returns of each known row its number, nothing where all are as they were; how many rows there are; and those to be read
 */
function numbersIn(
  { assets: present }: City,
  known: readonly Asset[],
): { readonly to: Int32Array | undefined; readonly size: number; readonly changed: Map<number, Asset> } {
  const changed = new Map<number, Asset>()
  let to: Int32Array | undefined
  let [at, row] = [0, 0]
  const gone = () => {
    to ??= Int32Array.from(known, (_, before) => (before < at ? before : -1))
    to[at++] = -1
  }
  for (const asset of present.values()) {
    while (at < known.length && known[at] !== asset && known[at]?.id !== asset.id) gone()
    if (at >= known.length || known[at] !== asset) changed.set(row, asset)
    if (to !== undefined && at < known.length) to[at] = row
    at++
    row++
  }
  for (at = Math.min(at, known.length); at < known.length; ) gone()
  return { to, size: row, changed }
}
