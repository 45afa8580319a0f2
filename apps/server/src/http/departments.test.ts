import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Access,
  type Departments,
  ingestPermission,
  namedPermissions,
  openAccess,
  type Role,
  type Who,
} from '@tocsin/access'
import type { Capability, Host } from '@tocsin/capability'
import { cityOf, record, recordsOf, type SectionName } from '@tocsin/city'
import type { Event, Finding, Incident } from '@tocsin/event'
import {
  type CityKeeper,
  type Digest,
  groundZones,
  inventoryCapability,
  type Learner,
  type OrderDesk,
  openCityKeeper,
  openLearner,
  openOrderDesk,
  ordersCapability,
  readList,
} from '@tocsin/inventory'
import type { FindingId, IncidentId } from '@tocsin/kit'
import { systemClock } from '@tocsin/kit'
import { type FieldDesk, fieldCapability, type IncidentWork, respondCapability } from '@tocsin/respond'
import {
  connectionShape,
  connectionsCapability,
  decoders,
  decodersCapability,
  looksLike,
  sourcesCapability,
  sourcesHealth,
} from '@tocsin/sources'
import {
  type EventStore,
  emptyPosition,
  encodeRow,
  everything,
  openEventStore,
  openSegmentLog,
  type StateStore,
} from '@tocsin/store'
import { checkBundle, incidentStage, packRules, ruleModes, watchCapability } from '@tocsin/watch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backTestCapability, openBackTests, runBackTest } from '../back-test/index.ts'
import { runWaits } from '../back-test/run-waits.ts'
import { findCapability, placesIn } from '../find/index.ts'
import { rawFrame } from '../keeping/raw-frame.ts'
import { liveFeed } from '../live-feed.ts'
import { ruleContentCapability } from '../rule-content/index.ts'
import { exceptionCapability, openExceptions } from '../rule-exceptions/index.ts'
import { sampleCapability } from '../sample/index.ts'
import { gateOver } from '../sends/gate/gate.fixture.ts'
import { type HouseGate, sendsCapability } from '../sends/index.ts'
import { countRefused, countSent } from '../sends/sends.repository.ts'
import { fieldDeskOf } from './field.fixture.ts'
import { notificationsOf } from './notifications.fixture.ts'
import { origin, passphrase, type TestHttp, testHttp } from './testing.ts'

/*
 * The test of tests: a city with two departments that have everything twice, and every route asked by everybody for what is
 * the other one's. Whatever belongs to a department holds its mark, and no answer to the other's people may hold it.
 */

type Side = 'water' | 'roads'
const sides = ['water', 'roads'] as const
const other = { water: 'roads', roads: 'water' } as const
const marks = { water: 'aquamark', roads: 'viamark' } as const
const now = 1_700_000_000_000
const time = [now - 3_600_000, now + 3_600_000]

/** What a request may name of a side: ids, none of which holds a mark of its own. */
interface Thing {
  readonly incident: string
  readonly finding: string
  readonly event: string
  /** An event of which only a finding's copy is left. */
  readonly fossil: string
  readonly token: string
  readonly search: string
  readonly act: string
  readonly session: string
  readonly person: string
  readonly trial: string
  readonly asked: string
}
interface Ask {
  readonly url?: string
  readonly body?: object
}

const nothing = () => [{}]
const incidentAct = (word: string, body: object) => (its: Thing) => [
  { url: `/api/incidents/${its.incident}/${word}`, body: { version: 0, ...body } },
  { url: `/api/incidents/${its.incident}/${word}`, body: { version: 1, ...body } },
]
const decided = { verdict: 'benign', reason: 'because' }
const search = { text: '', time, limit: 100 }
const everHeld = { rule: 'r-shared', from: Date.now() - 86_400_000, until: Date.now() + 86_400_000 }
const anyEvent = 'title: Any\nid: r-any\nlogsource: { product: x }\ndetection: { it: { mark: "*" }, condition: it }\n'

