import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ManualClock, manualClock } from '@tocsin/kit'
import { everything, type OpenStateStore, openStateStore } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Access, openAccess } from './access.ts'
import { accountLimits } from './account.ts'
import { accessMigrations } from './migrations.ts'
import { keyFolder, openSealed } from './sealed/index.ts'
import { nobody } from './who.ts'

let dir: string
let clock: ManualClock
let state: OpenStateStore
let access: Access
let alarms: string[]

const caller = { address: '192.0.2.1', agent: 'a browser' }
const passphrase = 'quatre tilleuls sous la pluie'

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'accounts-'))
  clock = manualClock(1_700_000_000_000)
  state = await openStateStore({ file: join(dir, 's.sqlite'), migrations: accessMigrations, synchronous: 'NORMAL' })
  const sealed = await openSealed({ state: state.store, keys: keyFolder(dir, undefined), clock })
  alarms = []
  access = openAccess({ state: state.store, clock, sealed, breakGlassUsed: ({ address }) => alarms.push(address) })
})

afterEach(() => {
  state.close()
  rmSync(dir, { recursive: true })
})

async function founder() {
  const opened = await access.openLink(
    { secret: await access.issueLink('first-account'), name: 'Zoé', passphrase },
    caller,
  )
  return right(opened)
}

async function invited(name: string, role: 'lead' | 'administrator' = 'lead') {
  const departments = role === 'lead' ? ['Water'] : ('all' as const)
  const { account, secret } = right(await access.accounts.invite(name, { role, departments }))
  const opened = right(await access.openLink({ secret, passphrase }, caller))
  return { account, ...opened }
}

function right<Value>(outcome: { ok: true; value: Value } | { ok: false; error: { code: string } }): Value {
  if (!outcome.ok) throw new Error(outcome.error.code)
  return outcome.value
}

function codeOf(outcome: { ok: true } | { ok: false; error: { code: string } }): string {
  return outcome.ok ? 'ok' : outcome.error.code
}

test('who is invited chooses a passphrase once, within a day, and is what they were invited as', async () => {
  await founder()
  const { account, secret } = right(await access.accounts.invite('Ana', { role: 'analyst', departments: ['Water'] }))
  expect(account).toMatchObject({ state: 'invited', role: 'analyst', departments: ['Water'] })
  expect(codeOf(await access.signIn('Ana', '', caller))).toBe('wrong-name-or-passphrase')
  expect(codeOf(await access.openLink({ secret }, caller))).toBe('passphrase-needed')
  const { who } = right(await access.openLink({ secret, passphrase }, caller))
  expect(who).toMatchObject({ kind: 'person', name: 'Ana', role: 'analyst', departments: ['Water'] })
  expect(codeOf(await access.openLink({ secret, passphrase }, caller))).toBe('link-spent')
  const late = right(await access.accounts.invite('Lea', { role: 'viewer', departments: 'all' }))
  clock.advance(accountLimits.invitation)
  expect(codeOf(await access.openLink({ secret: late.secret, passphrase }, caller))).toBe('link-spent')
})

test('an invitation withdraws no other link, and no other link withdraws it', async () => {
  await founder()
  const one = right(await access.accounts.invite('Ana', { role: 'viewer', departments: 'all' }))
  const two = right(await access.accounts.invite('Lea', { role: 'viewer', departments: 'all' }))
  const own = await access.issueLink('sign-in')
  for (const secret of [one.secret, two.secret, own]) {
    expect(codeOf(await access.openLink({ secret, passphrase }, caller))).toBe('ok')
  }
})

test.each([
  [{ role: 'administrator', departments: ['Water'] }, 'bad-role'],
  [{ role: 'dpo', departments: ['Water'] }, 'bad-role'],
  [{ role: 'field-engineer', departments: 'all' }, 'bad-role'],
  [{ role: 'viewer', departments: [] }, 'bad-role'],
] as const)('a post that cannot be is refused: %j', async (post, code) => {
  expect(codeOf(await access.accounts.invite('Ana', post))).toBe(code)
})

