import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { readRecord } from './record.ts'
import { openRecordTexts } from './record-text.ts'

const by = { source: 'csv:list', time: 1000, confidence: 'imported' as const }
const said = fc.record(
  {
    name: fc.string({ unit: 'grapheme', maxLength: 10 }).map((value) => [{ value, ...by }]),
    kind: fc.constantFrom('pump', 'server', 'no-kind').map((value) => [{ value, ...by }]),
    identifiers: fc.constantFrom([], [{ value: { scheme: 'host', value: 'a]b' }, ...by }]),
    place: fc.constant([
      {
        value: {
          kind: 'line',
          along: [
            [1, 2],
            [3, 4.5],
          ],
        },
        ...by,
        until: 2000,
      },
    ]),
    owner: fc.constant([{ value: 'water', ...by, more: 1 }]),
  },
  { requiredKeys: [] },
)

test.prop([fc.array(said, { maxLength: 6 })])('texts are read as their JSON would be, the second time too', (all) => {
  const read = openRecordTexts()
  for (const one of [...all, ...all]) {
    const value = { id: 'a-1', said: one }
    expect(read('assets', 'a-1', JSON.stringify(value))).toEqual(readRecord('assets', value))
  }
})

test.prop([fc.string(), fc.constantFrom('{"id":"a","said":{', '{"id":"a","said":{"name":[', '')])(
  'any text gives a record or a reason, never an exception',
  (text, head) => {
    const read = openRecordTexts()('assets', 'a', head + text)
    expect(read.ok || read.error.length > 0).toBe(true)
  },
)

test('what many say in the same words is one object', () => {
  const read = openRecordTexts()
  const of = (id: string) => {
    const one = read('assets', id, JSON.stringify({ id, said: { kind: [{ value: 'pump', ...by }] } }))
    if (!one.ok) throw new Error(one.error[0]?.reason)
    return one.value.said.kind
  }
  expect(of('a')).toBe(of('b'))
})
