import type { CityControl, RecogniseStage } from '@tocsin/capability'
import {
  type Event,
  type Native,
  nothingSeen,
  type Seen,
  type SeenAsset,
  type SeenRole,
  type Value,
  writeSeen,
} from '@tocsin/event'
import { type AssetId, TocsinError, type ZoneId } from '@tocsin/kit'
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
}

function end(role: SeenRole): End {
  return { role, claims: claims(), words: addressWords(), zone: -1 }
}

/** An address is what was on the wire; a hardware address may be that of a router, and a name what somebody said. */
function look(view: CityView, into: End, ip: string | undefined, mac: string | undefined, host: string | undefined) {
  into.claims.count = 0
  into.words.family = 0
  if (ip !== undefined) view.address(ip, into.claims, into.words)
  if (into.claims.count === 0 && mac !== undefined) lookText(view, 'device', mac, into)
  if (into.claims.count === 0 && host !== undefined) lookText(view, 'host', host, into)
  into.zone = view.zone(into.claims, into.words)
}

function lookText(view: CityView, kind: TextKind, value: string, into: End): void {
  const lower = value.toLowerCase()
  view.text(kind, lower.endsWith('.') ? lower.slice(0, -1) : lower, into.claims)
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
  for (const one of [source, target, device, ends.actor, ends.user]) addAssets(view, one, assets)
  const anyZone = source.zone !== -1 || target.zone !== -1 || device.zone !== -1
  if (assets.length === 0 && !anyZone) return { ...event, seen: blank }
  const [from, to, at] = [source, target, device].map(({ zone }) => view.zoneNumbered(zone))
  const flow = flowOf(event, view, source, target, assets)
  const seen: Seen = {
    version: blank.version,
    assets,
    ...(from === undefined ? {} : { sourceZone: from.id as ZoneId }),
    ...(to === undefined ? {} : { targetZone: to.id as ZoneId }),
    ...(at === undefined ? {} : { deviceZone: at.id as ZoneId }),
    ...flow,
  }
  const derived = new Map(event.derived)
  for (const [role, zone] of [
    ['source', from],
    ['target', to],
    ['device', at],
  ] as const) {
    const { claims: of } = ends[role]
    put(
      derived,
      `seen.${role}.asset`,
      listed(of, (index) => view.asset(of, index)),
    )
    put(
      derived,
      `seen.${role}.kind`,
      listed(of, (index) => view.kind(of, index)),
    )
    put(derived, `seen.${role}.zone`, zone?.id)
    put(derived, `seen.${role}.layer`, zone?.layer)
  }
  put(derived, 'seen.flow', seen.flow)
  put(derived, 'seen.conduit', seen.conduit)
  put(derived, 'seen.mode', seen.mode)
  return { ...event, seen, derived, ocsf: { ...event.ocsf, ...columnsOf(seen) } }
}

function addAssets(view: CityView, { role, claims: of }: End, into: SeenAsset[]): void {
  for (let at = 0; at < of.count; at++) {
    into.push({ asset: view.asset(of, at) as AssetId, role, confidence: view.confidence(of, at) })
  }
}

function flowOf(event: Event, view: CityView, source: End, target: End, assets: readonly SeenAsset[]) {
  if (source.words.family === 0 || target.words.family === 0 || event.decoder === 'tocsin') return {}
  const spoken = conversationIn(event)
  if (spoken === undefined) return {}
  const namesOf = (wanted: SeenRole) => assets.flatMap(({ role, asset }) => (role === wanted ? [asset] : []))
  const begins = { zone: source.zone, words: source.words, assets: namesOf('source') }
  return view.flow(begins, { zone: target.zone, words: target.words, assets: namesOf('target') }, spoken) ?? {}
}

function columnsOf(seen: Seen): Event['ocsf'] {
  const first = (wanted: SeenRole) => seen.assets.find(({ role }) => role === wanted)?.asset
  return {
    seen: writeSeen(seen),
    ...column('src_endpoint.uid', first('source')),
    ...column('dst_endpoint.uid', first('target')),
    ...column('device.uid', first('device')),
    ...column('actor.user.uid', first('actor')),
    ...column('user.uid', first('user')),
    ...column('src_endpoint.zone', seen.sourceZone),
    ...column('dst_endpoint.zone', seen.targetZone),
    ...column('device.zone', seen.deviceZone),
    ...column('conduit', seen.conduit),
    ...column('flow', seen.flow),
  }
}

function column(name: keyof Event['ocsf'], value: string | undefined): Event['ocsf'] {
  return value === undefined ? {} : { [name]: value }
}

function put(into: Map<string, Value>, name: string, value: Value | undefined): void {
  if (value !== undefined) into.set(name, value)
}

/** One value, or all of them where several claim the same. */
function listed(of: Claims, read: (at: number) => string | undefined): Value | undefined {
  if (of.count < 2) return of.count === 0 ? undefined : read(0)
  const all = Array.from({ length: of.count }, (_, at) => read(at)).filter((one) => one !== undefined)
  return all.length === 0 ? undefined : [...new Set(all)]
}

const roles = ['source', 'target', 'device'] as const
const attributes = ['asset', 'kind', 'zone', 'layer'] as const

/** The names under which rules ask what was recognised (docs/guide/city.md). */
export const seenAliases: readonly string[] = [
  ...roles.flatMap((role) => attributes.map((attribute) => `seen.${role}.${attribute}`)),
  ...['seen.flow', 'seen.conduit', 'seen.mode'],
]

/** A sender that writes such names itself would else be believed before the city: rules read `native` first. */
function withoutOurs(event: Event): Event {
  for (const name of seenAliases) {
    if (event.native.has(name) || event.derived.has(name)) {
      return { ...event, native: stripped(event.native), derived: stripped(event.derived) }
    }
  }
  return event
}

function stripped(fields: Native): Native {
  const kept = new Map(fields)
  for (const name of seenAliases) kept.delete(name)
  return kept
}
