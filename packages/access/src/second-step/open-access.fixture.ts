import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock } from '@tocsin/kit'
import { openStateStore } from '@tocsin/store'
import { openAccess } from '../access.ts'
import { plainDial } from '../dial.fixture.ts'
import { accessMigrations } from '../migrations.ts'
import { keyFolder, openSealed } from '../sealed/index.ts'

export const passphrase = 'quatre tilleuls sous la pluie'
export const place = { host: 'localhost', origin: 'http://localhost:4780' }
export const caller = { address: '192.0.2.1', agent: 'a browser', place }
export const stranger = { address: '203.0.113.66', agent: 'another browser', place }

/** Access over a real state store in a folder of its own, with a first account that is signed in. */
export async function openTestAccess() {
  const dir = mkdtempSync(join(tmpdir(), 'sign-in-'))
  const clock = manualClock(1_700_000_000_000)
  const opened = await openStateStore({ file: join(dir, 'state.sqlite'), migrations: accessMigrations })
  const state = opened.store
  const sealed = await openSealed({ state, keys: keyFolder(dir, undefined), clock })
  const reopen = () => openAccess({ state, clock, sealed, provider: { dial: plainDial } })
  const access = reopen()
  const secret = await access.issueLink('first-account')
  const first = must(await access.openLink({ secret, name: 'Zoé', passphrase }, caller))
  if (first.kind !== 'in') throw new Error('no session')
  return {
    access,
    clock,
    state,
    who: first.who,
    session: first.secret,
    /** As after a restart. */
    reopen,
    close: async () => {
      await opened.close()
      rmSync(dir, { recursive: true })
    },
  }
}

/** Ways in which an account opens nothing any more. */
export const shutWays = ['disabled', 'expired'] as const

/** Shuts every account, whoever is the last administrator: at once, as by somebody else while a sign-in is half done. */
export async function shut(house: Pick<TestAccess, 'state' | 'clock'>, way: (typeof shutWays)[number]) {
  const column = way === 'disabled' ? 'disabled_at' : 'expires_at'
  await house.state.run({ sql: `update account set ${column} = ?`, parameters: [house.clock.now()] })
}

export type TestAccess = Awaited<ReturnType<typeof openTestAccess>>

export function must<Value>(
  outcome: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: { code: string } },
): Value {
  if (outcome.ok) return outcome.value
  throw new Error(outcome.error.code)
}

export function codeOf(outcome: { ok: true } | { ok: false; error: { code: string } }): string {
  return outcome.ok ? 'ok' : outcome.error.code
}
