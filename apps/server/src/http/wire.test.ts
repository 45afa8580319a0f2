import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestHttp, testHttp } from './testing.ts'

let http: TestHttp
let server: Awaited<ReturnType<TestHttp['listen']>>
let cookie: string

beforeAll(async () => {
  http = await testHttp()
  cookie = await http.signIn()
  server = await http.listen()
})

afterAll(async () => {
  await server.close()
  await http.close()
})

/** Sends bytes that no client library would send, and gives all that came back. */
function wire(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1')
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(heard))
    socket.write(text)
  })
}

function head(line: string, ...headers: readonly string[]): string {
  return [line, `host: ${new URL(server.address).host}`, 'connection: close', ...headers, '', ''].join('\r\n')
}

const refusals: readonly (readonly [what: string, text: () => string, code: string])[] = [
  [
    'a target with another host',
    () => head('GET http://other.example/api/me HTTP/1.1', `cookie: ${cookie}`),
    'bad-url',
  ],
  ['no target', () => head('GET * HTTP/1.1'), 'bad-url'],
  ['no Host', () => 'GET /healthz HTTP/1.0\r\n\r\n', 'bad-host'],
  [
    'two Hosts of which the first is not ours',
    () => `GET / HTTP/1.1\r\nhost: other.example\r\n${head('x: y')}`,
    'not-our-name',
  ],
  [
    'two lengths',
    () => `${head('POST /api/session HTTP/1.1', 'content-length: 5', 'transfer-encoding: chunked')}0\r\n\r\n`,
    'bad-request',
  ],
  ['another transfer encoding', () => head('POST /api/session HTTP/1.1', 'transfer-encoding: xchunked'), 'bad-request'],
  ['too large headers', () => head('GET /healthz HTTP/1.1', `x: ${'a'.repeat(20_000)}`), 'too-large'],
  ['no HTTP at all', () => '\u0016\u0003\u0001\u0002\r\n\r\n', 'bad-request'],
  ['another method', () => head('TRACE /api/me HTTP/1.1'), 'not-found'],
  [
    'a preflight of another site',
    () => head('OPTIONS /api/me HTTP/1.1', 'origin: http://other.example'),
    'other-origin',
  ],
  ['an upgrade without login', () => head('GET /api/live HTTP/1.1', 'upgrade: websocket'), 'not-signed-in'],
]

test.each(refusals)('%s is refused', async (_what, text, code) => {
  const heard = await wire(text())
  expect(heard).toContain(`"code":"${code}"`)
  expect(heard).not.toMatch(/access-control-allow|at .*\.[jt]s:\d/i)
})

test.each(['/../../../../etc/passwd', '/..%2f..%2f..%2fetc/passwd', '/assets/../../../../etc/passwd', '//etc/passwd'])(
  'GET %s, sent as it stands, leaves no folder',
  async (path) => {
    const heard = await wire(head(`GET ${path} HTTP/1.1`))
    expect(heard).not.toContain('root:')
    expect(heard).toMatch(/<title>Tocsin<\/title>|"code":"not-found"/)
  },
)

test('a line break in a path reaches no header', async () => {
  const heard = await wire(head('GET /api/me%0d%0aset-cookie:x=y HTTP/1.1'))
  expect(heard.toLowerCase()).not.toContain('set-cookie')
})
