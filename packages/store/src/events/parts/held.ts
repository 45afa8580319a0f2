import { type HoldCover, namesRange } from '../../keeping/hold.ts'
import type { PartShare } from './part.ts'
import { literal, micros } from './sql-text.ts'

/** SQL that is true for rows that a hold covers; `false` where none can, which spares looking. */
export function heldSql(holds: readonly HoldCover[], within?: readonly PartShare[]): string {
  const either: string[] = []
  for (const hold of holds) {
    if (namesRange(hold) && (within === undefined || within.some((share) => reaches(hold, share)))) {
      either.push(rangeSql(hold))
    }
  }
  const frames = new Set(holds.flatMap(({ events }) => events.flatMap((event) => frameOf(event, within) ?? [])))
  if (frames.size > 0) either.push(`(partition, "offset") in (values ${[...frames].join(', ')})`)
  return either.length === 0 ? 'false' : `(${either.join(' or ')})`
}

function reaches({ sources, from, until }: HoldCover, { source, received }: PartShare): boolean {
  if (sources.length > 0 && !sources.includes(source)) return false
  return (from === null || received.max >= micros(from)) && (until === null || received.min < micros(until))
}

function rangeSql({ sources, from, until }: HoldCover): string {
  const all: string[] = []
  if (sources.length > 0) all.push(`source in (${sources.map(literal).join(', ')})`)
  if (from !== null) all.push(`received >= make_timestamp(${micros(from)}::bigint)`)
  if (until !== null) all.push(`received < make_timestamp(${micros(until)}::bigint)`)
  return `(${all.join(' and ')})`
}

/** The frame of an event's id, as SQL; a frame is held with any of its events. */
function frameOf(event: string, within: readonly PartShare[] | undefined): string | undefined {
  const found = /^(\d{1,4})\.(\d{1,16})(\.\d{1,16})?$/.exec(event)
  if (found === null) return undefined
  const [partition, offset] = [Number(found[1]), BigInt(found[2] ?? 0)]
  const there = within?.some(
    (share) => share.partition === partition && share.offset.min <= offset && offset <= share.offset.max,
  )
  return there === false ? undefined : `(${partition}, ${offset}::bigint)`
}
