import { inventoryCapability, ordersCapability, readList } from '@tocsin/inventory'
import { TocsinError } from '@tocsin/kit'
import { fieldCapability, respondCapability } from '@tocsin/respond'
import { connectionsCapability } from '@tocsin/sources'
import { packRules, watchCapability } from '@tocsin/watch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backTestCapability } from '../back-test/index.ts'
import { findCapability, placesIn } from '../find/index.ts'
import { ruleContentCapability } from '../rule-content/index.ts'
import { exceptionCapability, openExceptions } from '../rule-exceptions/index.ts'
import { sampleCapability } from '../sample/index.ts'
import { sendsCapability } from '../sends/index.ts'
import { notificationsOf } from './notifications.fixture.ts'
import { type TestHttp, testHttp } from './testing.ts'

type Asker = 'nobody' | 'ingest token' | 'API token' | 'session'
const askers: readonly Asker[] = ['nobody', 'ingest token', 'API token', 'session']

const everybody: readonly Asker[] = askers
const people: readonly Asker[] = ['API token', 'session']
const persons: readonly Asker[] = ['session']
const senders: readonly Asker[] = ['ingest token']

/** Who may call what. A route that is not here fails the test, and so does an entry whose route is gone. */
const expected: Readonly<Record<string, readonly Asker[]>> = {
  'GET /healthz': everybody,
  'GET /readyz': everybody,
  // Over loopback, as here; elsewhere it needs `metrics.read`.
  'GET /metrics': ['nobody', ...people],
  'GET /*': everybody,
  'HEAD /*': everybody,
  'GET /api/openapi.json': everybody,
  'GET /api/session/state': everybody,
  'POST /api/session/link': everybody,
  'POST /api/session': everybody,
  'POST /api/session/second/code': everybody,
  'POST /api/session/second/passkey/options': everybody,
  'POST /api/session/second/passkey': everybody,
  'POST /api/session/second/enrol': everybody,
  'POST /api/session/second/enrol/confirm': everybody,
  'POST /api/session/passkey/options': everybody,
  'POST /api/session/passkey': everybody,
  'POST /api/session/provider': everybody,
  'POST /api/session/provider/finish': everybody,
  'GET /api/account': persons,
  'GET /api/account/sessions': persons,
  'DELETE /api/account/sessions/:id': persons,
  'GET /api/account/tokens': persons,
  'DELETE /api/account/tokens/:id': persons,
  'POST /api/account/prove': persons,
  'PUT /api/account/passphrase': persons,
  'POST /api/account/totp': persons,
  'POST /api/account/totp/confirm': persons,
  'DELETE /api/account/totp': persons,
  'POST /api/account/recovery-codes': persons,
  'POST /api/account/passkeys/options': persons,
  'POST /api/account/passkeys': persons,
  'PUT /api/account/passkeys/:id': persons,
  'DELETE /api/account/passkeys/:id': persons,
  'POST /api/account/provider': persons,
  'DELETE /api/account/provider': persons,
  'GET /api/settings/sign-in': people,
  'PUT /api/settings/sign-in/second-factor': people,
  'PUT /api/settings/sign-in/provider': people,
  'DELETE /api/settings/sign-in/provider': people,
  'POST /api/settings/sign-in/reset': people,
  'GET /api/me': people,
  'GET /api/people': people,
  'POST /api/people': people,
  'PUT /api/people/:id': people,
  'PUT /api/people/:id/name': people,
  'DELETE /api/people/:id/sessions': people,
  'POST /api/people/:id/link': people,
  'POST /api/people/:id/disable': people,
  'POST /api/people/:id/enable': people,
  'POST /api/people/break-glass': people,
  'GET /api/sessions': people,
  'DELETE /api/sessions/:id': people,
  'GET /api/tokens': people,
  'POST /api/tokens': people,
  'DELETE /api/tokens/:id': people,
  'POST /api/search': people,
  'POST /api/export': people,
  'POST /api/search/overview': people,
  'GET /api/search/complete': people,
  'GET /api/searches': people,
  'GET /api/searches/:id': people,
  'POST /api/searches': people,
  'PUT /api/searches/:id': people,
  'DELETE /api/searches/:id': people,
  'GET /api/geo': people,
  'GET /api/status': people,
  'GET /api/people/lens': people,
  'POST /api/people/reveal': people,
  'POST /api/people/bytes': people,
  'POST /api/events/:id/raw': people,
  'GET /api/live': people,
  'GET /api/tail': people,
  'GET /api/lamps/:id': people,
  'POST /api/lamps/:id/switch': people,
  'GET /api/incidents': people,
  'GET /api/incidents/:id': people,
  'POST /api/incidents': people,
  'GET /api/incidents/:id/similar': people,
  'GET /api/quiet': people,
  'POST /api/quiet/:id/end': people,
  'GET /api/findings/:id': people,
  'GET /api/rules': people,
  'GET /api/rules/:id': people,
  'POST /api/rules/:id/explain': people,
  'GET /api/rules/:id/history': people,
  'GET /api/rules/:id/events': people,
  'GET /api/rules/:id/tests': people,
  'POST /api/rules/:id/tests': people,
  'POST /api/rules/back-test': people,
  'GET /api/rules/back-test/:id': people,
  'DELETE /api/rules/back-test/:id': people,
  'GET /api/rules/exceptions': people,
  'POST /api/rules/exceptions': people,
  'POST /api/rules/exceptions/:id/end': people,
  'GET /api/rules/content': people,
  'POST /api/rules/content/preview': people,
  'POST /api/rules/content/apply': people,
  'POST /api/rules/content/undo': people,
  'GET /api/work': people,
  'GET /api/incidents/:id/work': people,
  'POST /api/incidents/:id/take': people,
  'POST /api/incidents/:id/release': people,
  'POST /api/incidents/:id/note': people,
  'POST /api/incidents/:id/verdict': people,
  'POST /api/incidents/:id/close': people,
  'POST /api/incidents/:id/reopen': people,
  'POST /api/incidents/close': people,
  'POST /api/incidents/note': people,
  'POST /api/undo': people,
  'GET /api/city': people,
  'GET /api/city/assets': people,
  'GET /api/city/assets/:asset': people,
  'GET /api/city/assets/:asset/software': people,
  'GET /api/city/places': people,
  'GET /api/city/segmentation': people,
  'GET /api/city/choices': people,
  'GET /api/sends': people,
  'POST /api/sends/open': people,
  'POST /api/sends/close': people,
  'POST /api/sends/admit': people,
  'POST /api/sends/told': people,
  'GET /api/city/inventory': people,
  'GET /api/city/inventory/csv': people,
  'POST /api/city/inventory/edit': people,
  'GET /api/city/views': people,
  'POST /api/city/views': people,
  'DELETE /api/city/views/:id': people,
  'GET /api/city/recognise': people,
  'GET /api/city/questions': people,
  'GET /api/city/problems': people,
  'GET /api/city/versions': people,
  'GET /api/city/export': people,
  'GET /api/city/learnt': people,
  'GET /api/city/discrepancies': people,
  'GET /api/city/flows': people,
  'GET /api/city/zones': people,
  'GET /api/city/starters': people,
  'POST /api/city/starters': people,
  'GET /api/field/equipment': people,
  'POST /api/field/look': everybody,
  'POST /api/field/answer': everybody,
  'GET /api/field/photos/:id': people,
  'POST /api/field/questions/:id/revoke': people,
  'POST /api/incidents/:id/ask': people,
  'GET /api/incidents/:id/asked': people,
  'POST /api/services/:id/ask': people,
  'GET /api/orders': people,
  'GET /api/orders/:id': people,
  'POST /api/orders': people,
  'POST /api/orders/:id/end': people,
  'POST /api/orders/import': people,
  'PUT /api/city/zones/:zone/mode': people,
  'POST /api/city/import': people,
  'POST /api/sample/stories': people,
  'POST /api/sample/life': people,
  'POST /api/sample/leave': people,
  'POST /api/city/answers': people,
  'POST /api/city/records': people,
  'POST /api/city/versions/:number/undo': people,
  'GET /api/connections': people,
  'GET /api/connections/:id': people,
  'POST /api/connections': people,
  'PUT /api/connections/:id': people,
  'DELETE /api/connections/:id': people,
  'GET /api/notifications': people,
  'GET /api/notifications/targets/:id/deliveries': people,
  'POST /api/notifications/targets': people,
  'PUT /api/notifications/targets/:id': people,
  'DELETE /api/notifications/targets/:id': people,
  'POST /api/notifications/targets/:id/secret': people,
  'POST /api/notifications/targets/:id/test': people,
  'PUT /api/notifications/mail': people,
  'POST /hooks/:id': everybody,
  'POST /ingest/:source': senders,
  'POST /services/collector': senders,
  'POST /services/collector/event': senders,
  'POST /services/collector/event/1.0': senders,
  'POST /services/collector/raw': senders,
  'POST /services/collector/raw/1.0': senders,
  'GET /services/collector/health': senders,
  'POST /v1/logs': senders,
  'POST /upload': senders,
  'POST /elastic/_bulk': senders,
  'POST /elastic/:index/_bulk': senders,
  'GET /elastic': senders,
  'GET /elastic/_license': senders,
  // Last: it ends the session that the others are tried with.
  'DELETE /api/session': everybody,
}

