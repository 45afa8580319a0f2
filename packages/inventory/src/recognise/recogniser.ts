import type { CityControl, RecogniseStage } from '@tocsin/capability'
import {
  type Event,
  type Native,
  nothingSeen,
  type Seen,
  type SeenAsset,
  type SeenRole,
  type SeenThing,
  type Value,
  writeSeen,
} from '@tocsin/event'
import { type AssetId, type Observable, TocsinError, type ZoneId } from '@tocsin/kit'
import { type AddressWords, addressWords } from './address.ts'
import { conversationIn } from './conversation.ts'
import { openLayer } from './layer.ts'
import type { TextKind } from './layer-form.ts'
import { readPlan } from './plan.ts'
import { type CityView, type Claims, claims, openView } from './view.ts'

/** A city's view out of what a control frame names. @throws TocsinError `city-missing`, `city-damaged` */
export function viewOf({ plan, layers }: CityControl, contents: ReadonlyMap<string, Uint8Array>): CityView {
  const content = (name: string) => {
    const bytes = contents.get(name)
    if (bytes !== undefined) return bytes
    throw new TocsinError('city-missing', 'A version of the city that the log names is not beside it', {
      where: name,
      fix: 'Restore the content folder of the log from a backup; a running Tocsin publishes the city again by itself',
    })
  }
  return openView(
    readPlan(content(plan)),
    layers.map((name) => openLayer(content(name))),
  )
}

/** Says what of the city each event names: assets with their role, zones, and the conduit that is meant for a flow. */
export function recogniser(): RecogniseStage {
  let view: CityView | undefined
  let blank: Seen = nothingSeen
  const ends: Readonly<Record<SeenRole, End>> = {
    source: end('source'),
    target: end('target'),
    device: end('device'),
    actor: end('actor'),
    user: end('user'),
  }
  return {
    control: (control, contents) => {
      view = undefined
      blank = nothingSeen
      view = viewOf(control, contents)
      blank = { version: control.number, assets: [] }
    },
    recognise: (given) => {
      const event = withoutOurs(given)
      if (view === undefined || view.empty) return blank === nothingSeen ? event : { ...event, seen: blank }
      const { ocsf } = event
      const { source, target, device, actor, user } = ends
      const text = (name: keyof typeof ocsf) => {
        const value = ocsf[name]
        return typeof value === 'string' && value !== '' ? value : undefined
      }
      look(view, source, text('src_endpoint.ip'), text('src_endpoint.mac'), text('src_endpoint.hostname'))
      look(view, target, text('dst_endpoint.ip'), undefined, text('dst_endpoint.hostname'))
      look(view, device, text('device.ip'), deviceOf(event), text('device.hostname'))
      lookAccount(view, actor, text('actor.user.name'), text('actor.user.domain'))
      lookAccount(view, user, text('user.name'), text('user.domain'))
      return stamped(event, view, ends, blank)
    },
  }
}

/** What one role of an event was recognised as. Reused from event to event. */
interface End {
  readonly role: SeenRole
  readonly claims: Claims
  readonly words: AddressWords
  zone: number
  /** What the claims are of: the kind of a name, and the name. */
  kind: TextKind | 'address'
  by: string | undefined
}

function end(role: SeenRole): End {
  return { role, claims: claims(), words: addressWords(), zone: -1, kind: 'address', by: undefined }
}

/** An address is what was on the wire; a hardware address may be that of a router, and a name what somebody said. */
function look(view: CityView, into: End, ip: string | undefined, mac: string | undefined, host: string | undefined) {
  into.claims.count = 0
  into.words.family = 0
  into.by = undefined
  if (ip !== undefined) {
    view.address(ip, into.claims, into.words)
    into.kind = 'address'
    into.by = ip
  }
  const byAddress = into.claims.count > 0
  if (!byAddress && mac !== undefined) lookText(view, 'device', mac, into)
  if (into.claims.count === 0 && host !== undefined) lookText(view, 'host', host, into)
  // Whoever calls itself by the name of a thing does not stand where that thing stands: its address does.
  const byNetwork = byAddress ? -1 : view.zone(nobody, into.words)
  into.zone = byNetwork === -1 ? view.zone(into.claims, into.words) : byNetwork
}