/** How each route is asked for what belongs to a side. A route that is not here fails the test. */
const asks: Readonly<Record<string, (its: Thing) => readonly Ask[]>> = {
  'GET /healthz': nothing,
  'GET /readyz': nothing,
  'GET /metrics': nothing,
  'GET /*': () => [{ url: '/incidents' }],
  'HEAD /*': () => [{ url: '/incidents' }],
  'GET /api/openapi.json': nothing,
  'GET /api/session/state': nothing,
  'POST /api/session/link': () => [{ body: { secret: 'A'.repeat(43) } }],
  'POST /api/session': () => [{ body: { name: 'nobody', passphrase: 'nothing' } }],
  'POST /api/session/second/code': () => [{ body: { code: '000000' } }],
  'POST /api/session/second/passkey/options': nothing,
  'POST /api/session/second/passkey': () => [{ body: { response: {} } }],
  'POST /api/session/second/enrol': nothing,
  'POST /api/session/second/enrol/confirm': () => [{ body: { code: '000000' } }],
  'POST /api/session/passkey/options': nothing,
  'POST /api/session/passkey': () => [{ body: { challenge: 'A'.repeat(43), response: {} } }],
  'POST /api/session/provider': nothing,
  'POST /api/session/provider/finish': () => [{ body: { query: 'a=b' } }],
  'GET /api/account': nothing,
  'GET /api/account/sessions': nothing,
  'DELETE /api/account/sessions/:id': ({ session }) => [{ url: `/api/account/sessions/${session}` }],
  'GET /api/account/tokens': nothing,
  'DELETE /api/account/tokens/:id': ({ token }) => [{ url: `/api/account/tokens/${token}` }],
  'POST /api/account/prove': () => [{ body: { passphrase: 'not mine' } }],
  'PUT /api/account/passphrase': () => [{ body: { passphrase: 'short' } }],
  'POST /api/account/totp': nothing,
  'POST /api/account/totp/confirm': () => [{ body: { enrolment: 'x', code: '000000' } }],
  'DELETE /api/account/totp': nothing,
  'POST /api/account/recovery-codes': nothing,
  'POST /api/account/passkeys/options': nothing,
  'POST /api/account/passkeys': () => [{ body: { ceremony: 'x', name: 'y', response: {} } }],
  'PUT /api/account/passkeys/:id': () => [{ url: '/api/account/passkeys/x', body: { name: 'y' } }],
  'DELETE /api/account/passkeys/:id': () => [{ url: '/api/account/passkeys/x' }],
  'POST /api/account/provider': nothing,
  'DELETE /api/account/provider': nothing,
  'GET /api/settings/sign-in': nothing,
  'PUT /api/settings/sign-in/second-factor': () => [{ body: { roles: [] } }],
  'PUT /api/settings/sign-in/provider': () => [{ body: {} }],
  'DELETE /api/settings/sign-in/provider': nothing,
  'POST /api/settings/sign-in/reset': () => sides.map((side) => ({ body: { name: `${side} lead` } })),
  'GET /api/me': nothing,
  'GET /api/people': nothing,
  'POST /api/people': () => [{ body: { name: 'eve', role: 'administrator', departments: 'all' } }],
  'PUT /api/people/:id': ({ person }) => [{ url: `/api/people/${person}`, body: { role: 'lead', departments: 'all' } }],
  'PUT /api/people/:id/name': ({ person }) => [{ url: `/api/people/${person}/name`, body: { name: 'mallory' } }],
  'DELETE /api/people/:id/sessions': ({ person }) => [{ url: `/api/people/${person}/sessions` }],
  'POST /api/people/:id/link': ({ person }) => [{ url: `/api/people/${person}/link`, body: {} }],
  'POST /api/people/:id/disable': ({ person }) => [{ url: `/api/people/${person}/disable`, body: {} }],
  'POST /api/people/:id/enable': ({ person }) => [{ url: `/api/people/${person}/enable`, body: {} }],
  'POST /api/people/break-glass': () => [{ body: {} }],
  'GET /api/sessions': nothing,
  'DELETE /api/sessions/:id': ({ session }) => [{ url: `/api/sessions/${session}` }],
  'GET /api/tokens': nothing,
  'POST /api/tokens': () => [
    { body: { kind: 'api', name: 'all of it', departments: 'all' } },
    { body: { kind: 'ingest', name: 'any of it' } },
  ],
  'DELETE /api/tokens/:id': ({ token }) => [{ url: `/api/tokens/${token}` }],
  'POST /api/search': ({ event }) => [
    { body: search },
    { body: { ...search, text: '| count by source, user' } },
    { body: { ...search, text: `id:${event}` } },
    { body: { from: 'event', time, timeField: 'received', limit: 50 } },
    { body: { from: 'event', time, timeField: 'time', limit: 50, where: { kind: 'not', of: { kind: 'or', of: [] } } } },
  ],
  'POST /api/export': () => [
    { body: { search: { text: '', time }, format: 'ndjson' } },
    { body: { search: { text: '', time }, format: 'csv' } },
  ],
  'POST /api/search/overview': () => [{ body: { text: '', time, facets: ['source', 'user.name'] } }],
  'GET /api/search/complete': () => [
    { url: '/api/search/complete?text=source:' },
    { url: '/api/search/complete?text=user:' },
  ],
  'GET /api/searches': nothing,
  'GET /api/searches/:id': (its) => [{ url: `/api/searches/${its.search}` }],
  'POST /api/searches': () => [{ body: {} }],
  'PUT /api/searches/:id': (its) => [{ url: `/api/searches/${its.search}`, body: {} }],
  'DELETE /api/searches/:id': (its) => [{ url: `/api/searches/${its.search}` }],
  'GET /api/geo': nothing,
  'GET /api/status': nothing,
  'GET /api/people/lens': nothing,
  'POST /api/people/reveal': (its) => [{ body: { pseudonym: 'person-0000', incident: its.incident, reason: 'why' } }],
  'POST /api/people/bytes': (its) => [{ body: { incident: its.incident, reason: 'because' } }],
  'POST /api/events/:id/raw': ({ event, fossil }) =>
    [event, fossil].map((id) => ({ url: `/api/events/${id}/raw`, body: { reason: 'because' } })),
  // Streams that never end are listened to below.
  'GET /api/live': () => [],
  'GET /api/tail': () => [],
  'GET /api/lamps/:id': () => [{ url: '/api/lamps/1' }],
  'POST /api/lamps/:id/switch': () => [{ url: '/api/lamps/1/switch', body: { on: true } }],
  'GET /api/incidents': () => [
    {},
    { url: '/api/incidents?about=host:water-1,host:roads-1' },
    { url: '/api/incidents?work=open' },
    { url: '/api/incidents?work=closed' },
  ],
  'POST /api/incidents': (its) =>
    sides.map((department) => ({
      body: { title: 'A call', observed: 'A door', severity: 'low', department, events: [its.event] },
    })),
  'GET /api/incidents/:id/similar': (its) => [{ url: `/api/incidents/${its.incident}/similar` }],
  'GET /api/quiet': (its) => [{}, { url: `/api/quiet?incident=${its.incident}` }],
  'POST /api/quiet/:id/end': () => [{ url: `/api/quiet/${crypto.randomUUID()}/end`, body: { reason: 'because' } }],
  'GET /api/incidents/:id': (its) => [{ url: `/api/incidents/${its.incident}` }],
  'GET /api/findings/:id': (its) => [{ url: `/api/findings/${its.finding}` }],
  'GET /api/rules': nothing,
  'GET /api/rules/:id': () => [{ url: '/api/rules/r-shared' }],
  'POST /api/rules/:id/explain': ({ event }) => [{ url: '/api/rules/r-shared/explain', body: { event, as: 'json' } }],
  'GET /api/rules/:id/history': () => [{ url: '/api/rules/r-shared/history?days=90' }],
  'GET /api/rules/:id/events': () => [{ url: '/api/rules/r-shared/events' }],
  'GET /api/rules/:id/tests': () => [{ url: '/api/rules/r-shared/tests' }],
  'POST /api/rules/:id/tests': () => [{ url: '/api/rules/r-shared/tests', body: {} }],
  'POST /api/rules/back-test': () => [
    { body: everHeld },
    { body: { ...everHeld, waits: true } },
    { body: { ...everHeld, rule: undefined, text: anyEvent } },
  ],
  'GET /api/rules/back-test/:id': (its) => [{ url: `/api/rules/back-test/${its.trial}` }],
  'GET /api/rules/exceptions': nothing,
  'POST /api/rules/exceptions': () => [
    { body: { rule: 'r-shared', pairs: { mark: 'x' }, reason: 'because', until: now + 1 } },
  ],
  'POST /api/rules/exceptions/:id/end': () => [{ url: '/api/rules/exceptions/exception-1/end', body: {} }],
  'GET /api/rules/content': nothing,
  'POST /api/rules/content/preview': () => [{ body: { digest: '0'.repeat(64) } }],
  'POST /api/rules/content/apply': () => [
    { body: { digest: '0'.repeat(64), source: 'x', sha256: '0'.repeat(64), trusted: 'folder' } },
  ],
  'POST /api/rules/content/undo': () => [{ body: {} }],
  'DELETE /api/rules/back-test/:id': (its) => [{ url: `/api/rules/back-test/${its.trial}` }],
  'GET /api/work': (its) => [{ url: `/api/work?ids=${its.incident}` }],
  'GET /api/incidents/:id/work': (its) => [{ url: `/api/incidents/${its.incident}/work` }],
  'POST /api/incidents/:id/take': incidentAct('take', {}),
  'POST /api/incidents/:id/release': incidentAct('release', {}),
  'POST /api/incidents/:id/note': incidentAct('note', { text: 'I was here' }),
  'POST /api/incidents/:id/verdict': incidentAct('verdict', decided),
  'POST /api/incidents/:id/close': incidentAct('close', decided),
  'POST /api/incidents/:id/reopen': incidentAct('reopen', {}),
  'POST /api/incidents/note': (its) => [
    { body: { text: 'I was here', incidents: [{ incident: its.incident, version: 1 }] } },
  ],
  'POST /api/incidents/close': (its) => [{ body: { ...decided, incidents: [{ incident: its.incident, version: 1 }] } }],
  'POST /api/undo': (its) => [{ body: { act: its.act } }],
  'GET /api/sources/settings': nothing,
  'PUT /api/sources/:source/settings': () =>
    sides.map((side) => ({
      url: `/api/sources/${side}-src/settings`,
      body: { department: null, rawDays: 1, columnDays: 1, personal: 'none' },
    })),
  'PUT /api/rules/:id/mode': () => [{ url: '/api/rules/any/mode', body: { mode: 'listening' } }],
  'GET /api/sources/catalogue': nothing,
  'GET /api/sources/doors': nothing,
  'GET /api/blind-spots': nothing,
  'GET /api/sources/health': nothing,
  'GET /api/sources/:source/health': () => sides.map((side) => ({ url: `/api/sources/${side}-src/health` })),
  'POST /api/sources/:source/zone/decline': () =>
    sides.map((side) => ({ url: `/api/sources/${side}-src/zone/decline`, body: {} })),
  'GET /api/sources/:source/senders': () => sides.map((side) => ({ url: `/api/sources/${side}-src/senders` })),
  'PUT /api/sources/:source/profile': () =>
    sides.map((side) => ({ url: `/api/sources/${side}-src/profile`, body: { owner: 'somebody' } })),
  'DELETE /api/sources/:source/profile': () => sides.map((side) => ({ url: `/api/sources/${side}-src/profile` })),
  'PUT /api/sources/:source/zone': () =>
    sides.map((side) => ({ url: `/api/sources/${side}-src/zone`, body: { zone: 'UTC' } })),
  'GET /api/decoders': nothing,
  'POST /api/decoders/preview': () => [{ body: { text: 'id: x', sample: 'x' } }],
  'PUT /api/decoders/:id': () => [{ url: '/api/decoders/own', body: { text: 'id: own' } }],
  'DELETE /api/decoders/:id': () => [{ url: '/api/decoders/own' }],
  'POST /api/decoders/look': () => [{ body: { sample: 'CEF:0|A|B|1|2|n|6|src=192.0.2.1' } }],
  'GET /api/city': nothing,
  'GET /api/city/assets': () => [{}, { url: '/api/city/assets?q=mark' }],
  'GET /api/city/assets/:asset': () => sides.map((side) => ({ url: `/api/city/assets/${side}-pump` })),
  'GET /api/city/assets/:asset/software': () =>
    sides.map((side) => ({ url: `/api/city/assets/${side}-pump/software` })),
  'GET /api/city/places': nothing,
  'GET /api/city/segmentation': nothing,
  'GET /api/city/choices': nothing,
  'GET /api/sends': nothing,
  'POST /api/sends/open': () => sides.map((side) => ({ body: { zone: `${side}-zone`, reason: 'because' } })),
  'POST /api/sends/close': () => sides.map((side) => ({ body: { zone: `${side}-zone` } })),
  'POST /api/sends/admit': () => [
    { body: { order: 'resolver', host: 'x', port: 1, addresses: ['10.1.0.1', '10.2.0.1'] } },
  ],
  'POST /api/sends/told': () => [{ body: { kind: 'rules-fetch', host: 'x', port: 1, address: null } }],
  'GET /api/city/inventory': () => [
    {},
    { url: '/api/city/inventory?q=mark' },
    { url: '/api/city/inventory?sort=-zone' },
  ],
  'GET /api/city/inventory/csv': nothing,
  'POST /api/city/inventory/edit': () => [
    { body: { about: { query: {} }, values: { note: 'x' } } },
    { body: { about: { assets: ['water-pump'] }, values: { note: 'x' } } },
  ],
  'GET /api/city/views': nothing,
  'POST /api/city/views': () => [{ body: { name: 'mine', asked: 'q=x' } }],
  'DELETE /api/city/views/:id': () => [{ url: '/api/city/views/x' }],
  'GET /api/city/recognise': () => [{ url: '/api/city/recognise?observables=host:water-1,host:roads-1' }],
  'GET /api/city/questions': nothing,
  'GET /api/city/starters': nothing,
  'POST /api/city/starters': () => [{ body: { ticked: [{ id: 'water', name: 'x' }], language: 'en' } }],
  'GET /api/city/problems': nothing,
  'GET /api/city/versions': nothing,
  'GET /api/city/export': nothing,
  'GET /api/city/learnt': () => [{}, ...sides.map((side) => ({ url: `/api/city/learnt?asset=${side}-pump` }))],
  'GET /api/city/discrepancies': () => [
    {},
    ...sides.map((side) => ({ url: `/api/city/discrepancies?asset=${side}-pump` })),
  ],
  'GET /api/city/flows': () => [{}, ...sides.map((side) => ({ url: `/api/city/flows?zone=${side}-zone` }))],
  'GET /api/city/zones': nothing,
  'GET /api/field/equipment': nothing,
  'POST /api/field/look': () => [{ body: { link: 'A'.repeat(75) } }],
  'POST /api/field/answer': () => [{ body: { link: 'A'.repeat(75), answer: 'yes' } }],
  'GET /api/field/photos/:id': ({ asked }) => [{ url: `/api/field/photos/${asked}` }],
  'POST /api/field/questions/:id/revoke': ({ asked }) => [{ url: `/api/field/questions/${asked}/revoke`, body: {} }],
  'POST /api/incidents/:id/ask': ({ incident }) => [
    { url: `/api/incidents/${incident}/ask`, body: { to: 'somebody' } },
  ],
  'GET /api/incidents/:id/asked': ({ incident }) => [{ url: `/api/incidents/${incident}/asked` }],
  'POST /api/services/:id/ask': () =>
    sides.map((side) => ({ url: `/api/services/${side}-service/ask`, body: { to: 'somebody' } })),
  'GET /api/orders': () => [{}, ...sides.map((side) => ({ url: `/api/orders?asset=${side}-pump` }))],
  'GET /api/orders/:id': () => ['work-1', 'work-2'].map((id) => ({ url: `/api/orders/${id}` })),
  'POST /api/orders': () =>
    sides.map((side) => ({ body: { ...workOn(side), what: 'try', where: { assets: [`${side}-pump`] } } })),
  'POST /api/orders/:id/end': () => ['work-1', 'work-2'].map((id) => ({ url: `/api/orders/${id}/end`, body: {} })),
  'POST /api/orders/import': () =>
    sides.map((side) => ({
      body: { text: `what;who;assets;from;until;acts\nx;y;${side}-pump;2023-11-14 00:00;2023-11-24 00:00;command\n` },
    })),
  'PUT /api/city/zones/:zone/mode': () => [{ url: '/api/city/zones/water-zone/mode', body: { mode: 'review' } }],
  'POST /api/city/import': () => [{ body: { form: 'csv', name: 'x', text: 'name,ip\nwater-pump,10.0.0.9\n' } }],
  'POST /api/city/answers': () => [{ body: { service: 'water-service', answer: { about: 'people', people: 1 } } }],
  'POST /api/city/records': () => [{ body: { section: 'assets', id: 'water-pump', values: { name: 'x' } } }],
  'POST /api/city/versions/:number/undo': () => [{ url: '/api/city/versions/1/undo', body: {} }],
  'POST /api/sample/stories': () => [{ body: { name: 'traffic-takeover' } }],
  'POST /api/sample/life': () => [{ body: { paused: true } }],
  'POST /api/sample/leave': nothing,
  'GET /api/connections': nothing,
  'GET /api/connections/:id': () => sides.map((side) => ({ url: `/api/connections/file-${side}` })),
  'POST /api/connections': () =>
    sides.map((side) => ({ body: { connection: { kind: 'journal', name: 'x', source: `${side}-src` } } })),
  'PUT /api/connections/:id': () =>
    sides.map((side) => ({ url: `/api/connections/file-${side}`, body: { paused: true } })),
  'DELETE /api/connections/:id': () => sides.map((side) => ({ url: `/api/connections/file-${side}` })),
  'GET /api/notifications': nothing,
  'GET /api/notifications/targets/:id/deliveries': () => [{ url: '/api/notifications/targets/mail-1/deliveries' }],
  'POST /api/notifications/targets': () => [
    { body: { target: { name: 'x', via: { kind: 'mail', to: ['a@example.org'] } } } },
  ],
  'PUT /api/notifications/targets/:id': () => [{ url: '/api/notifications/targets/mail-1', body: { enabled: false } }],
  'DELETE /api/notifications/targets/:id': () => [{ url: '/api/notifications/targets/mail-1' }],
  'POST /api/notifications/targets/:id/secret': () => [{ url: '/api/notifications/targets/mail-1/secret', body: {} }],
  'POST /api/notifications/targets/:id/test': () => [{ url: '/api/notifications/targets/mail-1/test', body: {} }],
  'PUT /api/notifications/mail': () => [{ body: { server: null } }],
  'POST /hooks/:id': () => [{ url: '/hooks/none', body: {} }],
  'POST /ingest/:source': () => [{ url: '/ingest/water-src', body: {} }],
  'GET /elastic': nothing,
  'GET /elastic/_license': nothing,
  'POST /elastic/:index/_bulk': () => [{ url: '/elastic/water-src/_bulk', body: {} }],
  'POST /elastic/_bulk': () => [{ body: {} }],
  'GET /services/collector/health': nothing,
  'POST /services/collector': () => [{ body: {} }],
  'POST /services/collector/event': () => [{ body: {} }],
  'POST /services/collector/event/1.0': () => [{ body: {} }],
  'POST /services/collector/raw': () => [{ body: {} }],
  'POST /services/collector/raw/1.0': () => [{ body: {} }],
  'POST /v1/logs': () => [{ body: {} }],
  'POST /upload': () => [{ body: {} }],
  // Last: it ends the session.
  'DELETE /api/session': nothing,
}

