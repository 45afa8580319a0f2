import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestHttp, testHttp } from './testing.ts'

let http: TestHttp
beforeAll(async () => {
  http = await testHttp({ metrics: async ({ answers }) => `answers ${Object.keys(answers).length}\n# EOF\n` })
})
afterAll(() => http.close())

const scrape = async (headers: Record<string, string>, remoteAddress = '127.0.0.1') => {
  const { statusCode, body, headers: answered } = await http.app.inject({ url: '/metrics', headers, remoteAddress })
  return { statusCode, body, type: answered['content-type'] }
}

test('a scraper on this machine reads them', async () => {
  const { statusCode, body, type } = await scrape({})
  expect([statusCode, body.endsWith('# EOF\n')]).toEqual([200, true])
  expect(type).toContain('application/openmetrics-text')
})

test('whoever comes through a proxy or from elsewhere needs the permission', async () => {
  expect((await scrape({ 'x-forwarded-for': '192.0.2.1' })).statusCode).toBe(401)
  expect((await scrape({ host: '192.0.2.9' }, '192.0.2.1')).statusCode).toBe(401)
  const token = await http.token(await http.signIn(), 'api')
  expect((await scrape({ authorization: `Bearer ${token}` })).statusCode).toBe(200)
  expect((await scrape({ authorization: 'Bearer wrong' })).statusCode).toBe(401)
})

test('another site’s page reads nothing', async () => {
  expect((await scrape({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
})