const nobody = claims()

function lookText(view: CityView, kind: TextKind, value: string, into: End): void {
  const lower = value.toLowerCase()
  into.kind = kind
  into.by = lower.endsWith('.') ? lower.slice(0, -1) : lower
  view.text(kind, into.by, into.claims)
}

const others = claims()
const otherWords = addressWords()

/** Names of an event that are looked at, from the most telling on. */
const mostThings = 4

/** Which of the names that an event is about surely are of one thing: each by itself, whatever its role is recognised as. */
function thingsIn(view: CityView, { observables }: Event, ends: Readonly<Record<SeenRole, End>>) {
  let things: SeenThing[] | undefined
  const count = Math.min(observables.length, mostThings)
  for (let at = 0; at < count; at++) {
    const about = observables[at]
    // A person is on many machines, and one account's name on many.
    if (about === undefined || about.kind === 'account') continue
    const asset = view.sure(claimsOf(view, about, ends))
    if (asset === undefined) continue
    things ??= []
    things.push({ about, asset: asset as AssetId })
  }
  return things
}

function claimsOf(
  view: CityView,
  { kind, value }: Observable,
  { source, target, device }: Readonly<Record<SeenRole, End>>,
): Claims {
  if (source.by === value && source.kind === kind) return source.claims
  if (target.by === value && target.kind === kind) return target.claims
  if (device.by === value && device.kind === kind) return device.claims
  if (kind === 'address') view.address(value, others, otherWords)
  else view.text(kind, value, others)
  return others
}

function lookAccount(view: CityView, into: End, name: string | undefined, domain: string | undefined): void {
  into.claims.count = 0
  if (name === undefined) return
  const realm = domain?.split('.')[0]
  if (realm !== undefined && realm !== '') lookText(view, 'account', `${realm}\\${name}`, into)
  if (into.claims.count === 0) lookText(view, 'account', name, into)
}

function deviceOf({ observables }: Event): string | undefined {
  for (const { kind, value } of observables) if (kind === 'device') return value
  return undefined
}

function stamped(event: Event, view: CityView, ends: Readonly<Record<SeenRole, End>>, blank: Seen): Event {
  const { source, target, device } = ends
  const assets: SeenAsset[] = []
  for (const role of everyRole) addAssets(view, ends[role], assets)
  const things = thingsIn(view, event, ends)
  if (assets.length === 0 && source.zone === -1 && target.zone === -1 && device.zone === -1) {
    return { ...event, seen: things === undefined ? blank : { ...blank, things } }
  }
  const found = flowOf(event, view, source, target, assets)
  const derived = new Map(event.derived)
  const row: { -readonly [Name in keyof Event['ocsf']]: Event['ocsf'][Name] } = { ...event.ocsf }
  for (const { role, asset, kind, zone, layer, uid, zoneColumn } of places) {
    const { claims: of, zone: number } = ends[role]
    if (of.count > 0) {
      put(derived, asset, of.count === 1 ? view.asset(of, 0) : listed(of, (at) => view.asset(of, at)))
      put(derived, kind, of.count === 1 ? view.kind(of, 0) : listed(of, (at) => view.kind(of, at)))
      row[uid] = view.asset(of, 0)
    }
    if (number === -1) continue
    const known = view.zoneNumbered(number)
    put(derived, zone, known?.id)
    put(derived, layer, known?.layer)
    if (known !== undefined) row[zoneColumn] = known.id
  }
  if (ends.actor.claims.count > 0) row['actor.user.uid'] = view.asset(ends.actor.claims, 0)
  if (ends.user.claims.count > 0) row['user.uid'] = view.asset(ends.user.claims, 0)
  if (found !== undefined) {
    derived.set('seen.flow', found.flow)
    derived.set('seen.mode', found.mode)
    put(derived, 'seen.conduit', found.conduit)
    row.flow = found.flow
    if (found.conduit !== undefined) row.conduit = found.conduit
  }
  const zones = zonesOf(view, source, target, device)
  const seen = { version: blank.version, assets, ...(things === undefined ? {} : { things }), ...zones, ...found }
  row.seen = writeSeen(seen)
  return { ...event, seen, derived, ocsf: row }
}

