import { expect, test } from 'vitest'
import type { Reached } from './reach.ts'
import { sentSession } from './session-cookie.ts'

const near: Reached = { channel: 'loopback', origin: 'http://localhost', address: '127.0.0.1' }
const tls: Reached = { ...near, channel: 'tls' }

test.each([
  [near, undefined, 'none'],
  [near, 'theme=dark', 'none'],
  [near, 'theme=dark; tocsin_session=abc', 'one'],
  [near, 'tocsin_session=abc;tocsin_session=def', 'many'],
  [near, 'xtocsin_session=abc', 'none'],
  [near, '__Host-tocsin_session=abc', 'none'],
  [tls, 'tocsin_session=abc', 'none'],
  [tls, '__Host-tocsin_session=abc; tocsin_session=laid-by-another-host', 'one'],
  [{ ...near, channel: 'clear' }, 'tocsin_session=abc', 'none'],
] as const)('%j with %s: %s', (reached, header, kind) => {
  expect(sentSession(header, reached).kind).toBe(kind)
})
