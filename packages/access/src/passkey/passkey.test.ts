import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  caller,
  codeOf,
  must,
  openTestAccess,
  passphrase,
  place,
  shut,
  shutWays,
  type TestAccess,
} from '../second-step/open-access.fixture.ts'
import { softAuthenticator } from './authenticator.fixture.ts'
import { passkeyPlace } from './place.ts'

let house: TestAccess

beforeEach(async () => {
  house = await openTestAccess()
})

afterEach(() => house.close())

async function registered(name = 'laptop') {
  const key = softAuthenticator(place.origin, place.host)
  const { ceremony, options } = must(await house.access.own.beginPasskey(house.who, place, caller.address))
  const response = key.make(options.challenge)
  const done = must(await house.access.own.finishPasskey(house.who, place, { ceremony, name, response }))
  return { key, ...done }
}

async function alone() {
  return house.access.passkeySignIn.begin(place, caller.address)
}

test('a passkey signs in by itself, and its registration brings recovery codes', async () => {
  const { key, passkey, recoveryCodes } = await registered()
  expect([passkey.name, passkey.host, recoveryCodes?.length]).toEqual(['laptop', 'localhost', 10])
  const { options, challenge } = await alone()
  expect(options).toMatchObject({ allowCredentials: [], userVerification: 'required', rpId: 'localhost' })
  const entered = must(
    await house.access.passkeySignIn.finish(challenge, key.get(options.challenge, { counter: 1 }), caller),
  )
  expect(entered.who).toMatchObject({ name: 'Zoé' })
})

test('a challenge is good once, and only for the browser that asked', async () => {
  const { key } = await registered()
  const { options, challenge } = await alone()
  const answer = key.get(options.challenge, { counter: 1 })
  expect(codeOf(await house.access.passkeySignIn.finish('A'.repeat(43), answer, caller))).toBe('step-over')
  expect(codeOf(await house.access.passkeySignIn.finish((await alone()).challenge, answer, caller))).toBe(
    'wrong-passkey',
  )
  expect(codeOf(await house.access.passkeySignIn.finish(challenge, answer, caller))).toBe('ok')
  expect(codeOf(await house.access.passkeySignIn.finish(challenge, answer, caller))).toBe('step-over')
})

test.each(shutWays)('an account that is %s meanwhile comes in by no passkey, alone or as second step', async (way) => {
  const { key } = await registered()
  const { options, challenge } = await alone()
  const second = must(await house.access.signIn('zoé', passphrase, caller))
  if (second.kind !== 'step') throw new Error('no second step')
  const asked = must(await house.access.secondStep.passkeyRequest(second.challenge, caller))
  await shut(house, way)
  const { passkeySignIn, secondStep } = house.access
  const answer = key.get(options.challenge, { counter: 1 })
  expect(codeOf(await passkeySignIn.finish(challenge, answer, caller))).toBe('wrong-passkey')
  const beside = key.get(asked.challenge, { counter: 2 })
  expect(codeOf(await secondStep.byPasskey(second.challenge, beside, caller))).toBe('step-over')
})

test('alone it must have checked the person; beside the passphrase it need not', async () => {
  const { key } = await registered()
  const { options, challenge } = await alone()
  const unverified = key.get(options.challenge, { counter: 1, verified: false })
  expect(codeOf(await house.access.passkeySignIn.finish(challenge, unverified, caller))).toBe('wrong-passkey')
  const begun = must(await house.access.signIn('zoé', passphrase, caller))
  if (begun.kind !== 'step') throw new Error('no second step')
  expect(begun.methods).toEqual(['passkey', 'recovery'])
  const request = must(await house.access.secondStep.passkeyRequest(begun.challenge, caller))
  expect(request.allowCredentials?.map(({ id }) => id)).toEqual([key.id])
  const answer = key.get(request.challenge, { counter: 2, verified: false })
  expect(codeOf(await house.access.secondStep.byPasskey(begun.challenge, answer, caller))).toBe('ok')
})

test('a counter that goes back is refused and said, and the passkey is taken no more', async () => {
  const { key } = await registered()
  const first = await alone()
  must(
    await house.access.passkeySignIn.finish(first.challenge, key.get(first.options.challenge, { counter: 7 }), caller),
  )
  for (const counter of [7, 3, 0, 8]) {
    const { options, challenge } = await alone()
    expect(
      codeOf(await house.access.passkeySignIn.finish(challenge, key.get(options.challenge, { counter }), caller)),
    ).toBe('passkey-copied')
  }
  const { passkeys } = must(await house.access.own.shown(house.who))
  expect(passkeys[0]?.copiedAt).toBe(house.clock.now())
})

