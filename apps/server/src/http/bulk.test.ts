import { gunzipSync } from 'node:zlib'
import { type FastifyInstance, fastify } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendBulky } from './bulk.ts'

let app: FastifyInstance
let text = JSON.stringify({ at: Array.from({ length: 5000 }, (_, n) => n % 70) })

beforeAll(() => {
  app = fastify()
  app.get('/bulk', (request, reply) => sendBulky(request, reply, text))
})
afterAll(() => app.close())

const ask = (headers: Record<string, string> = {}) => app.inject({ method: 'GET', url: '/bulk', headers })

test('who takes gzip gets the same text in fewer bytes', async () => {
  const packed = await ask({ 'accept-encoding': 'br, gzip' })
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(packed.rawPayload.length).toBeLessThan(text.length / 10)
  expect(gunzipSync(packed.rawPayload).toString()).toBe(text)
})

test.each([undefined, 'br', 'gzip;q=0', 'gzip;q=0.0', 'gzippy'])(
  'who says %s of gzip gets it as it is',
  async (accepted) => {
    const plain = await ask(accepted === undefined ? {} : { 'accept-encoding': accepted })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.body).toBe(text)
  },
)

test('who names what they hold is told that nothing changed, until it does', async () => {
  const { etag } = (await ask()).headers
  const again = await ask({ 'if-none-match': `"other", ${etag}` })
  expect([again.statusCode, again.body]).toEqual([304, ''])
  text = JSON.stringify({ at: [] })
  expect((await ask({ 'if-none-match': String(etag) })).statusCode).toBe(200)
})
