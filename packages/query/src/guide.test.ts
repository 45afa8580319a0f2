import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aliases, searchFields } from './fields.ts'
import { parse } from './parse.ts'

const guide = readFileSync(new URL('../../../docs/guide/search.md', import.meta.url), 'utf8')
const examples = [...guide.matchAll(/```search\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split('\n'))

describe('the guide', () => {
  it.each(examples)('has an example that can be read: %s', (text) => expect(parse(text)).toMatchObject({ ok: true }))

  it('names every short name, and none stands for a field that is not there', () => {
    const names = new Set<string>(searchFields.map(({ name }) => name))
    for (const [alias, fields] of aliases) {
      expect(guide).toContain(`\`${alias}\``)
      for (const field of fields) expect(names.has(field), field).toBe(true)
    }
  })
})
