import type { City } from './city.ts'
import type { AttributeValue } from './model/attribute.ts'
import { members, type Shown, type Statement, shown } from './model/statement.ts'
import { type AnyEntry, type SectionName, schemaOf, type schemas } from './schema/sections.ts'

type Of<Section extends SectionName> = (typeof schemas)[Section]

/** A record as it is shown at the city's moment: one value with its conflicts, or the members, of each attribute that is known. */
export type View<Section extends SectionName> = { readonly id: string } & {
  readonly [Name in keyof Of<Section>]?: Of<Section>[Name] extends { readonly count: 'one' }
    ? Shown<AttributeValue<Of<Section>[Name]>>
    : readonly Statement<AttributeValue<Of<Section>[Name]>>[]
}

/** What is shown of one record, or `undefined` where there is no such record. Attributes without a live statement are absent. */
export function view<Section extends SectionName>(city: City, section: Section, id: string): View<Section> | undefined {
  const entry = (city[section] as ReadonlyMap<string, AnyEntry>).get(id)
  if (entry === undefined) return undefined
  const seen: Record<string, unknown> = { id: entry.id }
  for (const [name, attribute] of Object.entries(schemaOf(section))) {
    const statements = entry.said[name]
    if (attribute.count === 'one') {
      const value = shown(statements, city.time)
      if (value !== undefined) seen[name] = value
    } else {
      const values = members(statements, city.time)
      if (values.length > 0) seen[name] = values
    }
  }
  return seen as unknown as View<Section>
}
