import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestHttp, testHttp } from './testing.ts'

let http: TestHttp
let server: { readonly address: string; close(): Promise<void> }
let token: string

beforeEach(async () => {
  http = await testHttp()
  token = await http.token(await http.signIn(), 'ingest')
  server = await http.listen()
})
afterEach(async () => {
  await server.close()
  await http.close()
})

async function post(path: string, body: string, headers: Record<string, string>) {
  const answer = await fetch(`${server.address}${path}`, { method: 'POST', headers, body })
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

test('the event collector takes objects one behind the other under its own authorization, and answers in its words', async () => {
  const sent = await post('/services/collector/event', '{"event":"a"}{"event":"b"}', {
    authorization: `Splunk ${token}`,
  })
  expect([sent.status, sent.text]).toEqual([200, '{"text":"Success","code":0}'])
  expect(http.ingested[0]?.request).toMatchObject({ source: 'hec', framing: 'documents', origin: 'proven' })
  const without = await post('/services/collector/event', '{}', { authorization: 'Splunk nobody' })
  expect(without.status).toBe(401)
})

test('OTLP is answered in the form in which it came', async () => {
  const authorization = `Bearer ${token}`
  const plain = await post('/v1/logs', '{"resourceLogs":[]}', { authorization, 'content-type': 'application/json' })
  expect([plain.status, plain.text]).toEqual([200, '{"partialSuccess":{}}'])
  expect(plain.type).toMatch(/^application\/json/)
  const binary = await post('/v1/logs', '\n\0', { authorization, 'content-type': 'application/x-protobuf' })
  expect([binary.status, binary.type, binary.text]).toEqual([200, 'application/x-protobuf', ''])
  expect(http.ingested.map(({ request }) => [request.source, request.framing])).toEqual([
    ['otlp', 'whole'],
    ['otlp', 'whole'],
  ])
})

test('the bulk form says of each document that it was taken', async () => {
  const basic = Buffer.from(`beats:${token}`).toString('base64')
  const sent = await post('/elastic/logs/_bulk', '{"create":{}}\n{"a":1}\n', { authorization: `Basic ${basic}` })
  expect(JSON.parse(sent.text)).toMatchObject({
    errors: false,
    items: [{ create: { status: 201 } }, expect.anything()],
  })
})

test('who asks what this is needs a token, as for sending', async () => {
  const ask = (authorization: string) => fetch(`${server.address}/elastic`, { headers: { authorization } })
  expect((await ask('Bearer nobody')).status).toBe(401)
  const answer = await ask(`Bearer ${token}`)
  expect([answer.status, answer.headers.get('x-elastic-product')]).toEqual([200, 'Elasticsearch'])
})