/** Both sides send, with a clock that is off and a record that cannot be read. */
function healthOf(state: StateStore) {
  const health = sourcesHealth({
    state,
    now: () => now,
    news: async () => ({
      position: emptyPosition(),
      senders: sides.map((side) => ({
        ...{ source: `${side}-src`, sender: marks[side], decoder: 'syslog', frames: 50, events: 40, refused: 10 },
        ...{ bytes: 5000, last: now, ahead: 7_200_000, quarters: [[8, 40] as const], local: true },
        logsources: ['linux||sshd'],
        unread: new TextEncoder().encode(marks[side]),
      })),
    }),
  })
  void health.look()
  return health
}

/** Rules that speak and listen, of which each side heard something. */
function modesOf(state: StateStore) {
  const modes = ruleModes({
    state,
    now: () => now,
    check: async ({ bytes }) => checkBundle(bytes, []),
    publish: async () => {},
    firstDay: () => ({ hits: 0, assets: 0 }),
    listenFirst: () => true,
  })
  void modes.load(rules, { own: new Set(), before: false })
  return modes
}

/** Each department has a pump and a service; each service needs both pumps, so that a loss crosses over. */
function workOn(side: Side) {
  return {
    name: marks[side],
    what: marks[side],
    who: marks[side],
    accounts: [],
    where: { assets: [`${side}-pump`] },
    acts: ['command' as const],
    from: now,
    until: now + 86_400_000,
  }
}

