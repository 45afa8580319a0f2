import { type AnyRoute, type Host, type RouteRequest, route } from '@tocsin/capability'
import { TocsinError } from '@tocsin/kit'
import { everything } from '@tocsin/store'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { takeBody } from './taken-body.ts'

const heard: unknown[] = []
const echo: AnyRoute = route<{ name: string; text: string }, { length: number }>({
  method: 'POST',
  path: '/echo',
  permission: 'city.manage',
  input: z.object({ name: z.string(), text: z.string() }),
  output: z.object({ length: z.number() }),
  says: '',
  handle: async ({ input }) => {
    heard.push(input.name)
    if (input.text === 'rows') throw new TocsinError('bad-rows', 'They cannot be read', { fix: 'Correct them' })
    if (input.text === 'bug') throw new RangeError('a bug')
    return { length: input.text.length }
  },
})
const request: Omit<RouteRequest<unknown>, 'input'> = { scope: everything, who: 'ann' }
const take = (body: string | Uint8Array | undefined, query: object = {}) => {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return takeBody(echo, { params: {}, query, ...(bytes === undefined ? {} : { bytes }) }, request, {} as Host)
}

test('a body is read and answered, and the audit hears of all but what is large in it', async () => {
  const text = 'x'.repeat(5000)
  const taken = await take(JSON.stringify({ name: 'list', text }))
  expect(taken).toEqual({ input: { name: 'list' }, answer: { ok: true, value: { length: 5000 } } })
})

test.each([
  ['no JSON', '{"name":'],
  ['no object', '[1]'],
  ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
  ['too deep', `{"name":"a","text":"b","x":${'['.repeat(50)}${']'.repeat(50)}}`],
  ['an object’s prototype', '{"name":"a","text":"b","x":{"__proto__":{"y":1}}}'],
  ['nothing', undefined],
  ['another shape', '{"name":"a"}'],
])('a body that is %s is refused before the route hears of it', async (_, body) => {
  heard.length = 0
  const { answer } = await take(body)
  expect(answer.ok ? answer : answer.error.status).toBe(400)
  expect(heard).toEqual([])
})

test('a name that comes twice is refused, a failure that is expected is told with its input, and a bug is thrown', async () => {
  const twice = await take('{"name":"a","text":"b"}', { name: 'b' })
  expect(twice.answer.ok ? twice : twice.answer.error.status).toBe(400)
  const failed = await take('{"name":"a","text":"rows"}')
  expect(failed.input).toEqual({ name: 'a', text: 'rows' })
  expect(failed.answer.ok ? failed : failed.answer.error.problem.code).toBe('bad-rows')
  await expect(take('{"name":"a","text":"bug"}')).rejects.toThrow(RangeError)
})
