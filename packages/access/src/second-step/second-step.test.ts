import { afterEach, beforeEach, expect, test } from 'vitest'
import { stepAt, codeOf as totpCode } from '../totp/code.ts'
import { nobody } from '../who.ts'
import {
  caller,
  codeOf,
  must,
  openTestAccess,
  passphrase,
  shut,
  shutWays,
  stranger,
  type TestAccess,
} from './open-access.fixture.ts'

let house: TestAccess

beforeEach(async () => {
  house = await openTestAccess()
})

afterEach(() => house.close())

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What the telephone does with the text that a person typed into it. */
function appOf(secret: string) {
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  return (away = 0) => totpCode(bytes, stepAt(house.clock.now()) + away)
}

async function enrolled() {
  const { access, who } = house
  const begun = must(await access.own.beginTotp(who, caller.address))
  const app = appOf(begun.secret)
  const { recoveryCodes } = must(await access.own.confirmTotp(who, begun.enrolment, app()))
  house.clock.advance(30_000)
  return { app, recoveryCodes: recoveryCodes ?? [] }
}

async function challenged(from = caller) {
  const outcome = must(await house.access.signIn('zoé', passphrase, from))
  if (outcome.kind !== 'step') throw new Error('no second step')
  return outcome
}

test('without a second factor the passphrase signs in; with one it only begins', async () => {
  expect(must(await house.access.signIn('zoé', passphrase, caller)).kind).toBe('in')
  const { app } = await enrolled()
  const begun = await challenged()
  expect(begun).toMatchObject({ needs: 'second', methods: ['code', 'recovery'] })
  const entered = must(await house.access.secondStep.byCode(begun.challenge, app(), caller))
  expect(await house.access.sessions.read(entered.secret, 'use')).toEqual(entered.who)
})

test('the challenge of the second step is no session, and the session is under another secret', async () => {
  const { app } = await enrolled()
  const { challenge } = await challenged()
  expect(await house.access.sessions.read(challenge, 'use')).toEqual(nobody)
  const entered = must(await house.access.secondStep.byCode(challenge, app(), { ...caller, session: challenge }))
  expect(entered.secret).not.toBe(challenge)
  expect(await house.access.sessions.read(challenge, 'use')).toEqual(nobody)
})

test('a planted challenge, and one of another browser that was spent, open nothing', async () => {
  const { app } = await enrolled()
  expect(codeOf(await house.access.secondStep.byCode('A'.repeat(43), app(), caller))).toBe('step-over')
  const { challenge } = await challenged()
  must(await house.access.secondStep.byCode(challenge, app(), caller))
  house.clock.advance(30_000)
  expect(codeOf(await house.access.secondStep.byCode(challenge, app(), caller))).toBe('step-over')
})

test('one code opens once, and an older one never afterwards', async () => {
  const { app } = await enrolled()
  const code = app(1)
  must(await house.access.secondStep.byCode((await challenged()).challenge, code, caller))
  const again = await house.access.secondStep.byCode((await challenged()).challenge, code, caller)
  expect(again).toMatchObject({ ok: false, error: { code: 'wrong-code', message: 'This code has been used' } })
  expect(codeOf(await house.access.secondStep.byCode((await challenged()).challenge, app(), caller))).toBe('wrong-code')
})

test('of four who send one code at once, in four sign-ins, one comes in', async () => {
  const { app } = await enrolled()
  const begun = []
  for (let i = 0; i < 4; i++) begun.push(await challenged())
  const outcomes = await Promise.all(
    begun.map(({ challenge }) => house.access.secondStep.byCode(challenge, app(), caller)),
  )
  expect(outcomes.map(codeOf).filter((code) => code === 'ok')).toHaveLength(1)
})

test('a recovery code opens once, also when two send it at once', async () => {
  const { recoveryCodes } = await enrolled()
  expect(recoveryCodes).toHaveLength(10)
  const [code = ''] = recoveryCodes
  const begun = await Promise.all([challenged(), challenged()])
  const outcomes = await Promise.all(
    begun.map(({ challenge }) => house.access.secondStep.byCode(challenge, code.toUpperCase(), caller)),
  )
  expect(outcomes.map(codeOf).sort()).toEqual(['ok', 'wrong-code'])
  expect(must(await house.access.own.shown(house.who)).recoveryLeft).toBe(9)
})

