import { type City, entries } from '../city.ts'
import type { Attribute } from '../model/attribute.ts'
import { pointer } from '../model/codec.ts'
import { members, type Statement, shown } from '../model/statement.ts'
import { type SectionName, schemaOf, sectionNames } from '../schema/sections.ts'
import type { Problem } from './problem.ts'

/** References to records that are not there. Only what is shown counts. */
export function* danglingReferences(city: City): Generator<Problem> {
  for (const section of sectionNames) {
    const naming = Object.entries(schemaOf(section)).filter(([, { codec }]) => codec.references !== undefined)
    if (naming.length === 0) continue
    for (const entry of entries(city, section).values()) {
      for (const [name, attribute] of naming) {
        const statements = entry.said[name]
        if (statements !== undefined) yield* danglingOf(city, section, entry.id, name, attribute, statements)
      }
    }
  }
}

function* danglingOf(
  city: City,
  section: SectionName,
  id: string,
  name: string,
  { count, codec }: Attribute<unknown>,
  statements: readonly Statement<unknown>[],
): Generator<Problem> {
  const one = count === 'one' ? shown(statements, city.time) : undefined
  const values = count === 'many' ? members(statements, city.time) : one === undefined ? [] : [one]
  for (const { value } of values) {
    for (const to of codec.references?.(value) ?? []) {
      if (known.has(to.section) && entries(city, to.section as SectionName).has(to.id)) continue
      yield {
        code: 'dangling-reference',
        severity: 'error',
        where: [pointer(`/${section}/${id}`, name)],
        says: {
          en: `${id} names ${to.id}, which is not among the ${to.section}`,
          fr: `${id} désigne ${to.id}, absent de la section ${to.section}`,
        },
        fix: { en: `Add ${to.id}, or name another one`, fr: `Ajoutez ${to.id}, ou désignez-en un autre` },
      }
    }
  }
}

const known: ReadonlySet<string> = new Set(sectionNames)
