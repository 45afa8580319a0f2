import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { compile, loadRules, mapFields } from '@tocsin/sigma'
import { packRules, unpackRules } from '@tocsin/watch'
import { afterAll, describe, expect } from 'vitest'
import { filterOf, narrowedBy } from './exception.ts'
import { openExceptions } from './exception-book.ts'

const home = mkdtempSync(join(tmpdir(), 'exceptions-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const text = 'title: Doors\nid: r-door\nlogsource: {product: doors}\ndetection:\n  s: {state: forced}\n  condition: s\n'
const rule = { path: 'door.yml', text }
const bundle = packRules([rule]).bytes
const asked = {
  rule: 'r-door',
  pairs: { door: 'test' },
  reason: 'the door of the workshop',
  who: 'zoe',
  at: 1000,
  until: 5000,
}

function speaks(pairs: Record<string, string>, door: string): boolean {
  const filter = filterOf({
    id: 'exception-1',
    rule: 'r-door',
    pairs,
    reason: '',
    until: 0,
    logsource: { product: 'doors' },
  })
  const engine = compile(loadRules([rule, filter]))
  expect(engine.set.refused).toEqual([])
  const fields = mapFields(engine.slots)
  fields.load(new Map(Object.entries({ state: 'forced', door })), new Map())
  let hits = 0
  engine.match([{ product: 'doors' }], fields, () => void hits++)
  return hits > 0
}

describe('an exception', () => {
  test('narrows its rule by its values and by nothing else', () => {
    expect([speaks({ door: 'test' }, 'test'), speaks({ door: 'test' }, 'front')]).toEqual([false, true])
    expect(speaks({ door: 't*' }, 'test')).toBe(true)
    expect(speaks({ door: 'C:\\a\\*' }, 'C:\\a\\*')).toBe(false)
    expect(speaks({ door: 'x\ncondition: any' }, 'test')).toBe(true)
  })

  test.prop([fc.string({ minLength: 1, maxLength: 30 })])(
    'holds for any value, whatever characters are in it',
    (value) => {
      expect(speaks({ door: value }, value)).toBe(false)
      expect(speaks({ door: value }, `${value}x`)).toBe(true)
    },
  )

  test('holds until its day, is kept, and is ended', () => {
    const dir = join(home, 'kept')
    const book = openExceptions(dir)
    const made = book.add(bundle, asked)
    expect(made).toMatchObject({ id: 'exception-1', title: 'Doors', logsource: { product: 'doors' } })
    expect(openExceptions(dir).filters(4999)).toHaveLength(1)
    expect(openExceptions(dir).filters(5000)).toEqual([])
    expect(book.end('exception-1', 'ann', 2000)).toMatchObject({ ended: { who: 'ann', at: 2000 } })
    expect(book.end('exception-1', 'ann', 2000)).toBeUndefined()
    expect([openExceptions(dir).filters(2001), openExceptions(dir).list().length]).toEqual([[], 1])
  })

  test('for a correlation is refused, with the rules that it hears', () => {
    const often =
      'title: Often\nid: c-often\ncorrelation:\n  type: event_count\n  rules: [r-door]\n  group-by: [door]\n  timespan: 1h\n  condition: {gte: 3}\n'
    const both = packRules([rule, { path: 'often.yml', text: often }]).bytes
    const book = openExceptions(join(home, 'often'))
    expect(() => book.add(both, { ...asked, rule: 'c-often' })).toThrow(
      expect.objectContaining({ code: 'correlation-has-no-exception', fix: expect.stringContaining('r-door') }),
    )
  })

  test('is tried beside what judges now', () => {
    const next = narrowedBy(bundle, 'r-door', { door: 'test' })
    const content = unpackRules(next)
    expect(content.ok && loadRules(content.value.files).rules[0]?.filters).toEqual(['exception-tried'])
    expect(() => narrowedBy(bundle, 'r-none', { door: 'test' })).toThrow(/No rule/)
  })

  test('that cannot hold is refused, and a damaged book too', () => {
    const book = openExceptions(join(home, 'none'))
    expect(() => book.add(bundle, { ...asked, rule: 'r-none' })).toThrow(/No rule/)
    expect(() => book.add(bundle, { ...asked, pairs: { 'door|holds': 'x' } })).toThrow(/cannot hold/)
    expect(book.list()).toEqual([])
    writeFileSync(join(home, 'kept', 'rules', '.exceptions.json'), '{"form":1,"exceptions":[{}]}')
    expect(() => openExceptions(join(home, 'kept'))).toThrow(/cannot be read/)
  })
})