test('who is shut out is out at once, with every session and token, and comes in again when let in', async () => {
  await founder()
  const ana = await invited('Ana')
  const token = right(await access.tokens.issue(everything, ana.who, { kind: 'api', name: 'hers' }))
  expect((await access.tokens.read(token.token)).kind).toBe('api-token')
  right(await access.accounts.disable(ana.account.id))
  expect(await access.sessions.read(ana.secret, 'use')).toEqual(nobody)
  expect(await access.tokens.read(token.token)).toEqual(nobody)
  expect(codeOf(await access.signIn('Ana', passphrase, caller))).toBe('wrong-name-or-passphrase')
  right(await access.accounts.enable(ana.account.id))
  expect(codeOf(await access.signIn('Ana', passphrase, caller))).toBe('ok')
})

test('another post ends what was begun under the old one', async () => {
  await founder()
  const ana = await invited('Ana')
  right(await access.accounts.change(ana.account.id, { role: 'viewer', departments: ['Roads'] }))
  expect(await access.sessions.read(ana.secret, 'use')).toEqual(nobody)
  const again = right(await access.signIn('Ana', passphrase, caller))
  expect(again).toMatchObject({ who: { role: 'viewer', departments: ['Roads'] } })
})

test('another name: the old one opens nothing and is nobody else’s, and its owner may have it back', async () => {
  await founder()
  const ana = await invited('Ana')
  const lea = await invited('Lea')
  const rename = async (id: string, name: string) => codeOf(await access.accounts.rename(id, name))
  expect(await rename(ana.account.id, 'lea')).toBe('account-exists')
  expect(await rename(ana.account.id, 'a:b')).toBe('bad-name')
  expect(await rename(ana.account.id, 'Break-Glass')).toBe('account-exists')
  expect(await rename('none', 'Bo')).toBe('not-found')
  const done = right(await access.accounts.rename(ana.account.id, 'Ana Lopes'))
  expect(done).toMatchObject({ before: 'Ana', account: { name: 'Ana Lopes', role: 'lead' } })
  expect(await access.sessions.read(ana.secret, 'use')).toEqual(nobody)
  expect(codeOf(await access.signIn('Ana', passphrase, caller))).toBe('wrong-name-or-passphrase')
  expect(codeOf(await access.signIn('ana lopes', passphrase, caller))).toBe('ok')
  expect(await rename(lea.account.id, 'ana')).toBe('account-exists')
  expect(codeOf(await access.accounts.invite('Ana', { role: 'viewer', departments: 'all' }))).toBe('account-exists')
  expect(await rename(ana.account.id, 'Ana')).toBe('ok')
  expect(await rename(ana.account.id, 'ANA')).toBe('ok')
})

test('who is signed out is out everywhere, and comes in again with the same passphrase', async () => {
  await founder()
  const ana = await invited('Ana')
  const { token } = right(await access.tokens.issue(everything, ana.who, { kind: 'api', name: 'hers' }))
  right(await access.accounts.signOut(ana.account.id))
  expect(await access.sessions.read(ana.secret, 'use')).toEqual(nobody)
  expect((await access.tokens.read(token)).kind).toBe('api-token')
  expect(codeOf(await access.signIn('Ana', passphrase, caller))).toBe('ok')
  expect(codeOf(await access.accounts.signOut('none'))).toBe('not-found')
})

test('the last administrator stays one, however many try at once', async () => {
  await founder()
  const [zoe] = await access.accounts.list()
  expect(codeOf(await access.accounts.disable(zoe?.id ?? ''))).toBe('last-administrator')
  expect(codeOf(await access.accounts.change(zoe?.id ?? '', { role: 'viewer', departments: 'all' }))).toBe(
    'last-administrator',
  )
  // Neither an invitation that nobody opened nor an envelope is an administrator who could take over.
  await access.accounts.invite('Lea', { role: 'administrator', departments: 'all' })
  right(await access.accounts.armBreakGlass())
  expect(codeOf(await access.accounts.disable(zoe?.id ?? ''))).toBe('last-administrator')
  await invited('Ana', 'administrator')
  const administrators = (await access.accounts.list()).filter(({ state }) => state === 'active')
  const outcomes = await Promise.all(administrators.map(({ id }) => access.accounts.disable(id)))
  expect(outcomes.map(codeOf).sort()).toEqual(['last-administrator', 'ok'])
})

