import { err, ok, type Result } from '@tocsin/kit'
import { noRefusals, pointer, type Refusal, refuse } from './model/codec.ts'
import { readEntry } from './model/read-entry.ts'
import type { By } from './model/statement.ts'
import { type SectionName, type Sections, schemaOf } from './schema/sections.ts'

/**
 * Makes a record out of plain values that one source says at one time: a row of a list, an answer, an observation.
 *
 * Total: each value is read as the JSON form would be; a value of an attribute that has many members is a list.
 *
 * @param values attribute -> value, or list of values; `undefined` members are left out
 */
export function record<Section extends SectionName>(
  section: Section,
  id: string,
  values: Readonly<Record<string, unknown>>,
  by: By,
): Result<Sections[Section], readonly Refusal[]> {
  const schema = schemaOf(section)
  const refusals = noRefusals()
  const said: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    const isMany = Object.hasOwn(schema, name) && schema[name]?.count === 'many'
    if (isMany && !Array.isArray(value)) {
      refuse(refusals, pointer(`/${section}/${id}`, name), 'this attribute has many members', 'Give a list')
    } else {
      const list: readonly unknown[] = isMany && Array.isArray(value) ? value : [value]
      said[name] = list.map((one) => ({ value: one, ...by }))
    }
  }
  const entry = readEntry(schema, { id, said }, `/${section}/${id}`, refusals)
  return entry === undefined || refusals.count > 0 ? err(refusals.list) : ok(entry as unknown as Sections[Section])
}

/** Reads one record of a section from its JSON form, `{id, said: {attribute: [statement]}}`. Total. */
export function readRecord<Section extends SectionName>(
  section: Section,
  value: unknown,
): Result<Sections[Section], readonly Refusal[]> {
  const refusals = noRefusals()
  const entry = readEntry(schemaOf(section), value, `/${section}`, refusals)
  return entry === undefined || refusals.count > 0 ? err(refusals.list) : ok(entry as unknown as Sections[Section])
}