test('a recovery code of one account is none of another, and none is kept as it is', async () => {
  const { recoveryCodes } = await enrolled()
  const rows = await house.state.run<Record<string, unknown>>({ sql: 'select * from recovery_code', parameters: [] })
  for (const code of recoveryCodes) expect(JSON.stringify(rows)).not.toContain(code.replaceAll('-', ''))
})

test.each(shutWays)('an account that is %s meanwhile comes in by no second step, and by no passphrase', async (way) => {
  const { app, recoveryCodes } = await enrolled()
  const [byApp, byPaper] = [await challenged(), await challenged()]
  const { access } = house
  await shut(house, way)
  expect(codeOf(await access.secondStep.byCode(byApp.challenge, app(), caller))).toBe('step-over')
  expect(codeOf(await access.secondStep.byCode(byPaper.challenge, recoveryCodes[0] ?? '', caller))).toBe('step-over')
  expect(codeOf(await access.signIn('zoé', passphrase, caller))).toBe('wrong-name-or-passphrase')
  expect(await house.reopen().sessions.read(house.session, 'use')).toEqual(nobody)
})

test.each(shutWays)('an account that is %s meanwhile sets up no second step', async (way) => {
  const { access } = house
  await access.factors.setRolesRequired(['administrator'])
  const begun = await challenged()
  const enrolment = must(await access.secondStep.enrol(begun.challenge, caller))
  await shut(house, way)
  expect(codeOf(await access.secondStep.enrol(begun.challenge, caller))).toBe('step-over')
  const code = appOf(enrolment.secret)()
  expect(codeOf(await access.secondStep.confirmEnrol(begun.challenge, enrolment.enrolment, code, caller))).toBe(
    'step-over',
  )
})

test('the fifth wrong answer ends a step; a new one begins with the passphrase', async () => {
  const { app } = await enrolled()
  const { challenge } = await challenged()
  const outcomes = []
  for (let i = 0; i < 6; i++) {
    outcomes.push(codeOf(await house.access.secondStep.byCode(challenge, 'aaaaaa-aaaaaa-aaaaaa-aaaaaa', stranger)))
  }
  expect(outcomes).toEqual(['wrong-code', 'wrong-code', 'wrong-code', 'wrong-code', 'step-over', 'step-over'])
  expect(codeOf(await house.access.secondStep.byCode(challenge, app(), caller))).toBe('step-over')
})

test('fifty guesses at once, over many challenges, are five; the owner comes in all the same', async () => {
  const { app, recoveryCodes } = await enrolled()
  must(await house.access.secondStep.byCode((await challenged()).challenge, app(), caller))
  house.clock.advance(30_000)
  const begun = [await challenged(stranger), await challenged(stranger), await challenged(stranger)]
  const wrong = app() === '000000' ? '000001' : '000000'
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      house.access.secondStep.byCode(begun[i % 3]?.challenge ?? '', wrong, stranger),
    ),
  )
  const tried = outcomes.map(codeOf).filter((code) => code === 'wrong-code' || code === 'step-over')
  expect(outcomes.map(codeOf).filter((code) => code === 'wrong-code').length).toBeLessThanOrEqual(5)
  expect(tried.length).toBeLessThan(50)
  expect(codeOf(await house.access.secondStep.byCode((await challenged()).challenge, app(), caller))).toBe('ok')
  // From a network that guessers share with nobody known: paper is not a matter of guessing.
  house.clock.advance(600_000)
  const [code = ''] = recoveryCodes
  expect(codeOf(await house.access.secondStep.byCode((await challenged(stranger)).challenge, code, stranger))).toBe(
    'ok',
  )
})

test('a step waits five minutes', async () => {
  const { app } = await enrolled()
  const { challenge } = await challenged()
  house.clock.advance(5 * 60_000)
  expect(codeOf(await house.access.secondStep.byCode(challenge, app(), caller))).toBe('step-over')
})