function cityOfTwo() {
  const by = { source: 'test', time: now, confidence: 'declared' as const }
  const made = <Section extends SectionName>(section: Section, id: string, values: Record<string, unknown>) => {
    const read = record(section, id, values, by)
    if (!read.ok) throw new Error(read.error[0]?.reason)
    return read.value
  }
  const suppliers = sides.map((side) => ({ kind: 'asset', id: `${side}-pump` }))
  return cityOf({
    organisations: sides.map((side) => made('organisations', side, { name: `${marks[side]} people` })),
    zones: sides.map((side) =>
      made('zones', `${side}-zone`, { name: `${marks[side]} zone`, layer: 'field', owner: side }),
    ),
    assets: sides.map((side) =>
      made('assets', `${side}-pump`, {
        name: `${marks[side]} pump`,
        kind: 'pump',
        owner: side,
        zone: `${side}-zone`,
        identifiers: [
          { scheme: 'host', value: `${side}-1` },
          { scheme: 'ip', value: addressOf[side] },
        ],
      }),
    ),
    services: sides.map((side) => made('services', `${side}-service`, { name: `${marks[side]} service`, owner: side })),
    dependencies: sides.map((side) =>
      made('dependencies', `${side}-pumps`, {
        dependent: { kind: 'service', id: `${side}-service` },
        suppliers,
        needed: 2,
      }),
    ),
  })
}

const addressOf = { water: '10.1.0.1', roads: '10.2.0.1' } as const

/**
 * What each department's source states of its own pump, which its owner sees on the pump, and of the other's, which stays
 * with the source; both pumps speak with each other.
 */
function learntOf(version: string): Digest {
  const evidence = (side: Side) => ({ first: now, last: now, count: 1, event: '0.1.0', source: `${side}-src` })
  const facts = sides.flatMap((side) =>
    sides.map((about) => ({
      ...{ scheme: 'ip' as const, known: addressOf[about], by: 'test', news: true },
      topic: about === side ? ('firmware' as const) : ('software' as const),
      ...{ value: `${version} ${marks[side]}`, ...evidence(side) },
    })),
  )
  const flows = sides.map((side) => ({
    ...{ from: addressOf[side], to: addressOf[other[side]], transport: 'tcp', port: 502, app: marks[side], bytes: 1 },
    ...evidence(side),
  }))
  return { facts, flows, left: { unproven: 0, outside: 0, unanswered: 0 } }
}