function zonesOf(view: CityView, source: End, target: End, device: End): Partial<Seen> {
  const zones: { -readonly [Name in 'sourceZone' | 'targetZone' | 'deviceZone']?: ZoneId } = {}
  const idOf = ({ zone }: End) => view.zoneNumbered(zone)?.id as ZoneId | undefined
  const [from, to, at] = [idOf(source), idOf(target), idOf(device)]
  if (from !== undefined) zones.sourceZone = from
  if (to !== undefined) zones.targetZone = to
  if (at !== undefined) zones.deviceZone = at
  return zones
}

function addAssets(view: CityView, { role, claims: of }: End, into: SeenAsset[]): void {
  for (let at = 0; at < of.count; at++) {
    into.push({ asset: view.asset(of, at) as AssetId, role, confidence: view.confidence(of, at) })
  }
}

function flowOf(event: Event, view: CityView, source: End, target: End, assets: readonly SeenAsset[]) {
  if (source.words.family === 0 || target.words.family === 0 || event.decoder === 'tocsin') return undefined
  const spoken = conversationIn(event)
  if (spoken === undefined) return undefined
  const namesOf = (wanted: SeenRole) => assets.flatMap(({ role, asset }) => (role === wanted ? [asset] : []))
  const begins = { zone: source.zone, words: source.words, assets: namesOf('source') }
  return view.flow(begins, { zone: target.zone, words: target.words, assets: namesOf('target') }, spoken)
}

function put(into: Map<string, Value>, name: string, value: Value | undefined): void {
  if (value !== undefined) into.set(name, value)
}

/** All of them where several claim the same. */
function listed(of: Claims, read: (at: number) => string | undefined): Value | undefined {
  const all = Array.from({ length: of.count }, (_, at) => read(at)).filter((one) => one !== undefined)
  return all.length === 0 ? undefined : [...new Set(all)]
}

const everyRole: readonly SeenRole[] = ['source', 'target', 'device', 'actor', 'user']

/** Where each end stands: the names that rules ask by, and its columns. */
const places = [
  { role: 'source', endpoint: 'src_endpoint' },
  { role: 'target', endpoint: 'dst_endpoint' },
  { role: 'device', endpoint: 'device' },
].map(({ role, endpoint }) => ({
  role: role as 'source' | 'target' | 'device',
  asset: `seen.${role}.asset`,
  kind: `seen.${role}.kind`,
  zone: `seen.${role}.zone`,
  layer: `seen.${role}.layer`,
  uid: `${endpoint}.uid` as 'src_endpoint.uid' | 'dst_endpoint.uid' | 'device.uid',
  zoneColumn: `${endpoint}.zone` as 'src_endpoint.zone' | 'dst_endpoint.zone' | 'device.zone',
}))

/** The names under which rules ask what was recognised (docs/guide/city.md). */
export const seenAliases: readonly string[] = [
  ...places.flatMap(({ asset, kind, zone, layer }) => [asset, kind, zone, layer]),
  ...['seen.flow', 'seen.conduit', 'seen.mode'],
]

/** A sender that writes such names itself would else be believed before the city: rules read `native` first. */
function withoutOurs(event: Event): Event {
  if (!isOurs(event.native) && !isOurs(event.derived)) return event
  return { ...event, native: stripped(event.native), derived: stripped(event.derived) }
}

function isOurs(fields: Native): boolean {
  if (fields.size === 0) return false
  for (const name of seenAliases) if (fields.has(name)) return true
  return false
}

function stripped(fields: Native): Native {
  const kept = new Map(fields)
  for (const name of seenAliases) kept.delete(name)
  return kept
}
