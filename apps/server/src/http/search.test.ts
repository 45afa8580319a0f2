import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { origin, type TestHttp, testHttp } from './testing.ts'

const guide = readFileSync(new URL('../../../../docs/guide/search.md', import.meta.url), 'utf8')
const examples = [...guide.matchAll(/```search\n(.*?)```/gs)]
  .flatMap(([, block = '']) => block.trim().split('\n'))
  // This store holds no event that one could be around
  .filter((text) => !/^around \d+\.\d+\.\d+ /.test(text))
const time = [1_700_000_000_000, 1_700_086_400_000]

let http: TestHttp
let cookie: string

beforeAll(async () => {
  http = await testHttp()
  cookie = await http.signIn()
})
afterAll(() => http.close())

async function search(payload: object) {
  const answer = await http.app.inject({ method: 'POST', url: '/api/search', payload, headers: { origin, cookie } })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

describe('a search by text', () => {
  it.each(examples)('is answered by the event store: %s', async (text) => {
    const { status, body } = await search({ text, time })
    expect([status, Array.isArray(body['rows'])]).toEqual([200, true])
  })

  it('that cannot be read is refused with its place and a remedy', async () => {
    expect(await search({ text: 'host:a usr:root', time })).toEqual({
      status: 400,
      body: {
        code: 'bad-search',
        message: 'There is no field usr (characters 8 to 10)',
        fix: 'Did you mean user? To look for the text anywhere, quote it',
      },
    })
    expect(await search({ text: 'around 3.1042.0 5m', time })).toMatchObject({
      status: 400,
      body: { code: 'bad-search' },
    })
  })

  it('needs a time range, and says which part of the body is wrong', async () => {
    for (const wrong of [
      { text: 'a' },
      { text: 'a', time: [2, 1] },
      { text: 'a', time, limit: 0 },
      { text: 7, time },
    ]) {
      expect(await search(wrong)).toMatchObject({ status: 400, body: { code: 'bad-input' } })
    }
    expect(await search({ text: 'a', time, limit: 0 })).toMatchObject({
      body: { message: expect.stringContaining('limit') },
    })
    expect(await search({ text: 'a'.repeat(5000), time })).toMatchObject({ status: 400 })
  })
})