const roles: readonly Role[] = ['viewer', 'analyst', 'lead', 'field-engineer']
const actors = sides.flatMap((side) => roles.map((role) => ({ side, role })))

let http: TestHttp
let access: Access
let dir: string
let feed: ReturnType<typeof liveFeed>
let tellIncidents: (changed: readonly Incident[]) => void = () => {}
const closers: (() => Promise<void> | void)[] = []
const cookies = new Map<string, string>()
const things = new Map<Side, Thing>()
let incidents: readonly Incident[] = []
let city: CityKeeper
let orders: OrderDesk
let field: FieldDesk
let learner: Learner
let gate: HouseGate

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'departments-'))
  const logDir = join(dir, 'log')
  const log = openSegmentLog({ dir: logDir, lane: 0, clock: systemClock })
  const places = await placedFrames(log)
  await log.close()
  const events = await openEventStore({ dir: join(dir, 'events') })
  closers.push(() => events.close())
  const rows = sides.map((side) => encodeRow(eventOf(side, places[side])))
  const next = [...emptyPosition()]
  for (const side of sides)
    next[places[side].partition] = Math.max(next[places[side].partition] ?? 0, places[side].offset + 1)
  await events.append([{ rows: Buffer.from(rows.join('\n')), events: rows.length }], next)

  let wings: readonly Capability[] = []
  let state: StateStore | undefined
  const hostFor = (): Host => ({
    now: () => now,
    state: state as StateStore,
    events,
    ask: (async (question: string, ...about: unknown[]) => {
      const provider = wings.map(({ provides }) => (provides as Record<string, unknown>)[question]).find(Boolean)
      if (typeof provider !== 'function') return { kind: 'unavailable', why: 'nobody' }
      return { kind: 'answer', value: await provider(...about) }
    }) as Host['ask'],
    signal: () => {},
    publish: async () => {},
  })
  feed = liveFeed(
    {
      onIncidents: (heard) => {
        tellIncidents = heard
        return () => {}
      },
      // Only asked every other second; what status says is asked for by its route.
      keep: () => Promise.reject(new Error('no threads here')),
      receive: () => Promise.reject(new Error('no threads here')),
    },
    async (ids) => {
      const answer = await hostFor().ask('incidents', ids, everything)
      return answer.kind === 'answer' ? answer.value : []
    },
  )
  closers.push(() => feed.close())
  http = await testHttp(
    {
      events,
      hostFor,
      field: { desk: () => field, host: hostFor },
      frames: {
        rawFrame: async (at, scope) => {
          const answer = await hostFor().ask('rawFrame', at, scope)
          return answer.kind === 'answer' ? answer.value : { kind: 'unknown' }
        },
        sourceSettings: async () => {
          const answer = await hostFor().ask('sourceSettings')
          return answer.kind === 'answer' ? answer.value : []
        },
      },
      live: feed,
      status: async () => ({
        ready: true,
        failure: null,
        behind: [],
        sinks: [{ troubles: [{ message: `${marks.water} ${marks.roads}` }] }],
        sources: sides.map((side) => ({ source: `${side}-src`, last: marks[side] })),
        refused: sides.map((side) => ({ source: `${side}-src`, reason: 'bad', excerpt: marks[side] })),
      }),
    },
    (store) => {
      state = store
      // What follows from an answer is tried elsewhere: here the work on incidents stays as it was made.
      field = fieldDeskOf(
        store,
        () => now,
        async () => ({ kind: 'unavailable', why: 'nobody' }),
      )
      wings = [
        watchCapability({
          state: store,
          now: () => now,
          current: () => rules,
          known: () => [],
          decoders,
          modes: modesOf(store),
          patience: 0,
        }),
        respondCapability({ state: store, now: () => now, newAct: acts(), changed: feed.work }),
        decodersCapability({
          list: async () => ({
            decoders: [{ id: 'own', own: true, title: 'own', logsources: [], text: `${marks.water} ${marks.roads}` }],
            problems: [{ path: 'x', line: 1, column: 1, reason: `${marks.water} ${marks.roads}`, fix: '' }],
          }),
          tried: async () => ({ problems: [], lines: [] }),
          save: async () => [],
          remove: async () => ({ found: true, used: [] }),
        }),
        sourcesCapability({
          state: store,
          changed: () => access.sourcesChanged(),
          look: (bytes) => looksLike(bytes, now * 1000),
          decoders: ['syslog'],
          health: healthOf(store),
          declared: async () => {},
          catalogue: [],
          doors: async () => ({
            hosts: [],
            url: '',
            ports: { http: null, syslog: null, udp: null, tls: null, beats: null },
            authority: null,
          }),
        }),
        inventoryCapability({
          keeper: () => city,
          readList: async (form, text, meaning) => readList(form, text, meaning),
          learner: () => learner,
        }),
        fieldCapability(() => field),
        ordersCapability({ keeper: () => city, desk: () => orders }),
        connectionsCapability({
          state: store,
          sealed: { seal: async () => {}, forget: async () => {}, names: async () => [] },
          configured: () =>
            sides.map((side) => ({
              id: `file-${side}`,
              origin: 'file',
              connection: connectionShape.parse({ kind: 'journal', name: marks[side], source: `${side}-src` }),
              paused: false,
              hasSecret: false,
              createdAt: null,
              createdBy: null,
            })),
          check: () => undefined,
          changed: () => {},
          health: async () => new Map(),
        }),
        notificationsOf(store),
        sendsCapability(store, { flush: async () => {}, note: () => {} }, () => gate),
        findCapability(events, placesIn([])),
        sampleCapability(undefined),
        backTestCapability(trialsOf(logDir, store), () => rules),
        exceptionCapability({
          book: openExceptions(join(dir, 'data')),
          current: () => rules,
          publish: async () => undefined,
          now: () => now,
        }),
        ruleContentCapability({
          dataDir: join(dir, 'data'),
          rules: { current: () => rules, with: async () => rules, publish: async () => rules },
          trials: { start: () => 'none' },
          now: () => now,
        }),
        frames(logDir, store, events),
      ]
      return wings
    },
    (parts) => {
      access = openAccess({
        ...parts,
        departmentSources: async () => {
          const answer = await hostFor().ask('sourceSettings')
          return answer.kind === 'answer' ? answer.value : []
        },
      })
      return access
    },
  )
  closers.push(() => http.close())
  cookies.set('administrator', await http.signIn())
  for (const side of sides) {
    const decision = { department: side, rawDays: null, columnDays: null, personal: 'none' }
    await good('administrator', 'PUT', `/api/sources/${side}-src/settings`, decision)
  }
  city = await openCityKeeper(http.state, () => now)
  await city.apply(recordsOf(cityOfTwo()), { who: 'test', kind: 'import', about: 'two departments' })
  gate = await gateOver(http.state, dir, groundZones(city.city()))
  closers.push(() => gate.close())
  for (const side of sides) {
    const mark = marks[side]
    await gate.open({ zone: `${side}-zone`, covers: 'all', who: mark, reason: mark, until: Date.now() + 86_400_000 })
    const row = { key: side, order_kind: 'connection', order_id: mark, host: mark, address: addressOf[side], port: 1 }
    const times = { first: now, last: now, count: 1 }
    await http.state.transact([
      ...countSent([{ ...row, kind: 'http-get', ...times }]),
      ...countRefused([{ ...row, zone: `${side}-zone`, ...times }]),
    ])
  }
  orders = await openOrderDesk({
    state: http.state,
    keeper: city,
    now: () => now,
    realm: 'real',
    publish: async () => {},
    failed: (error) => {
      throw error
    },
  })
  closers.push(() => orders.close())
  for (const side of sides) await orders.add([workOn(side)], { who: 'test', scope: { kind: 'all' } })
  learner = await openLearner({ state: http.state, keeper: city, now: () => now })
  for (const version of ['2.0', '1.0']) await learner.apply(learntOf(version), emptyPosition())
  incidents = await keepIncidents(http.state, places)
  for (const { side, role } of actors) await comeIn(`${marks[side]} ${role}`, role, [side], `${side} ${role}`)
  await comeIn('data protection', 'dpo', 'all', 'dpo')
  for (const side of sides) things.set(side, await givenThings(side, places[side]))
}, 60_000)

