import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ManualClock, manualClock } from '@tocsin/kit'
import { everything, openStateStore, type StateStore } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Access, openAccess } from './access.ts'
import { accessMigrations } from './migrations.ts'
import { linkLife } from './one-time-link.ts'
import { keyFolder, openSealed } from './sealed/index.ts'
import type { Caller } from './session.ts'
import { sessionLimits } from './session.ts'
import { nobody, type Who } from './who.ts'

let dir: string
let clock: ManualClock
let state: StateStore
let access: Access
let close: () => void

const caller = { address: '192.0.2.1', agent: 'a browser' }
const passphrase = 'quatre tilleuls sous la pluie'
const hour = 3_600_000

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'access-'))
  clock = manualClock(1_700_000_000_000)
  const opened = await openStateStore({ file: join(dir, 'state.sqlite'), migrations: accessMigrations })
  state = opened.store
  close = () => opened.close()
  access = openAccess({ state, clock, sealed: await openSealed({ state, keys: keyFolder(dir, undefined), clock }) })
})

afterEach(() => {
  close()
  rmSync(dir, { recursive: true })
})

async function firstAccount() {
  const secret = await access.issueLink('first-account')
  const opened = await access.openLink({ secret, name: 'Zoé', passphrase }, caller)
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

async function signIn(from: Caller) {
  const outcome = await access.signIn('zoé', passphrase, from)
  if (!outcome.ok || outcome.value.kind !== 'in') throw new Error('no session')
  return outcome.value
}

function codeOf(outcome: { ok: true } | { ok: false; error: { code: string } }): string {
  return outcome.ok ? 'ok' : outcome.error.code
}

test('the first link makes the administrator and signs in', async () => {
  expect(await access.needsFirstAccount()).toBe(true)
  const { secret, who } = await firstAccount()
  expect(await access.needsFirstAccount()).toBe(false)
  expect(who).toMatchObject({ kind: 'person', role: 'administrator', departments: 'all', name: 'Zoé' })
  expect(await access.sessions.read(secret, 'use')).toEqual(who)
})

test('a link waits while no name or a weak passphrase is given, and then still opens', async () => {
  const secret = await access.issueLink('first-account')
  expect(codeOf(await access.openLink({ secret }, caller))).toBe('account-needed')
  expect(codeOf(await access.openLink({ secret, name: 'zoe', passphrase: 'short' }, caller))).toBe('bad-passphrase')
  expect(codeOf(await access.openLink({ secret, name: ':', passphrase }, caller))).toBe('bad-name')
  expect(codeOf(await access.openLink({ secret, name: 'zoe', passphrase }, caller))).toBe('ok')
})

test('of twenty who open one link at once, one comes in', async () => {
  const secret = await access.issueLink('first-account')
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, i) => access.openLink({ secret, name: `person-${i}`, passphrase }, caller)),
  )
  expect(all.filter((one) => one.ok)).toHaveLength(1)
  const again = await access.issueLink('sign-in')
  const second = await Promise.all(Array.from({ length: 20 }, () => access.openLink({ secret: again }, caller)))
  expect(second.filter((one) => one.ok)).toHaveLength(1)
})

test('a link dies after fifteen minutes, after its use, and when a newer one is made', async () => {
  await firstAccount()
  const late = await access.issueLink('sign-in')
  clock.advance(linkLife)
  expect(codeOf(await access.openLink({ secret: late }, caller))).toBe('link-spent')
  const older = await access.issueLink('sign-in')
  const newer = await access.issueLink('sign-in')
  expect(codeOf(await access.openLink({ secret: older }, caller))).toBe('link-spent')
  expect(codeOf(await access.openLink({ secret: newer }, caller))).toBe('ok')
  expect(codeOf(await access.openLink({ secret: newer }, caller))).toBe('link-spent')
})

test('a link for the first account opens nothing once there is one', async () => {
  await firstAccount()
  const secret = await access.issueLink('first-account')
  expect(codeOf(await access.openLink({ secret, name: 'eve', passphrase }, caller))).toBe('account-exists')
  expect(codeOf(await access.openLink({ secret }, caller))).toBe('account-exists')
})

