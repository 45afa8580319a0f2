import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { compile, loadRules, mapFields, objectFields, type Scalar } from './index.ts'

test('plain objects are read by path, lists of scalars as values, other lists not at all', () => {
  const slots = new Map([
    ['a', 0],
    ['b.c', 1],
    ['b.list', 2],
    ['b.maps', 3],
    ['__proto__', 4],
  ])
  const fields = objectFields(slots)
  fields.load(JSON.parse('{"a":1,"b":{"c":null,"list":["x",2],"maps":[{"c":1}]},"__proto__":"p"}'))
  expect([0, 1, 2, 3, 4].map((slot) => fields.get(slot))).toEqual([1, null, ['x', 2], undefined, 'p'])
  const words: Scalar[] = []
  fields.each((value) => words.push(value))
  expect(words).toEqual([1, null, 'x', 2, 'p'])
  fields.load({})
  expect(fields.get(0)).toBeUndefined()
})

const name = fc.integer({ min: 0, max: 30 }).map((number) => `f${number}`)
const value = fc.constantFrom<Scalar>('evil', 'EVIL one', 'good', 1, null, 'two words')

test.prop([fc.array(fc.dictionary(name, value, { maxKeys: 30 }), { minLength: 1, maxLength: 8 })], { numRuns: 20 })(
  'the same rules speak of an object and of the map of its fields',
  (events) => {
    const rules = Array.from({ length: 30 }, (_, number) => {
      const search = number % 2 === 0 ? `{f${number}|contains: evil}` : `{f${number}: [1, good]}`
      return `title: ${number}\nid: r${number}\nlogsource: {product: x}\ndetection:\n  s: ${search}\n  w: [words]\n  condition: s or w\n`
    })
    const engine = compile(loadRules(rules.map((text, number) => ({ path: `${number}.yml`, text }))))
    const objects = objectFields(engine.slots)
    const maps = mapFields(engine.slots)
    const found = (fields: typeof objects | typeof maps) => {
      const ids: string[] = []
      engine.match('all', fields, ({ id }) => ids.push(id))
      return ids
    }
    for (const event of [...events, ...events, ...events]) {
      objects.load(event)
      maps.load(new Map(Object.entries(event)), new Map())
      expect(found(objects)).toEqual(found(maps))
    }
  },
)