afterAll(async () => {
  for (const close of closers.reverse()) await close()
  rmSync(dir, { recursive: true, force: true })
})

test('every route is asked, and nothing else is', () => {
  expect(http.surface.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(asks).sort())
})

test('every permission that a route needs is named by the policies, and so somebody decided whose it is', () => {
  const ours = new Set([...namedPermissions(), 'open', ingestPermission, 'lamps.read', 'lamps.write'])
  expect(http.surface.filter(({ needs }) => !ours.has(needs))).toEqual([])
})

describe.each(actors)('a $role of $side', ({ side, role }) => {
  test('gets nothing that is the other’s, in any byte of any answer', async () => {
    const actor = `${side} ${role}`
    const its = things.get(other[side]) as Thing
    for (const [key, asked] of Object.entries(asks)) {
      // Signing out would end the test; everything else is asked as it stands.
      if (key === 'DELETE /api/session' || key === 'POST /api/session') continue
      const [method = '', path = ''] = key.split(' ')
      for (const { url = path, body } of asked(its)) {
        const answer = await ask(actor, method, url, body)
        // What was asked for by its name may be named in a refusal.
        const said = `${JSON.stringify(answer.headers)}${answer.body}`.replaceAll(url, '')
        expect([key, url, answer.statusCode, said.includes(marks[other[side]])]).toEqual([
          key,
          url,
          answer.statusCode,
          false,
        ])
        if (!url.includes('/sources/')) expect([key, said.includes(`${other[side]}-src`)]).toEqual([key, false])
      }
    }
  }, 60_000)

  test('sees what is theirs', async () => {
    const own = things.get(side) as Thing
    const listed = await ask(`${side} ${role}`, 'GET', '/api/incidents')
    expect(listed.json<{ incidents: { id: string }[] }>().incidents.map(({ id }) => id)).toEqual([own.incident])
    const found = await ask(`${side} ${role}`, 'POST', '/api/search', search)
    expect(found.body).toContain(marks[side])
    expect((await ask(`${side} ${role}`, 'GET', `/api/incidents/${own.incident}/work`)).body).toContain(marks[side])
    const pump = await ask(`${side} ${role}`, 'GET', `/api/city/assets/${side}-pump`)
    expect(pump.body).toContain(`${marks[side]} service`)
    for (const url of ['/api/orders', '/api/field/equipment']) {
      expect([url, (await ask(`${side} ${role}`, 'GET', url)).body]).toEqual([
        url,
        expect.stringContaining(marks[side]),
      ])
    }
    const sends = (await ask(`${side} ${role}`, 'GET', '/api/sends')).json<{
      zones: unknown[]
      sends: unknown[]
      refused: unknown[]
    }>()
    expect([sends.zones.length, sends.sends.length, sends.refused.length]).toEqual([1, 1, 1])
    for (const what of ['learnt', 'discrepancies', 'flows']) {
      expect([what, (await ask(`${side} ${role}`, 'GET', `/api/city/${what}`)).body]).toEqual([
        what,
        expect.stringContaining(marks[side]),
      ])
    }
  })
})

test('what belongs to both is seen by those alone who see all', async () => {
  const mixed = incidents.find(({ sources }) => sources.length === 2)?.id ?? ''
  expect((await ask('administrator', 'GET', `/api/incidents/${mixed}`)).statusCode).toBe(200)
  for (const { side, role } of actors) {
    expect((await ask(`${side} ${role}`, 'GET', `/api/incidents/${mixed}`)).statusCode).toBe(404)
  }
})

test('nobody of another department changed the work on an incident', async () => {
  for (const side of sides) {
    const its = things.get(side) as Thing
    const { work } = (await ask('administrator', 'GET', `/api/incidents/${its.incident}/work`)).json<{
      work: IncidentWork
    }>()
    expect(work.version).toBe(1)
  }
})

test('a zone is opened and closed by whoever answers for it', async () => {
  const asked = { zone: 'water-zone', reason: 'the broker of the pumps', covers: { kind: 'connection', id: 'broker' } }
  for (const [actor, wanted] of [
    ['water viewer', 403],
    ['water analyst', 403],
    ['dpo', 403],
    ['roads lead', 404],
    ['roads field-engineer', 404],
    ['water lead', 200],
    ['water field-engineer', 200],
    ['administrator', 200],
  ] as const) {
    const answer = await ask(actor, 'POST', '/api/sends/open', asked)
    expect([actor, answer.statusCode]).toEqual([actor, wanted])
  }
  const opened = () => gate.openings().filter(({ zone }) => zone === 'water-zone').length
  const before = opened()
  expect((await ask('roads lead', 'POST', '/api/sends/close', { zone: 'water-zone' })).statusCode).toBe(404)
  expect(opened()).toBe(before)
  const ended = await ask('water lead', 'POST', '/api/sends/close', { zone: 'water-zone' })
  expect([ended.json(), opened()]).toEqual([{ ended: before }, 0])
  for (const change of [{ until: Date.now() + 366 * 86_400_000 }, { until: 1 }, { reason: ' ' }, { zone: 'nowhere' }]) {
    const answer = await ask('administrator', 'POST', '/api/sends/open', { ...asked, ...change })
    expect([change, answer.statusCode >= 400]).toEqual([change, true])
  }
})