test('a sign-in link may bring a new passphrase, which ends every other session', async () => {
  const before = await firstAccount()
  const secret = await access.issueLink('sign-in')
  const opened = await access.openLink({ secret, passphrase: 'cinq hérons au bord du canal' }, caller)
  expect(opened.ok).toBe(true)
  expect(await access.sessions.read(before.secret, 'use')).toEqual(nobody)
  expect(codeOf(await access.signIn('zoé', passphrase, caller))).toBe('wrong-name-or-passphrase')
  expect(codeOf(await access.signIn('zoé', 'cinq hérons au bord du canal', caller))).toBe('ok')
})

test('name and passphrase sign in; an unknown name and a wrong passphrase get one and the same answer', async () => {
  await firstAccount()
  expect(codeOf(await access.signIn('ZOÉ', passphrase, caller))).toBe('ok')
  const wrong = await access.signIn('zoé', 'something else entirely', caller)
  const unknown = await access.signIn('nobody-of-that-name', passphrase, { ...caller, address: '192.0.2.2' })
  expect(wrong.ok).toBe(false)
  expect(wrong).toEqual(unknown)
})

test('guessing is slowed by address', async () => {
  await firstAccount()
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () => access.signIn('zoé', 'a wrong passphrase', caller)),
  )
  expect(outcomes.map(codeOf).filter((code) => code === 'try-again-later')).toHaveLength(3)
  expect(codeOf(await access.signIn('zoé', passphrase, caller))).toBe('try-again-later')
})

test('a one-time link is a way past the guessing of others', async () => {
  await firstAccount()
  for (let i = 0; i < 6; i++) await access.signIn('zoé', 'a wrong passphrase', caller)
  const secret = await access.issueLink('sign-in')
  expect(codeOf(await access.openLink({ secret }, caller))).toBe('ok')
  expect(codeOf(await access.signIn('zoé', passphrase, caller))).toBe('ok')
})

test('a session begins under a new secret and ends the one that came along', async () => {
  const first = await firstAccount()
  const planted = 'A'.repeat(43)
  const second = await signIn({ ...caller, session: planted })
  expect(second.secret).not.toBe(planted)
  expect(await access.sessions.read(planted, 'use')).toEqual(nobody)
  const third = await access.signIn('zoé', passphrase, { ...caller, session: first.secret })
  expect(third.ok).toBe(true)
  expect(await access.sessions.read(first.secret, 'use')).toEqual(nobody)
})

test('a session ends seven days after its beginning, however much it is used', async () => {
  const { secret, who } = await firstAccount()
  for (let i = 0; i < 15; i++) {
    clock.advance(11 * hour)
    expect(await access.sessions.read(secret, 'use')).toEqual(who)
  }
  clock.advance(sessionLimits.absolute - 15 * 11 * hour - 1)
  expect(await access.sessions.read(secret, 'use')).toEqual(who)
  clock.advance(1)
  expect(await access.sessions.read(secret, 'use')).toEqual(nobody)
})

test('a session that is not used for twelve hours is over', async () => {
  const { secret, who } = await firstAccount()
  clock.advance(sessionLimits.idle - 1)
  expect(await access.sessions.read(secret, 'use')).toEqual(who)
  clock.advance(sessionLimits.idle)
  expect(await access.sessions.read(secret, 'use')).toEqual(nobody)
})

test('looking at a session does not keep it awake', async () => {
  const { secret } = await firstAccount()
  for (let i = 0; i < 12; i++) {
    clock.advance(hour)
    await access.sessions.read(secret, 'look')
  }
  expect(await access.sessions.read(secret, 'use')).toEqual(nobody)
})

test('signing out and revoking act at once, in spite of what is remembered', async () => {
  const one = await firstAccount()
  const two = await signIn(caller)
  let heard = 0
  access.onRevoked(() => heard++)
  await access.sessions.read(one.secret, 'use')
  await access.sessions.read(two.secret, 'use')
  await access.sessions.end(one.secret)
  expect(await access.sessions.read(one.secret, 'use')).toEqual(nobody)
  const [open] = await access.sessions.list(everything)
  expect(open).toMatchObject({ account: 'Zoé', address: '192.0.2.1', agent: 'a browser' })
  expect(await access.sessions.revoke(everything, open?.id ?? '')).toBe(true)
  expect(await access.sessions.read(two.secret, 'use')).toEqual(nobody)
  expect(heard).toBe(2)
})

