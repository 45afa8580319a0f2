import { type By, type City, type Records, record, type SayableAttribute, type Statement, shown } from '@tocsin/city'
import { type Result, TocsinError } from '@tocsin/kit'
import type { Answering } from './select.ts'

export type Values = Readonly<Partial<Record<SayableAttribute, unknown>>>

/** Assets in one change. */
export const mostEdited = 100_000

export interface EditChange {
  readonly asset: string
  readonly name: string
  readonly fields: readonly { readonly name: string; readonly from: unknown; readonly to: unknown }[]
}

export interface Edited {
  readonly records: Records
  /** How many shown values become others. */
  readonly changed: number
  /** The first of them, for a look. */
  readonly changes: readonly EditChange[]
}

const mostShown = 100

/**
 * One person's word about many assets: a value is said, null ends what they said before.
 *
 * @throws TocsinError `bad-record` where a value cannot be read, or names what is not in the city
 */
export function editOf(city: City, rows: readonly Pick<Answering, 'asset' | 'name'>[], values: Values, by: By): Edited {
  const said = readValues(city, values, by)
  const ended = Object.keys(values).filter((name) => values[name as SayableAttribute] === null)
  const records: { id: Answering['asset']['id']; said: Record<string, readonly Statement<unknown>[]> }[] = []
  const changes: EditChange[] = []
  let changed = 0
  for (const { asset, name } of rows) {
    const before = asset.said as Readonly<Record<string, readonly Statement<unknown>[] | undefined>>
    const own: Record<string, readonly Statement<unknown>[]> = { ...said }
    for (const attribute of ended) {
      const mine = (before[attribute] ?? []).filter(
        ({ source, until }) => source === by.source && (until === undefined || by.time < until),
      )
      if (mine.length > 0) own[attribute] = mine.map((one) => ({ ...one, time: by.time, until: by.time }))
    }
    const fields = Object.entries(own).flatMap(([attribute, statements]) => {
      const from = shown(before[attribute], by.time)?.value ?? null
      const others = (before[attribute] ?? []).filter(({ source }) => source !== by.source)
      const to = shown([...others, ...statements], by.time)?.value ?? null
      return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ name: attribute, from, to }]
    })
    if (Object.keys(own).length > 0) records.push({ id: asset.id, said: own })
    if (fields.length === 0) continue
    changed++
    if (changes.length < mostShown) changes.push({ asset: asset.id, name, fields })
  }
  return { records: { assets: records } as Records, changed, changes }
}

/** The statements that each of them gets: read once, shared by all. */
function readValues(city: City, values: Values, by: By): Record<string, readonly Statement<unknown>[]> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
  if (Object.keys(given).length === 0) return {}
  const read: Result<
    { readonly said: object },
    readonly { readonly reason: string; readonly at?: string; readonly fix?: string }[]
  > = record('assets', 'any', given, by)
  if (!read.ok) {
    const [first] = read.error
    throw new TocsinError('bad-record', first?.reason ?? 'It cannot be read', {
      where: first?.at ?? 'values',
      fix: first?.fix ?? 'See the model of the city',
    })
  }
  const { zone, owner, supplier } = given
  for (const [name, id, table] of [
    ['zone', zone, city.zones],
    ['owner', owner, city.organisations],
    ['supplier', supplier, city.organisations],
  ] as const) {
    if (id === undefined || (table as ReadonlyMap<unknown, unknown>).has(id)) continue
    throw new TocsinError('bad-record', `There is no ${name} ${String(id)} in the city`, {
      where: name,
      fix: 'Take one that is there, or say it first',
    })
  }
  return read.value.said as Record<string, readonly Statement<unknown>[]>
}