let http: TestHttp
let server: { readonly address: string; close(): Promise<void> }
const sends = new Map<Asker, Record<string, string>>()

beforeAll(async () => {
  http = await testHttp({}, (state) => [
    watchCapability({ state, now: Date.now, current: () => undefined, known: () => [] }),
    findCapability({ query: async () => ({ rows: [], took: 0 }) }, placesIn([])),
    respondCapability({ state, now: Date.now, newAct: () => 'act', changed: () => {} }),
    fieldCapability(() => {
      throw new TocsinError('unavailable', 'nobody is asked here')
    }),
    ordersCapability({
      keeper: () => {
        throw new TocsinError('unavailable', 'no city here')
      },
      desk: () => {
        throw new TocsinError('unavailable', 'no orders here')
      },
    }),
    inventoryCapability({
      keeper: () => {
        throw new TocsinError('unavailable', 'no city here')
      },
      readList: async (form, text, meaning) => readList(form, text, meaning),
      learner: () => {
        throw new TocsinError('unavailable', 'nothing is learnt here')
      },
    }),
    connectionsCapability({
      state,
      sealed: { seal: async () => {}, forget: async () => {}, names: async () => [] },
      configured: () => [],
      check: () => undefined,
      changed: () => {},
      health: async () => new Map(),
    }),
    notificationsOf(state),
    sendsCapability(state, { flush: async () => {}, note: () => {} }, () => {
      throw new TocsinError('unavailable', 'nothing is sent here')
    }),
    exceptionCapability({
      book: openExceptions('/nowhere'),
      current: () => packRules([]),
      publish: async () => undefined,
      now: Date.now,
    }),
    ruleContentCapability({
      dataDir: '/nowhere',
      rules: {
        current: () => packRules([]),
        with: async () => packRules([]),
        publish: async () => packRules([]),
      },
      trials: { start: () => 'none' },
      now: Date.now,
    }),
    sampleCapability(undefined),
    backTestCapability({ start: () => 'none', state: () => undefined, cancel: () => false, close: () => {} }, () =>
      packRules([]),
    ),
  ])
  const cookie = await http.signIn()
  sends.set('nobody', {})
  sends.set('ingest token', { authorization: `Bearer ${await http.token(cookie, 'ingest')}` })
  sends.set('API token', { authorization: `Bearer ${await http.token(cookie, 'api')}` })
  server = await http.listen()
  sends.set('session', { cookie })
})

afterAll(async () => {
  await server.close()
  await http.close()
})

test('every route stands in the table, and nothing else does', () => {
  expect(http.surface.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(expected).sort())
})

test('what needs a permission is closed to those who have none', () => {
  for (const { method, path, needs } of http.surface) {
    expect([`${method} ${path}`, expected[`${method} ${path}`] === everybody]).toEqual([
      `${method} ${path}`,
      needs === 'open',
    ])
  }
})

describe.each(Object.keys(expected))('%s', (key) => {
  test.each(askers)('%s', async (asker) => {
    const [method = '', path = ''] = key.split(' ')
    // Over a socket, since a live stream never ends by itself.
    const broken = new AbortController()
    const answer = await fetch(`${server.address}${path.replace('*', '').replace(/:\w+/g, 'none')}`, {
      method,
      headers: { ...sends.get(asker), ...(method === 'GET' ? {} : { origin: server.address }) },
      signal: broken.signal,
    })
    const admitted =
      answer.status !== 403 && (answer.status !== 401 || (await answer.clone().text()).includes('name-or'))
    broken.abort()
    expect(admitted).toBe(expected[key]?.includes(asker))
  })
})
