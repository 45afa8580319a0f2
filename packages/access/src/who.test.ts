import { everything } from '@tocsin/store'
import { expect, test } from 'vitest'
import { decide, ingestPermission, nobody, type Who } from './who.ts'

const administrator: Who = { kind: 'administrator', account: 'a', name: 'zoe', session: 's' }
const api: Who = { kind: 'api-token', token: 't', name: 'ci', expiresAt: 1 }
const ingest: Who = { kind: 'ingest-token', token: 'i', name: 'shipper', sources: 'all' }

test.each([
  [nobody, 'events.search', 'not-signed-in'],
  [nobody, ingestPermission, 'not-signed-in'],
  [administrator, 'events.search', 'all'],
  [administrator, ingestPermission, 'not-permitted'],
  [api, 'access.manage', 'all'],
  [api, ingestPermission, 'not-permitted'],
  [ingest, ingestPermission, 'all'],
  [ingest, 'status.read', 'not-permitted'],
] as const)('%j asks for %s: %s', (who, permission, expected) => {
  const decided = decide(who, permission)
  expect(decided.ok ? decided.value.kind : decided.error.code).toBe(expected)
  if (decided.ok) expect(decided.value).toBe(everything)
})
