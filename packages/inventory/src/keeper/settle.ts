import {
  type City,
  type Records,
  type SectionName,
  type Sections,
  type Statement,
  schemas,
  sectionNames,
  shown,
} from '@tocsin/city'

/**
 * Leaves out what the same source said already and what is shown: a list that is read again changes nothing, and the history
 * stays short. What another source contradicts is said again, since the newer word goes before the older.
 */
export function settle(city: City, records: Records): Records {
  return Object.fromEntries(
    sectionNames.map((section) => [section, (records[section] ?? []).flatMap((one) => settleOne(city, section, one))]),
  )
}

function settleOne(city: City, section: SectionName, record: AnyRecord): AnyRecord[] {
  const known = (city[section] as ReadonlyMap<string, AnyRecord>).get(record.id)
  if (known === undefined) return [record]
  const before: Said = known.said
  const schema: Schema = schemas[section]
  const left = Object.entries<readonly Statement<unknown>[] | undefined>(record.said).flatMap(([name, statements]) => {
    const heard = before[name] ?? []
    const isSaid = schema[name]?.count === 'many' ? memberSaid(heard, city.time) : valueSaid(heard, city.time)
    const news = (statements ?? []).filter((statement) => !isSaid(statement))
    return news.length === 0 ? [] : [[name, news] as const]
  })
  return left.length === 0 ? [] : [{ id: record.id, said: Object.fromEntries(left) } as AnyRecord]
}

type AnyRecord = Sections[SectionName]
type Said = Readonly<Record<string, readonly Statement<unknown>[] | undefined>>
type Schema = Readonly<Record<string, { readonly count: 'one' | 'many' } | undefined>>
type IsSaid = (statement: Statement<unknown>) => boolean

function memberSaid(before: readonly Statement<unknown>[], at: number): IsSaid {
  const live = new Set(before.filter((one) => holds(one, at)).map(keyOf))
  return (statement) => live.has(keyOf(statement))
}

function valueSaid(before: readonly Statement<unknown>[], at: number): IsSaid {
  const live = before.filter((one) => holds(one, at))
  const best = shown(live, at)
  return (statement) => {
    const key = keyOf(statement)
    if (!live.some((one) => keyOf(one) === key)) return false
    return best === undefined || best.conflicts.length === 0 || best.source === statement.source
  }
}

function holds({ until }: Statement<unknown>, at: number): boolean {
  return until === undefined || at < until
}

function keyOf({ value, source, until }: Statement<unknown>): string {
  return JSON.stringify([source, until, value])
}
