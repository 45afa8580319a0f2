import { err, ok, type Result } from '@tocsin/kit'
import { noRefusals, pointer, type Refusal, refuse } from './model/codec.ts'
import { mostStatements, readBy, readEntry, readId } from './model/read-entry.ts'
import { type By, joinMany, type Statement } from './model/statement.ts'
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
  const at = `/${section}/${id}`
  const said: Record<string, readonly Statement<unknown>[]> = {}
  const read = readId(id, at, refusals)
  const who = readBy(by, at, refusals)
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    const here = `${at}/said/${name}`
    const attribute = Object.hasOwn(schema, name) ? schema[name] : undefined
    if (attribute === undefined) {
      const fix = `Attributes are: ${Object.keys(schema).join(', ')}`
      refuse(refusals, pointer(`${at}/said`, name), 'this attribute is unknown', fix)
    } else if (attribute.count === 'one') {
      const one = attribute.codec.read(value, `${here}/0/value`, refusals)
      if (one !== undefined && who !== undefined) said[name] = [{ value: one, ...who }]
    } else if (!Array.isArray(value) || value.length > mostStatements) {
      refuse(
        refusals,
        pointer(at, name),
        'this attribute has many members',
        `Give a list of at most ${mostStatements} of them`,
      )
    } else {
      const list: Statement<unknown>[] = []
      for (const [index, member] of value.entries()) {
        const one = attribute.codec.read(member, `${here}/${index}/value`, refusals)
        if (one !== undefined && who !== undefined) list.push({ value: one, ...who })
      }
      if (list.length > 0) said[name] = joinMany(list)
    }
  }
  if (read === undefined || refusals.count > 0) return err(refusals.list)
  return ok({ id: read, said } as unknown as Sections[Section])
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