test('the data protection officer reads no incident, event or work', async () => {
  const its = things.get('water') as Thing
  for (const url of [
    '/api/incidents',
    `/api/incidents/${its.incident}`,
    `/api/findings/${its.finding}`,
    '/api/rules',
  ]) {
    expect([url, (await ask('dpo', 'GET', url)).statusCode]).toEqual([url, 403])
  }
  expect((await ask('dpo', 'POST', '/api/search', search)).statusCode).toBe(403)
})

test('a trial of a rule hears the events of one’s own departments alone', async () => {
  for (const side of sides) {
    const { trial } = things.get(side) as Thing
    const { report } = (await ask(`${side} lead`, 'GET', `/api/rules/back-test/${trial}`)).json<{
      report: { sides: { events: number; kept: { source: string }[] }[] }
    }>()
    expect(report.sides.flatMap(({ kept }) => kept.map(({ source }) => source))).toEqual([`${side}-src`])
    expect(report.sides[0]?.events).toBe(1)
  }
})

test('a raw record is opened by those of its department who may, also where only the copy of a finding is left', async () => {
  for (const { side, role } of actors) {
    for (const owner of sides) {
      const its = things.get(owner) as Thing
      for (const event of [its.event, its.fossil]) {
        const answer = await ask(`${side} ${role}`, 'POST', `/api/events/${event}/raw`, { reason: 'because' })
        const may = role === 'analyst' || role === 'lead'
        expect([side, role, event, answer.statusCode]).toEqual([
          side,
          role,
          event,
          !may ? 403 : side === owner ? 200 : 404,
        ])
        if (answer.statusCode !== 200) continue
        const { base64, source, from } = answer.json<{ base64: string; source: string; from: string }>()
        expect(Buffer.from(base64, 'base64').toString()).toContain(marks[side])
        expect([source, from]).toEqual([`${side}-src`, event === its.event ? 'log' : 'evidence'])
      }
    }
  }
})

test('the live stream tells each department its own, and to who sees everything all of it', async () => {
  const heard = new Map<string, string>()
  const stops = await Promise.all(
    [...actors.map(({ side, role }) => `${side} ${role}`), 'administrator'].map(async (actor) => {
      const departments: Departments = actor === 'administrator' ? 'all' : [actor.split(' ')[0] ?? '']
      const role = (actor === 'administrator' ? actor : (actor.split(' ')[1] ?? '')) as Role
      const who: Who = { kind: 'person', account: 'x', name: actor, session: 's', role, departments }
      const scope = await access.decide(who, 'live.read')
      if (!scope.ok) throw new Error(actor)
      return feed.subscribe(scope.value, (message) => {
        heard.set(actor, `${heard.get(actor) ?? ''}${JSON.stringify(message)}`)
      })
    }),
  )
  tellIncidents(incidents)
  for (const side of sides) {
    const { incident } = things.get(side) as Thing
    feed.work([{ incident: incident as IncidentId, version: 1, owner: `${marks[side]} lead` }])
  }
  await new Promise((resolve) => setTimeout(resolve, 200))
  for (const stop of stops) stop()
  expect(heard.get('administrator')).toContain(marks.water)
  expect(heard.get('administrator')).toContain(marks.roads)
  for (const { side, role } of actors) {
    const said = heard.get(`${side} ${role}`) ?? ''
    expect(said).toContain(marks[side])
    expect(said).toContain('"owner"')
    expect(said).not.toContain(marks[other[side]])
    expect(said).not.toContain(`${other[side]}-src`)
  }
})

test('a source that changes hands is seen by its new owner and no more by the old one', async () => {
  const see = async (side: Side) => (await ask(`${side} viewer`, 'POST', '/api/search', search)).body
  const give = (department: Side) =>
    good('administrator', 'PUT', '/api/sources/water-src/settings', {
      department,
      rawDays: null,
      columnDays: null,
      personal: 'none',
    })
  await give('roads')
  expect(await see('water')).not.toContain(marks.water)
  expect(await see('roads')).toContain(marks.water)
  await give('water')
  expect(await see('roads')).not.toContain(marks.water)
})

test('what a department keeps quiet is seen and ended by its own people alone', async () => {
  const kept = new Map<Side, string>()
  for (const side of sides) {
    const { incident } = things.get(side) as Thing
    const { work } = (await ask(`${side} lead`, 'GET', `/api/incidents/${incident}/work`)).json<{
      work: IncidentWork
    }>()
    const closing = { ...decided, version: work.version, quietUntil: now + 86_400_000 }
    await good(`${side} lead`, 'POST', `/api/incidents/${incident}/close`, closing)
    const listed = await ask(`${side} lead`, 'GET', '/api/quiet')
    const { quiets } = listed.json<{ quiets: { id: string; incident: string }[] }>()
    expect(quiets.map((quiet) => quiet.incident)).toEqual([incident])
    kept.set(side, quiets[0]?.id ?? '')
  }
  for (const { side, role } of actors) {
    const its = things.get(other[side]) as Thing
    for (const url of ['/api/quiet', `/api/quiet?incident=${its.incident}`]) {
      const { body } = await ask(`${side} ${role}`, 'GET', url)
      expect([url, body.includes(marks[other[side]]), body.includes(its.incident)]).toEqual([url, false, false])
    }
    const end = await ask(`${side} ${role}`, 'POST', `/api/quiet/${kept.get(other[side])}/end`, { reason: 'mine' })
    expect([403, 404]).toContain(end.statusCode)
  }
  const all = (await ask('administrator', 'GET', '/api/quiet')).json<{ quiets: { ended?: object }[] }>().quiets
  expect(all.map(({ ended }) => ended)).toEqual([undefined, undefined])
})

/** Ids of events that the log never held and the columns no more. */
const fossils = { water: '3.900001.0', roads: '3.900002.0' } as const

interface Place {
  readonly partition: number
  readonly offset: number
}

const rules = packRules([
  {
    path: 'shared.yml',
    text: 'title: Shared\nid: r-shared\nlevel: high\nlogsource: { product: x }\ndetection: { it: { mark: "*" }, condition: it }\n',
  },
])

async function placedFrames(log: ReturnType<typeof openSegmentLog>): Promise<Record<Side, Place>> {
  const placed: Partial<Record<Side, Place>> = {}
  for (const side of sides) {
    const before = await log.position()
    const draft = { realm: 'real', origin: 'proven', decoder: 'json', peer: marks[side], key: side } as const
    const payload = new TextEncoder().encode(JSON.stringify({ logsource: { product: 'x' }, mark: marks[side] }))
    await log.append([{ ...draft, kind: 'data', source: `${side}-src`, payload }])
    const after = await log.position()
    const partition = after.findIndex((offset, index) => offset !== before[index])
    placed[side] = { partition, offset: (after[partition] ?? 1) - 1 }
  }
  return placed as Record<Side, Place>
}