test('a token is whole in one answer only, and what it may do comes with it', async () => {
  const { who } = await firstAccount()
  const issued = await access.tokens.issue(everything, who, { kind: 'ingest', name: 'shipper', sources: ['windows'] })
  if (!issued.ok) throw new Error(issued.error.message)
  expect(issued.value.token).toMatch(/^tocsin_i_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/)
  expect(await access.tokens.read(issued.value.token)).toMatchObject({ kind: 'ingest-token', sources: ['windows'] })
  const rows = await state.run<Record<string, unknown>>({ sql: 'select * from token', parameters: [] })
  expect(JSON.stringify([rows, await access.tokens.list(everything, who)])).not.toContain(issued.value.token.slice(-43))
})

test('a token with a wrong secret, another kind, or another id is nobody', async () => {
  const { who } = await firstAccount()
  const issued = await access.tokens.issue(everything, who, { kind: 'ingest', name: 'shipper' })
  if (!issued.ok) throw new Error(issued.error.message)
  const { token } = issued.value
  await access.tokens.read(token)
  for (const forged of [
    token.replace('tocsin_i_', 'tocsin_a_'),
    `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    token.replace(/^(tocsin_i_)[0-9a-f]/, (_all, head: string) => `${head}${token[9] === '0' ? '1' : '0'}`),
    `${token} `,
    token.slice(0, -1),
    '',
  ]) {
    expect(await access.tokens.read(forged)).toEqual(nobody)
  }
})

test('a token ends when it expires and, at once, when it is revoked', async () => {
  const { who } = await firstAccount()
  const year = await access.tokens.issue(everything, who, { kind: 'api', name: 'ci' })
  const day = await access.tokens.issue(everything, who, { kind: 'api', name: 'once', days: 1 })
  if (!year.ok || !day.ok) throw new Error('not issued')
  expect((await access.tokens.read(day.value.token)).kind).toBe('api-token')
  clock.advance(24 * hour)
  expect(await access.tokens.read(day.value.token)).toEqual(nobody)
  expect((await access.tokens.read(year.value.token)).kind).toBe('api-token')
  expect(await access.tokens.revoke(everything, who, year.value.summary.id)).toBe(1)
  expect(await access.tokens.read(year.value.token)).toEqual(nobody)
  expect(await access.tokens.revoke(everything, who, year.value.summary.id)).toBe(0)
})

test('what a token made ends with it, and never lives longer', async () => {
  const { who } = await firstAccount()
  const parent = await access.tokens.issue(everything, who, { kind: 'api', name: 'ci', days: 2 })
  if (!parent.ok) throw new Error('not issued')
  let maker: Who = await access.tokens.read(parent.value.token)
  const made: string[] = []
  for (const name of ['child', 'grandchild']) {
    const issued = await access.tokens.issue(everything, maker, { kind: 'api', name, days: 300 })
    if (!issued.ok) throw new Error('not issued')
    expect(issued.value.summary.expiresAt).toBe(parent.value.summary.expiresAt)
    maker = await access.tokens.read(issued.value.token)
    made.push(issued.value.token)
  }
  expect(await access.tokens.revoke(everything, who, parent.value.summary.id)).toBe(3)
  for (const token of made) expect(await access.tokens.read(token)).toEqual(nobody)
})

test('a token that cannot be is refused', async () => {
  const { who } = await firstAccount()
  for (const draft of [
    { kind: 'api', name: '' },
    { kind: 'api', name: 'a\u001b[2Jb' },
    { kind: 'api', name: 'x', days: 0 },
    { kind: 'api', name: 'x', days: Number.NaN },
    { kind: 'api', name: 'x', sources: ['windows'] },
  ] as const) {
    expect(codeOf(await access.tokens.issue(everything, who, draft))).toBe('bad-token')
  }
})
