import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  caller,
  codeOf,
  must,
  openTestAccess,
  passphrase,
  shut,
  shutWays,
  type TestAccess,
} from '../second-step/open-access.fixture.ts'
import { nobody, type Who } from '../who.ts'
import { isSafeAddress } from './bounded-fetch.ts'
import { client, startProvider, type TestProvider } from './provider.fixture.ts'
import type { OidcProvider } from './provider.ts'

const wayBack = 'http://localhost:4780/welcome/provider'
let city: TestProvider
let house: TestAccess

beforeAll(async () => {
  city = await startProvider(wayBack)
})

afterAll(() => city.close())

beforeEach(async () => {
  house = await openTestAccess()
  must(await house.access.oidc.setProvider(settings(), client.secret))
})

afterEach(() => house.close())

function settings(change: Partial<OidcProvider> = {}): OidcProvider {
  return {
    name: 'City sign-in',
    issuer: city.issuer,
    clientId: client.id,
    groupsClaim: 'groups',
    groups: [],
    autoCreate: false,
    ...change,
  }
}

const analysts = { group: 'soc-analyst', role: 'administrator', departments: [] }

async function depart(purpose: { kind: 'sign-in' } | { kind: 'link'; account: string } = { kind: 'sign-in' }) {
  return must(await house.access.oidc.begin(purpose, wayBack, caller.address))
}

async function arrive(login: string, change: (query: URLSearchParams) => void = () => {}) {
  const begun = await depart()
  const query = new URLSearchParams(await city.walk(begun.url, login))
  change(query)
  return house.access.oidc.finish(begun.challenge, query.toString(), nobody, caller)
}

async function link(who: Who, login: string) {
  const begun = await depart({ kind: 'link', account: 'account' in who ? who.account : '' })
  return house.access.oidc.finish(begun.challenge, await city.walk(begun.url, login), who, caller)
}

test('the browser is sent out with state, nonce and a challenge of PKCE, and without the secret', async () => {
  const { url } = await depart()
  const sent = new URL(url).searchParams
  expect(sent.get('code_challenge_method')).toBe('S256')
  for (const name of ['state', 'nonce', 'code_challenge']) expect(sent.get(name)?.length).toBeGreaterThan(40)
  expect(sent.get('redirect_uri')).toBe(wayBack)
  expect(url).not.toContain('secret')
})

test('whoever linked their account signs in to it', async () => {
  expect(must(await link(house.who, 'person'))).toEqual({ kind: 'linked' })
  expect(must(await arrive('person'))).toMatchObject({ kind: 'in', who: { name: 'Zoé' } })
})

test('whoever is not linked is told so, and no account is made', async () => {
  expect(codeOf(await arrive('guest'))).toBe('no-account')
  must(await house.access.oidc.setProvider(settings({ groups: [analysts] })))
  expect(codeOf(await arrive('person'))).toBe('no-account')
})

test.each(shutWays)('an account that is %s does not come in by the provider, linked or made by it', async (way) => {
  must(await link(house.who, 'person'))
  must(await house.access.oidc.setProvider(settings({ groups: [analysts], autoCreate: true })))
  await shut(house, way)
  expect(codeOf(await arrive('person'))).toBe('no-account')
})

test('with a mapped group and making switched on, an account is made once and its role follows the group', async () => {
  must(await house.access.oidc.setProvider(settings({ groups: [analysts], autoCreate: true })))
  const first = must(await arrive('person'))
  expect(first).toMatchObject({ kind: 'in', who: { name: 'person.of.the.city' } })
  expect(must(await arrive('person'))).toMatchObject({ kind: 'in', who: { name: 'person.of.the.city' } })
  // Nothing but the provider signs in to it.
  expect(codeOf(await house.access.signIn('person.of.the.city', '', caller))).toBe('wrong-name-or-passphrase')
})