test('of two that show one counter at once, one comes in', async () => {
  const { key } = await registered()
  const begun = await Promise.all([alone(), alone()])
  const outcomes = await Promise.all(
    begun.map(({ challenge, options }) =>
      house.access.passkeySignIn.finish(challenge, key.get(options.challenge, { counter: 4 }), caller),
    ),
  )
  expect(outcomes.map(codeOf).sort()).toEqual(['ok', 'passkey-copied'])
})

test('an authenticator that does not count is good again and again', async () => {
  const { key } = await registered()
  for (let i = 0; i < 2; i++) {
    const { options, challenge } = await alone()
    const answer = key.get(options.challenge, { counter: 0 })
    expect(codeOf(await house.access.passkeySignIn.finish(challenge, answer, caller))).toBe('ok')
  }
})

test.each([
  ['another site', 'http://localhost:9999', 'localhost'],
  ['another host', 'https://evil.example', 'evil.example'],
])('an answer made for %s is refused', async (_why, origin, host) => {
  const other = softAuthenticator(origin, host)
  const { ceremony, options } = must(await house.access.own.beginPasskey(house.who, place, caller.address))
  const response = other.make(options.challenge)
  expect(codeOf(await house.access.own.finishPasskey(house.who, place, { ceremony, name: 'x', response }))).toBe(
    'wrong-passkey',
  )
})

test('an attestation that names a certificate is refused before anything is looked up', async () => {
  const key = softAuthenticator(place.origin, place.host)
  for (const fmt of ['packed', 'fido-u2f', 'android-key', 'tpm']) {
    const { ceremony, options } = must(await house.access.own.beginPasskey(house.who, place, caller.address))
    const attStmt = new Map<string, unknown>([['x5c', [new Uint8Array([1, 2, 3])]]])
    const response = key.make(options.challenge, { fmt, attStmt })
    expect(codeOf(await house.access.own.finishPasskey(house.who, place, { ceremony, name: 'x', response }))).toBe(
      'wrong-passkey',
    )
  }
})

test.each([null, {}, { id: 3 }, { id: 'x', response: {} }, { id: 'x', response: { clientDataJSON: '%%%' } }])(
  'what is no answer of a browser is refused: %j',
  async (response) => {
    await registered()
    const { challenge } = await alone()
    expect(codeOf(await house.access.passkeySignIn.finish(challenge, response, caller))).toBe('wrong-passkey')
    const { ceremony } = must(await house.access.own.beginPasskey(house.who, place, caller.address))
    expect(codeOf(await house.access.own.finishPasskey(house.who, place, { ceremony, name: 'x', response }))).toBe(
      'wrong-passkey',
    )
  },
)

test('a user handle of another account is refused', async () => {
  const { key } = await registered()
  const { options, challenge } = await alone()
  const answer = key.get(options.challenge, { counter: 1, userHandle: 'somebody else' })
  expect(codeOf(await house.access.passkeySignIn.finish(challenge, answer, caller))).toBe('wrong-passkey')
})

test('passkeys are renamed and removed; with the last one the recovery codes go', async () => {
  const { key, passkey } = await registered()
  must(await house.access.own.renamePasskey(house.who, passkey.id, 'office'))
  expect(must(await house.access.own.shown(house.who)).passkeys.map(({ name }) => name)).toEqual(['office'])
  expect(codeOf(await house.access.own.renamePasskey(house.who, passkey.id, 'a\u001b[2J'))).toBe('bad-name')
  must(await house.access.own.removePasskey(house.who, passkey.id))
  expect(codeOf(await house.access.own.removePasskey(house.who, passkey.id))).toBe('not-found')
  expect(must(await house.access.own.shown(house.who))).toMatchObject({ passkeys: [], recoveryLeft: 0 })
  const { options, challenge } = await alone()
  expect(
    codeOf(await house.access.passkeySignIn.finish(challenge, key.get(options.challenge, { counter: 1 }), caller)),
  ).toBe('wrong-passkey')
})

test.each([
  ['http://localhost:4780', 'localhost'],
  ['https://soc.example.org', 'soc.example.org'],
  ['http://soc.example.org', undefined],
  ['http://127.0.0.1:4780', undefined],
  ['https://[2001:db8::1]', undefined],
])('%s has passkeys of %s', (origin, host) => {
  expect(passkeyPlace(origin)?.host).toBe(host)
})
