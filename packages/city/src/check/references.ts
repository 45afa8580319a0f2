import { type City, entries } from '../city.ts'
import { pointer } from '../model/codec.ts'
import { members, shown } from '../model/statement.ts'
import { type AnyEntry, type SectionName, schemaOf, sectionNames } from '../schema/sections.ts'
import type { Problem } from './problem.ts'

/** References to records that are not there. Only what is shown counts. */
export function* danglingReferences(city: City): Generator<Problem> {
  for (const section of sectionNames) {
    for (const entry of entries(city, section).values()) yield* danglingOf(city, section, entry)
  }
}

function* danglingOf(city: City, section: SectionName, entry: AnyEntry): Generator<Problem> {
  const schema = schemaOf(section)
  for (const [name, statements] of Object.entries(entry.said)) {
    const attribute = schema[name]
    if (attribute?.codec.references === undefined || statements === undefined) continue
    const one = attribute.count === 'one' ? shown(statements, city.time) : undefined
    const values = attribute.count === 'many' ? members(statements, city.time) : one === undefined ? [] : [one]
    for (const { value } of values) {
      for (const to of attribute.codec.references(value)) {
        if (sectionNames.some((known) => known === to.section && entries(city, known).has(to.id))) continue
        yield {
          code: 'dangling-reference',
          severity: 'error',
          where: [pointer(`/${section}/${entry.id}`, name)],
          says: {
            en: `${entry.id} names ${to.id}, which is not among the ${to.section}`,
            fr: `${entry.id} désigne ${to.id}, absent de la section ${to.section}`,
          },
          fix: { en: `Add ${to.id}, or name another one`, fr: `Ajoutez ${to.id}, ou désignez-en un autre` },
        }
      }
    }
  }
}
