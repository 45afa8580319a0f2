import { columns } from '@tocsin/event'
import { eventColumns } from '../schema.ts'
import { type Expiry, expiryOf, sharesSql } from './expiry.ts'
import { heldSql } from './held.ts'
import type { Part, PartShare } from './part.ts'
import { readParts, readShares } from './part-table.ts'
import { type PartTools, swap, writePart } from './part-tools.ts'
import { columnsReplaced, relation } from './relation.ts'
import type { Retained, RetainPlan } from './retain-plan.ts'

/** Columns that may name a person, the halves of an address's number among them. */
const personal: ReadonlySet<string> = new Set(
  columns.filter((column) => column.personal).flatMap(({ column }) => [column, `${column}_high`, `${column}_low`]),
)
const personalColumns = eventColumns.filter(([name]) => personal.has(name))
const namesSomebody = `(${personalColumns.map(([name]) => `"${name}" is not null`).join(' or ')})`

/** Takes out what is past its days: a part where all is past goes whole, others are rewritten, one at a time. */
export async function retainColumns(tools: PartTools, plan: RetainPlan): Promise<Retained> {
  const expiry = await expiryOf(tools.connection, plan)
  const sum = { ...(await retainHot(tools, plan, expiry)), droppedParts: 0, rewrittenParts: 0 }
  const shares = await readShares(tools.connection)
  for (const part of await readParts(tools.connection)) {
    if (tools.closing()) break
    const done = await retainPart(tools, plan, expiry, part, shares.get(part.name) ?? [])
    sum.rows += done.rows
    sum.scrubbed += done.scrubbed
    if (done.what === 'dropped') sum.droppedParts++
    if (done.what === 'rewritten') sum.rewrittenParts++
  }
  return sum
}

async function retainHot(
  tools: PartTools,
  plan: RetainPlan,
  expiry: Expiry,
): Promise<{ rows: number; scrubbed: number }> {
  const held = heldSql(plan.holds)
  let [rows, scrubbed] = [0, 0]
  await tools.write(async (connection) => {
    const [gone] = await connection.all(`delete from event where ${expiry.rows('days')} and not ${held}`)
    rows = Number(gone?.[0] ?? 0)
    const empty = personalColumns.map(([name]) => `"${name}" = null`).join(', ')
    const [emptied] = await connection.all(
      `update event set ${empty} where ${expiry.rows('peopleDays')} and ${namesSomebody} and not ${held}`,
    )
    scrubbed = Number(emptied?.[0] ?? 0)
  })
  return { rows, scrubbed }
}

interface PartDone {
  readonly what: 'kept' | 'dropped' | 'rewritten'
  readonly rows: number
  readonly scrubbed: number
}

async function retainPart(
  tools: PartTools,
  plan: RetainPlan,
  expiry: Expiry,
  part: Part,
  shares: readonly PartShare[],
): Promise<PartDone> {
  const expired = shares.filter(expiry.passed)
  const left = shares.filter((share) => !expired.includes(share))
  const named = part.people ? left.filter(expiry.peoplePassed) : []
  if (expired.length === 0 && named.length === 0) return { what: 'kept', rows: 0, scrubbed: 0 }
  const held = heldSql(plan.holds, shares)
  const dropped: PartDone = { what: 'dropped', rows: part.rows, scrubbed: 0 }
  if (left.length === 0 && held === 'false') {
    await swap(tools, { adds: [], drops: [part] })
    return dropped
  }
  const goes = `(${sharesSql(expired)} and not ${held})`
  const empties = `(${sharesSql(named)} and not ${held})`
  const from = relation(tools.reading, [part], 'parts-only')
  const [counts] = await tools.connection.all(
    `select count(*) filter (${goes}), count(*) filter (${empties} and ${namesSomebody}) from ${from}`,
  )
  const [gone, emptied] = [Number(counts?.[0] ?? 0), Number(counts?.[1] ?? 0)]
  if (gone === part.rows) {
    await swap(tools, { adds: [], drops: [part] })
    return dropped
  }
  const people = held !== 'false' || named.length < left.length
  if (gone === 0 && emptied === 0) {
    // What a hold keeps is looked at again; what names nobody is not
    if (part.people && !people) await forgetPeople(tools, part)
    return { what: 'kept', rows: 0, scrubbed: 0 }
  }
  const emptiedColumns = new Map(
    personalColumns.map(([name]) => [name, `case when ${empties} then null else "${name}" end`] as const),
  )
  const rest = await writePart(
    tools,
    { ...part, people: part.people && people },
    `select ${columnsReplaced(emptiedColumns)} from ${from} where not ${goes}`,
  )
  if (rest === undefined || rest.rows !== part.rows - gone) {
    throw new Error(`cutting ${gone} of ${part.rows} rows left ${rest?.rows ?? 0}`)
  }
  await swap(tools, { adds: [rest], drops: [part] })
  return { what: 'rewritten', rows: gone, scrubbed: emptied }
}

async function forgetPeople(tools: PartTools, { name }: Part): Promise<void> {
  await tools.write((connection) => connection.run('update part set people = false where name = $1', [name]))
}