test('a group that is not mapped does not come in, linked or not', async () => {
  must(await link(house.who, 'guest'))
  must(await house.access.oidc.setProvider(settings({ groups: [analysts], autoCreate: true })))
  expect(codeOf(await arrive('guest'))).toBe('no-account')
})

test('a name that is taken is not given away to whoever has it at the provider', async () => {
  must(await house.access.oidc.setProvider(settings({ groups: [analysts], autoCreate: true })))
  must(await arrive('person'))
  await house.state.run({ sql: 'delete from oidc_identity', parameters: [] })
  expect(codeOf(await arrive('person'))).toBe('account-exists')
})

test('a second factor is asked for behind the provider too', async () => {
  must(await link(house.who, 'person'))
  await house.access.factors.setRolesRequired(['administrator'])
  expect(must(await arrive('person'))).toMatchObject({ kind: 'step', needs: 'enrol' })
})

test('a wrong state is refused', async () => {
  must(await link(house.who, 'person'))
  expect(codeOf(await arrive('person', (query) => query.set('state', 'x'.repeat(43))))).toBe('provider-refused')
  expect(codeOf(await arrive('person', (query) => query.delete('state')))).toBe('provider-refused')
})

test('an answer for another departure is refused: state, nonce and verifier are its own', async () => {
  must(await link(house.who, 'person'))
  const [mine, theirs] = [await depart(), await depart()]
  const answer = new URLSearchParams(await city.walk(theirs.url, 'person'))
  answer.set('state', new URL(mine.url).searchParams.get('state') ?? '')
  expect(codeOf(await house.access.oidc.finish(mine.challenge, answer.toString(), nobody, caller))).toBe(
    'provider-refused',
  )
})

test('a wrong nonce is refused', async () => {
  must(await link(house.who, 'person'))
  const begun = await depart()
  const changed = new URL(begun.url)
  changed.searchParams.set('nonce', 'n'.repeat(43))
  const query = await city.walk(changed.href, 'person')
  expect(await house.access.oidc.finish(begun.challenge, query, nobody, caller)).toMatchObject({
    ok: false,
    error: { code: 'provider-refused' },
  })
})

test('another issuer in the answer is refused (mix-up, RFC 9207)', async () => {
  expect(codeOf(await arrive('person', (query) => query.set('iss', 'https://other.example')))).toBe('provider-refused')
})

test('an answer is taken once; a code that comes again, in a new departure too, is refused', async () => {
  must(await link(house.who, 'person'))
  const begun = await depart()
  const query = await city.walk(begun.url, 'person')
  must(await house.access.oidc.finish(begun.challenge, query, nobody, caller))
  expect(codeOf(await house.access.oidc.finish(begun.challenge, query, nobody, caller))).toBe('step-over')
  const again = await depart()
  const replayed = new URLSearchParams(query)
  replayed.set('state', new URL(again.url).searchParams.get('state') ?? '')
  expect(codeOf(await house.access.oidc.finish(again.challenge, replayed.toString(), nobody, caller))).toBe(
    'provider-refused',
  )
})

test('an answer in a browser that did not set out is refused', async () => {
  const query = await city.walk((await depart()).url, 'person')
  expect(codeOf(await house.access.oidc.finish('', query, nobody, caller))).toBe('step-over')
  expect(codeOf(await house.access.oidc.finish('A'.repeat(43), query, nobody, caller))).toBe('step-over')
})

test('linking is for the session that began it, and one identity is one account', async () => {
  const begun = await depart({ kind: 'link', account: 'account' in house.who ? house.who.account : '' })
  const query = await city.walk(begun.url, 'person')
  expect(codeOf(await house.access.oidc.finish(begun.challenge, query, nobody, caller))).toBe('not-signed-in')
  must(await link(house.who, 'person'))
  expect(codeOf(await link(house.who, 'guest'))).toBe('not-linked')
})

