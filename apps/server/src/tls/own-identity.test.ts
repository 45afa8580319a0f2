import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownIdentity, type TlsIdentity } from './own-identity.ts'

let dir: string
const now = Date.UTC(2026, 10, 22)
const day = 86_400_000

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-tls-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const identity = (at = now, names: readonly string[] = ['soc.example.org']) => ownIdentity({ dir, names, now: at })

test('a sender that trusts the authority reaches the server under its names and addresses, and under no other', async () => {
  const own = await ownIdentity({ dir, names: ['soc.example.org'], now: Date.now() })
  expect(await hello(own, '127.0.0.1')).toBe('trusted')
  expect(await hello(own, 'soc.example.org')).toBe('trusted')
  expect(await hello(own, 'other.example.org')).toMatch(/altnames|Hostname/i)
})

test('keys are readable by their owner only', async () => {
  await identity()
  for (const name of ['authority.key', 'server.key']) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600)
})

test('the same certificate serves from start to start; near its end it is renewed and the authority stays', async () => {
  const first = await identity()
  expect((await identity(now + day)).fingerprint).toBe(first.fingerprint)
  const later = await identity(first.expires - 10 * day)
  expect(later.fingerprint).not.toBe(first.fingerprint)
  expect(later.authority).toBe(first.authority)
  expect(later.expires).toBeGreaterThan(first.expires)
})

test('a new name makes a new certificate', async () => {
  const first = await identity()
  const named = await identity(now, ['soc.example.org', 'tocsin.example.org'])
  expect(named.fingerprint).not.toBe(first.fingerprint)
  expect(new X509Certificate(named.cert).subjectAltName).toContain('tocsin.example.org')
})

test('what a crash left half written, or somebody spoiled, is made anew', async () => {
  const first = await identity()
  writeFileSync(join(dir, 'server.crt'), first.cert.slice(0, 200))
  const mended = await identity()
  expect(mended.authority).toBe(first.authority)
  writeFileSync(join(dir, 'authority.crt'), 'no certificate')
  const anew = await identity()
  expect(anew.authority).not.toBe(first.authority)
  expect(new X509Certificate(anew.cert).verify(new X509Certificate(anew.authority).publicKey)).toBe(true)
  expect(readFileSync(join(dir, 'server.crt'), 'utf8')).toContain('BEGIN CERTIFICATE')
})

function hello({ key, cert, authority }: TlsIdentity, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer({ key, cert }, (socket) => socket.end())
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const at = server.address()
      const port = typeof at === 'object' && at !== null ? at.port : 0
      const name = /^\d/.test(servername) ? {} : { servername }
      const socket = connect({ port, host: '127.0.0.1', ca: authority, ...name })
      const done = (said: string) => {
        socket.destroy()
        server.close(() => resolve(said))
      }
      socket.on('secureConnect', () => done(socket.authorized ? 'trusted' : 'not trusted'))
      socket.on('error', (error) => done(error.message))
    })
  })
}
