import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { origin, type TestHttp, testHttp } from '../../http/testing.ts'
import { findCapability, placesIn } from '../index.ts'

let http: TestHttp
let person: Record<string, string>
let machine: Record<string, string>

beforeAll(async () => {
  http = await testHttp({}, () => [findCapability({ query: async () => ({ rows: [], took: 0 }) }, placesIn([]))])
  const cookie = await http.signIn()
  person = { origin, cookie }
  machine = { authorization: `Bearer ${await http.token(cookie, 'api')}` }
})
afterAll(() => http.close())

async function ask(
  headers: Record<string, string>,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  payload?: object,
) {
  const answer = await http.app.inject({
    method,
    url: `/api${path}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
  })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

describe('saved searches', () => {
  it('are kept, found again by their id, renamed and removed', async () => {
    const made = await ask(person, 'POST', '/searches', {
      name: 'Night',
      text: 'severity >= 3 | count by host',
      span: 'week',
    })
    expect(made).toMatchObject({ status: 200, body: { name: 'Night', span: 'week', mine: true, shared: 'nobody' } })
    const path = `/searches/${made.body['id']}`
    const again = {
      name: 'Late night',
      text: 'host:lamp*',
      span: 'day',
      columns: ['device.hostname'],
      shared: 'nobody',
    }
    expect(await ask(person, 'PUT', path, again)).toMatchObject({ status: 200, body: again })
    expect((await ask(person, 'GET', '/searches')).body['searches']).toMatchObject([again])
    expect(await ask(person, 'DELETE', path)).toMatchObject({ status: 200 })
    expect(await ask(person, 'GET', path)).toMatchObject({ status: 404 })
  })

  it('are nobody else’s unless they are shared, and changed by their owner alone', async () => {
    const { body } = await ask(person, 'POST', '/searches', { name: 'Mine', text: '' })
    const path = `/searches/${body['id']}`
    const draft = { name: 'Mine', text: '', span: 'day', columns: [], shared: 'everyone' }
    for (const method of ['GET', 'DELETE'] as const)
      expect(await ask(machine, method, path)).toMatchObject({ status: 404 })
    expect(await ask(machine, 'PUT', path, draft)).toMatchObject({ status: 404 })
    await ask(person, 'PUT', path, draft)
    expect(await ask(machine, 'GET', path)).toMatchObject({ status: 200, body: { mine: false } })
    expect(await ask(machine, 'DELETE', path)).toMatchObject({ status: 400, body: { code: 'bad-owner' } })
    await ask(person, 'DELETE', path)
  })

  it('have one name each, whatever its capitals, and a text that can be read', async () => {
    const save = (name: string, text = 'host:a') => ask(person, 'POST', '/searches', { name, text })
    const [one, other] = await Promise.all([save('Harbour'), save('harbour')])
    expect([one.status, other.status].sort()).toEqual([200, 409])
    expect(await save('Lost', 'usr:root')).toMatchObject({ status: 400, body: { code: 'bad-search' } })
    const { body } = await save('Quay')
    const renamed = { name: 'HARBOUR', text: '', span: 'day', columns: [], shared: 'nobody' }
    expect(await ask(person, 'PUT', `/searches/${body['id']}`, renamed)).toMatchObject({ status: 409 })
  })
})