test('a token has no more than its maker: no other department, no greater role, no permission beyond', async () => {
  await founder()
  const { who } = await invited('Ana')
  const water = { kind: 'sources', sources: ['pumps'] } as const
  const issue = (draft: object) => access.tokens.issue(water, who, { kind: 'api', name: 'x', ...draft } as never)
  expect(codeOf(await issue({}))).toBe('ok')
  expect(codeOf(await issue({ role: 'analyst' }))).toBe('ok')
  expect(codeOf(await issue({ permissions: ['event.search'] }))).toBe('ok')
  expect(codeOf(await issue({ role: 'administrator' }))).toBe('bad-token')
  expect(codeOf(await issue({ departments: ['Roads'] }))).toBe('bad-token')
  expect(codeOf(await issue({ departments: 'all' }))).toBe('bad-token')
  expect(codeOf(await issue({ permissions: ['audit.read'] }))).toBe('bad-token')
  expect(codeOf(await issue({ kind: 'ingest' }))).toBe('bad-token')
  expect(codeOf(await issue({ kind: 'ingest', sources: ['lights'] }))).toBe('bad-token')
  expect(codeOf(await issue({ kind: 'ingest', sources: ['pumps'] }))).toBe('ok')
})

test('the envelope opens once: it is told aloud, lasts eight hours, and must be armed again', async () => {
  await founder()
  const sealed = right(await access.accounts.armBreakGlass())
  const first = right(await access.signIn(sealed.name, sealed.passphrase, caller))
  expect(first).toMatchObject({ kind: 'in', who: { role: 'administrator' } })
  expect(alarms).toEqual(['192.0.2.1'])
  expect(codeOf(await access.signIn(sealed.name, sealed.passphrase, caller))).toBe('ok')
  expect(alarms).toHaveLength(1)
  clock.advance(accountLimits.breakGlass)
  expect(codeOf(await access.signIn(sealed.name, sealed.passphrase, caller))).toBe('wrong-name-or-passphrase')
  if ('secret' in first) expect(await access.sessions.read(first.secret, 'use')).toEqual(nobody)
  const again = right(await access.accounts.armBreakGlass())
  expect(codeOf(await access.signIn(again.name, again.passphrase, caller))).toBe('ok')
  expect(alarms).toHaveLength(2)
})

test('accounts and tokens that there were before roles are administrators’, and this machine’s own token the machine’s', async () => {
  const file = join(dir, 'old.sqlite')
  const old = await openStateStore({ file, migrations: accessMigrations.slice(0, 1) })
  const insert = (sql: string) => old.store.run({ sql, parameters: [] })
  await insert(`insert into account values ('a', 'Zoé', 'zoé', 'hash', 'administrator', 1, 5)`)
  for (const [id, kind, maker] of [
    ['t1', 'api', 'account:a'],
    ['t2', 'api', 'account:machine'],
    ['t3', 'ingest', 'account:a'],
  ]) {
    await insert(`insert into token values ('${id}', '${kind}', 'n', 'h${id}', null, '${maker}', 5, 9e15, null, null)`)
  }
  old.close()
  const opened = await openStateStore({ file, migrations: accessMigrations })
  const rows = (sql: string) => opened.store.run({ sql, parameters: [] })
  expect(await rows('select role, departments, disabled_at from account')).toEqual([
    { role: 'administrator', departments: null, disabled_at: null },
  ])
  expect(await rows('select id, role from token order by id')).toEqual([
    { id: 't1', role: 'administrator' },
    { id: 't2', role: 'machine' },
    { id: 't3', role: null },
  ])
  opened.close()
})