test('the person who says no at the provider is told so', async () => {
  const begun = await depart()
  const state = new URL(begun.url).searchParams.get('state') ?? ''
  const denied = new URLSearchParams({ error: 'access_denied', state, iss: city.issuer }).toString()
  const outcome = await house.access.oidc.finish(begun.challenge, denied, nobody, caller)
  expect(outcome).toMatchObject({ ok: false, error: { code: 'provider-refused' } })
})

test('a provider that is down is said to be; the passphrase signs in all the same, and a return is noticed', async () => {
  const closed = await startProvider(wayBack)
  await closed.close()
  must(await house.access.oidc.setProvider(settings({ issuer: closed.issuer })))
  const outcome = await house.access.oidc.begin({ kind: 'sign-in' }, wayBack, caller.address)
  expect(outcome).toMatchObject({ ok: false, error: { code: 'provider-unavailable' } })
  expect(outcome.ok ? '' : outcome.error.message).toContain('ECONNREFUSED')
  expect(must(await house.access.signIn('zoé', passphrase, caller)).kind).toBe('in')
  house.clock.advance(5000)
  const back = await startProvider(wayBack, Number(new URL(closed.issuer).port))
  expect(codeOf(await house.access.oidc.begin({ kind: 'sign-in' }, wayBack, caller.address))).toBe('ok')
  await back.close()
})

test('a provider that answers without end, elsewhere, or with nonsense is unavailable', async () => {
  for (const behave of [endless, elsewhere, nonsense]) {
    const server = createServer(behave)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    must(await house.access.oidc.setProvider(settings({ issuer })))
    expect(codeOf(await house.access.oidc.begin({ kind: 'sign-in' }, wayBack, caller.address))).toBe(
      'provider-unavailable',
    )
    server.closeAllConnections()
    server.close()
  }
})

const endless = (_request: unknown, response: import('node:http').ServerResponse) => {
  response.setHeader('content-type', 'application/json')
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
  }
  response.on('drain', more).on('error', () => {})
  more()
}
const elsewhere = (_request: unknown, response: import('node:http').ServerResponse) => {
  response.writeHead(302, { location: `${city.issuer}/.well-known/openid-configuration` }).end()
}
const nonsense = (_request: unknown, response: import('node:http').ServerResponse) => {
  response.setHeader('content-type', 'application/json')
  response.end('[]')
}

test.each([
  ['an http issuer elsewhere', { issuer: 'http://idp.example' }],
  ['an issuer with a password', { issuer: 'https://a:b@idp.example' }],
  ['no address', { issuer: 'idp' }],
  ['no client', { clientId: ' ' }],
  ['a role that is none', { groups: [{ ...analysts, role: 'emperor' }] }],
  ['accounts for everybody', { autoCreate: true }],
] as const)('%s is refused', async (_why, change) => {
  expect(codeOf(await house.access.oidc.setProvider(settings(change)))).toBe('bad-provider')
})

test('the client secret is sealed, never read back, and does not follow a changed issuer', async () => {
  const rows = await house.state.run<Record<string, unknown>>({ sql: 'select * from sealed_secret', parameters: [] })
  expect(JSON.stringify(rows)).not.toContain(client.secret)
  expect(JSON.stringify(await house.access.oidc.provider())).not.toContain(client.secret)
  must(await house.access.oidc.setProvider(settings({ name: 'Renamed' })))
  expect((await house.access.oidc.provider())?.hasSecret).toBe(true)
  must(await house.access.oidc.setProvider(settings({ issuer: 'https://idp.example' })))
  expect((await house.access.oidc.provider())?.hasSecret).toBe(false)
})

test.each([
  ['https://idp.example', true],
  ['http://127.0.0.1:9000', true],
  ['http://[::1]:9000', true],
  ['http://localhost:9000', true],
  ['http://127.0.0.1.evil.example', false],
  ['http://10.0.0.1', false],
  ['file:///etc/passwd', false],
])('%s may be asked: %s', (address, safe) => {
  expect(isSafeAddress(address)).toBe(safe)
})
