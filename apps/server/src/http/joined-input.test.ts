import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { z } from 'zod'
import { isTooDeep, joinInput, maxDepth } from './joined-input.ts'

const shape = z.object({ id: z.string(), limit: z.coerce.number().optional(), note: z.string().optional() })

test('path, query and body come as one input', () => {
  expect(joinInput(shape, { id: 'INC-1' }, { limit: '3' }, { note: 'seen' })).toEqual({
    ok: true,
    value: { id: 'INC-1', limit: 3, note: 'seen' },
  })
})

test('a name that comes twice is refused, whichever would win', () => {
  expect(joinInput(shape, { id: 'INC-1' }, {}, { id: 'INC-2' }).ok).toBe(false)
  expect(joinInput(shape, { id: 'INC-1' }, { note: 'a' }, { note: 'b' }).ok).toBe(false)
})

test.each([[[]], ['text'], [3], [true]])('the body %j is no object', (body) => {
  expect(joinInput(z.object({}), {}, {}, body).ok).toBe(false)
})

test('a name such as __proto__ changes nothing but itself', () => {
  const query = JSON.parse('{"__proto__": {"administrator": true}, "constructor": "x"}')
  const read = joinInput(z.looseObject({}), {}, query, undefined)
  expect(({} as { administrator?: unknown }).administrator).toBeUndefined()
  expect(read.ok && (read.value as { administrator?: unknown }).administrator).toBeFalsy()
})

test.prop([fc.anything(), fc.object(), fc.object()])('anything is read or refused', (body, query, params) => {
  const read = joinInput(shape, params, query, body)
  expect(read.ok || read.error.status === 400).toBe(true)
})

test('what nests deeper than allowed is found without recursion', () => {
  const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
  expect(isTooDeep(nested(maxDepth))).toBe(false)
  expect(isTooDeep(nested(maxDepth + 2))).toBe(true)
  expect(isTooDeep(nested(200_000))).toBe(true)
})