test('a new passphrase ends the steps and the sessions that rest on the old one', async () => {
  const { app } = await enrolled()
  const other = must(await house.access.secondStep.byCode((await challenged()).challenge, app(), caller))
  house.clock.advance(30_000)
  const { challenge } = await challenged()
  must(await house.access.own.changePassphrase(house.who, 'cinq hérons au bord du canal'))
  expect(codeOf(await house.access.secondStep.byCode(challenge, app(), caller))).toBe('step-over')
  expect(await house.access.sessions.read(other.secret, 'use')).toEqual(nobody)
  expect((await house.access.sessions.read(house.session, 'use')).kind).not.toBe('nobody')
})

test('changing how one signs in asks for a proof of the last ten minutes', async () => {
  house.clock.advance(10 * 60_000)
  expect(codeOf(await house.access.own.beginTotp(house.who, caller.address))).toBe('confirm-needed')
  expect(codeOf(await house.access.own.changePassphrase(house.who, 'cinq hérons au bord du canal'))).toBe(
    'confirm-needed',
  )
  expect(codeOf(await house.access.own.prove(house.who, 'not it, not at all', caller))).toBe('wrong-name-or-passphrase')
  must(await house.access.own.prove(house.who, passphrase, caller))
  expect(codeOf(await house.access.own.beginTotp(house.who, caller.address))).toBe('ok')
})

test('an API token changes nothing of how its maker signs in', async () => {
  const token = { kind: 'api-token', token: '0', name: 'ci', expiresAt: 9e15 } as const
  expect(codeOf(await house.access.own.shown(token))).toBe('not-permitted')
  expect(codeOf(await house.access.own.beginTotp(token, caller.address))).toBe('not-permitted')
})

test('a role that needs a second factor sets one up before it comes in, and keeps the last one', async () => {
  await house.access.factors.setRolesRequired(['administrator'])
  const begun = await challenged()
  expect(begun).toMatchObject({ needs: 'enrol', methods: [] })
  expect(codeOf(await house.access.secondStep.byCode(begun.challenge, '123456', caller))).toBe('step-over')
  const enrolment = must(await house.access.secondStep.enrol(begun.challenge, caller))
  const app = appOf(enrolment.secret)
  const entered = must(await house.access.secondStep.confirmEnrol(begun.challenge, enrolment.enrolment, app(), caller))
  expect(entered.recoveryCodes).toHaveLength(10)
  expect(codeOf(await house.access.own.removeTotp(entered.who))).toBe('second-factor-required')
  await house.access.factors.setRolesRequired([])
  expect(codeOf(await house.access.own.removeTotp(entered.who))).toBe('ok')
  expect(must(await house.access.own.shown(entered.who))).toMatchObject({ totp: null, recoveryLeft: 0 })
})

test('whoever was first to enrol is the owner: a second enrolment by the passphrase alone is refused', async () => {
  await house.access.factors.setRolesRequired(['administrator'])
  const [mine, theirs] = [await challenged(), await challenged(stranger)]
  const my = must(await house.access.secondStep.enrol(mine.challenge, caller))
  must(await house.access.secondStep.confirmEnrol(mine.challenge, my.enrolment, appOf(my.secret)(), caller))
  const their = must(await house.access.secondStep.enrol(theirs.challenge, stranger))
  expect(
    codeOf(
      await house.access.secondStep.confirmEnrol(theirs.challenge, their.enrolment, appOf(their.secret)(), stranger),
    ),
  ).toBe('step-over')
})

test('the seed is sealed: nothing of it stands in the state', async () => {
  const { access, who, state } = house
  const begun = must(await access.own.beginTotp(who, caller.address))
  const app = appOf(begun.secret)
  must(await access.own.confirmTotp(who, begun.enrolment, app()))
  for (const table of ['totp', 'sealed_secret', 'account']) {
    const rows = await state.run<Record<string, unknown>>({ sql: `select * from ${table}`, parameters: [] })
    expect(JSON.stringify(rows)).not.toContain(begun.secret)
  }
})