function eventOf(side: Side, { partition, offset }: Place): Event {
  return {
    at: { partition, offset, index: 0 },
    time: now,
    received: now,
    timeQuality: 'stated',
    source: `${side}-src`,
    decoder: 'json',
    realm: 'real',
    origin: 'proven',
    logsources: [],
    native: new Map(),
    derived: new Map(),
    ocsf: { message: `${marks[side]} spoke`, 'user.name': `${marks[side]}-user` },
    observables: [],
    seen: [],
  }
}

function findingOf(id: string, places: Record<Side, Place>, of: readonly Side[]): Finding {
  const mark = of.map((side) => marks[side]).join('-')
  return {
    id: id as FindingId,
    detector: { kind: 'sigma', id: 'r-shared', version: '1', title: 'Shared' },
    severity: 'high',
    confidence: 0.7,
    techniques: [],
    realm: 'real',
    origin: 'proven',
    time: now,
    said: now,
    reason: { en: mark, fr: mark },
    observables: [{ kind: 'host', value: `${mark}-host` }],
    evidence: of.map((side) => ({
      event: `${places[side].partition}.${places[side].offset}.0`,
      time: now,
      source: `${side}-src`,
      matched: [],
    })),
    events: of.length,
  }
}

/** A finding of an event that is long gone, in the incident of its side. */
function fossilOf(side: Side, places: Record<Side, Place>): Finding {
  const finding = findingOf(`fossil-${side}`, places, [side])
  return { ...finding, evidence: finding.evidence.map((one) => ({ ...one, event: fossils[side] })) }
}

async function keepIncidents(state: StateStore, places: Record<Side, Place>): Promise<readonly Incident[]> {
  const stage = incidentStage()
  await stage.load(state)
  const findings = [
    findingOf('f-1', places, ['water']),
    findingOf('f-2', places, ['roads']),
    findingOf('f-3', places, ['water', 'roads']),
    ...sides.map((side) => fossilOf(side, places)),
  ]
  const grouped = stage.group(
    findings.map((finding) => ({
      finding,
      frames: finding.evidence.map(({ event }) => ({ event, bytes: new TextEncoder().encode(finding.reason.en) })),
    })),
  )
  await state.transact(grouped.statements)
  return grouped.changed
}

async function givenThings(side: Side, { partition, offset }: Place): Promise<Thing> {
  const lead = `${side} lead`
  const incident = incidents.find(({ sources }) => sources.length === 1 && sources[0] === `${side}-src`)?.id ?? ''
  const note = { version: 0, text: `${marks[side]} note` }
  const noted = await good(lead, 'POST', `/api/incidents/${incident}/note`, note)
  const token = await good(lead, 'POST', '/api/tokens', { kind: 'api', name: `${marks[side]} token` })
  const draft = { name: `${marks[side]} search`, text: marks[side] }
  const saved = await ask(lead, 'POST', '/api/searches', draft)
  const people = (await access.accounts.list()).find(({ name }) => name === `${marks[side]} lead`)
  const session = (await access.sessions.list(everything)).find(({ account }) => account === `${marks[side]} lead`)
  return {
    incident,
    finding: side === 'water' ? 'f-1' : 'f-2',
    event: `${partition}.${offset}.0`,
    fossil: fossils[side],
    token: (token['summary'] as { id: string }).id,
    search: saved.statusCode === 200 ? saved.json<{ id: string }>().id : 'none',
    act: String(noted['act']),
    session: session?.id ?? '',
    person: people?.id ?? '',
    trial: await triedBy(lead),
    asked: await askedBy(lead, incident, side),
  }
}

/** A question to the field that was answered, with the mark of its side in it. */
async function askedBy(lead: string, incident: string, side: Side): Promise<string> {
  const made = await good(lead, 'POST', `/api/incidents/${incident}/ask`, { to: `${marks[side]} workshop` })
  const link = String(made['path']).split('#')[1] ?? ''
  await good(lead, 'POST', '/api/field/answer', { link, answer: 'no', note: `${marks[side]} note` })
  return (made['question'] as { id: string }).id
}

/** Trials as the server runs them, but here: nobody waits for a thread. */
function trialsOf(logDir: string, state: StateStore) {
  return openBackTests({
    logDir,
    state,
    current: () => rules,
    durable: async () => new Array<number>(32).fill(Number.MAX_SAFE_INTEGER),
    run: (start) => {
      const { limit: _, ...whole } = start
      const steps = (start.waits === true ? runWaits : runBackTest)(whole, Date.now)
      let step = steps.next()
      while (step.done !== true) step = steps.next()
      return { report: Promise.resolve(step.value), stop: () => {} }
    },
  })
}

/** A trial of any event of the log, through. */
async function triedBy(actor: string): Promise<string> {
  const { id } = await good(actor, 'POST', '/api/rules/back-test', {
    text: anyEvent,
    from: Date.now() - 86_400_000,
    until: Date.now() + 86_400_000,
  })
  for (;;) {
    const answer = await ask(actor, 'GET', `/api/rules/back-test/${id}`)
    const { state } = answer.json<{ state: string }>()
    if (state === 'waiting' || state === 'running') continue
    expect(state).toBe('done')
    return String(id)
  }
}

function frames(logDir: string, state: StateStore, events: Pick<EventStore, 'query'>): Capability {
  return {
    name: 'frames',
    words: { en: 'Frames', fr: 'Trames' },
    migrations: [],
    permissions: [],
    routes: [],
    jobs: [],
    commands: [],
    provides: { rawFrame: (at, scope) => rawFrame({ logDir, state, events }, scope, at) },
    asks: [],
    health: async () => ({ well: true, says: { en: 'Well', fr: 'Bien' } }),
  }
}

function acts(): () => string {
  let n = 0
  return () => `act-${++n}`
}

/** Invites somebody and opens the link as they would. */
async function comeIn(name: string, role: Role, departments: Departments, as: string): Promise<void> {
  const { link } = await good('administrator', 'POST', '/api/people', { name, role, departments })
  const opened = await http.app.inject({
    method: 'POST',
    url: '/api/session/link',
    headers: { origin },
    payload: { secret: String(link).split('link=')[1], passphrase },
  })
  cookies.set(as, String(opened.headers['set-cookie']).split(';')[0] ?? '')
}

function ask(actor: string, method: string, url: string, body?: object) {
  return http.app.inject({
    method: method as 'GET',
    url,
    headers: { origin, cookie: cookies.get(actor) ?? '' },
    ...(body === undefined ? {} : { payload: body }),
  })
}

async function good(actor: string, method: string, url: string, body: object): Promise<Record<string, unknown>> {
  const answer = await ask(actor, method, url, body)
  expect([method, url, answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([method, url, 200, ''])
  return answer.json<Record<string, unknown>>()
}
