import { type Asset, type City, type Identifier, type Statement, shown } from '@tocsin/city'
import { type AssetId, hash32 } from '@tocsin/kit'
import { distance } from '../distance.ts'
import type { Learnt } from '../keeper/city-keeper.ts'
import { type Claims, claimKey, identifiersOf, isDeclared, isStated, madePrefix, statedIdentifiers } from './claims.ts'
import type { Fact } from './digest.ts'
import { isIdentity } from './observer.ts'
import { farApart } from './read/lorawan.ts'
import { compareVersions } from './versions.ts'

/** What was seen and does not fit what is known. */
export const discrepancyKinds = [
  'undeclared',
  'never-seen',
  'claimed-by-two',
  'new-mac',
  'moved',
  'firmware-older',
  'differs',
] as const
export type DiscrepancyKind = (typeof discrepancyKinds)[number]

/** A discrepancy that a record showed. */
export interface Misfit {
  readonly kind: DiscrepancyKind
  readonly asset: AssetId
  /** The other asset, where there are two. */
  readonly other?: AssetId
  /** What the record says, and what was known before. */
  readonly value: string
  readonly against?: string
  readonly fact: Fact
}

/** What facts make of a city. */
export interface Reconciled extends Learnt {
  /** Which asset each claim has after it: what `Claims` says, and what is new. */
  readonly assetOf: (key: string) => AssetId | undefined
  readonly misfits: readonly Misfit[]
  /** Facts of things that are one too many. */
  readonly refused: number
}

/** Assets that are made from what was seen, at most: past it, what nobody declared is counted and left out. */
export const mostMade = 100_000

/**
 * Makes statements out of facts. Names that one record states together are one thing; a thing that nothing but that name is
 * known of is absorbed by the other. What a person or a register says is never overridden: what does not fit is a misfit.
 *
 * @param facts news alone
 */
export function reconcile(city: City, claims: Claims, facts: readonly Fact[], most = mostMade): Reconciled {
  const drafts = new Map<AssetId, Draft>()
  const claimed = new Map<string, AssetId>()
  const gone = new Set<AssetId>()
  const misfits: Misfit[] = []
  let [made, refused] = [claims.made, 0]

  const assetOf = (key: string): AssetId | undefined => {
    const found = claimed.get(key) ?? claims.of(key)
    return found !== undefined && gone.has(found) ? undefined : found
  }
  const draftOf = (id: AssetId): Draft => {
    let draft = drafts.get(id)
    if (draft === undefined) {
      const known = city.assets.get(id)
      draft = { id, known, identifiers: [], said: {} }
      drafts.set(id, draft)
    }
    return draft
  }
  /** A person or a register says already that it is known by this. */
  const isStatedHere = (id: AssetId, { scheme, value }: Identifier) => {
    const known = city.assets.get(id)
    if (known === undefined) return false
    return statedIdentifiers(known, city.time).some((one) => one.scheme === scheme && one.value === value)
  }
  const attach = (id: AssetId, identifier: Identifier, fact: Fact) => {
    const said = observed(identifier, fact)
    // It may have been here before and gone: the newest word of a source counts, whatever the order of its records.
    const ended = city.assets
      .get(id)
      ?.said.identifiers?.find((one) => one.until !== undefined && one.source === fact.by && sameValue(one, identifier))
    draftOf(id).identifiers.push(ended === undefined ? said : { ...said, time: Math.max(said.time, ended.time + 1) })
    claimed.set(claimKey(identifier.scheme, identifier.value), id)
    if (identifier.scheme === 'host') nameIt(id, identifier.value, fact)
  }
  const nameIt = (id: AssetId, name: string, fact: Fact) => {
    const draft = draftOf(id)
    if (draft.said['name'] !== undefined || shown(draft.known?.said.name, city.time) !== undefined) return
    draft.said['name'] = [observed(name, fact)]
  }
  const make = (identifier: Identifier, fact: Fact): AssetId | undefined => {
    if (made >= most) {
      refused++
      return undefined
    }
    made++
    const id = freeId(identifier, (one) => city.assets.has(one) || drafts.has(one))
    attach(id, identifier, fact)
    return id
  }
  /** The identifiers of an asset as they are with what was drafted. */
  const has = (id: AssetId): readonly Statement<Identifier>[] => {
    const draft = drafts.get(id)
    const known = city.assets.get(id)
    return [...(known === undefined ? [] : identifiersOf(known, city.time)), ...(draft?.identifiers ?? [])].filter(
      (one) => one.until === undefined,
    )
  }
  /** Nothing is known of it but this one name, and nobody declared it. */
  const isThin = (id: AssetId, key: string) => {
    const known = city.assets.get(id)
    if (known !== undefined && isDeclared(known)) return false
    return has(id).every(({ value }) => claimKey(value.scheme, value.value) === key)
  }
  const absorb = (thin: AssetId, identifier: Identifier, into: AssetId, fact: Fact) => {
    drafts.delete(thin)
    if (city.assets.has(thin)) gone.add(thin)
    else made--
    attach(into, identifier, fact)
  }
  /** An address that was seen with one thing goes over to another; what a person or a register said of it stays. */
  const move = (from: AssetId, identifier: Identifier, to: AssetId, fact: Fact): boolean => {
    if (isStatedHere(from, identifier)) return false
    const draft = draftOf(from)
    draft.identifiers = draft.identifiers.filter((one) => !sameValue(one, identifier))
    for (const one of city.assets.get(from)?.said.identifiers ?? []) {
      if (!sameValue(one, identifier) || one.until !== undefined) continue
      draft.identifiers.push({ ...one, time: Math.max(city.time, one.time + 1), until: city.time })
    }
    attach(to, identifier, fact)
    return true
  }

  /** A network card that is not the one that an asset has. */
  const isOther = ({ scheme, value }: Identifier, than: AssetId) => scheme === 'mac' && hasMac(has(than), value)

  const join = (anchor: Identifier, value: Identifier, fact: Fact) => {
    const [anchorKey, valueKey] = [claimKey(anchor.scheme, anchor.value), claimKey(value.scheme, value.value)]
    let a = assetOf(anchorKey)
    const b = assetOf(valueKey)
    if (a !== undefined && a === b) return
    const address = value.scheme === 'ip' ? value : undefined
    if (a === undefined && b !== undefined && isOther(anchor, b)) {
      // Another device has the address: a lease that went on, or a device that was exchanged for another.
      if (fact.by.endsWith('arp') || isDeclared(city.assets.get(b) ?? { id: b, said: {} })) {
        misfits.push({ kind: 'new-mac', asset: b, value: anchor.value, against: macOf(has(b)), fact })
      }
      a = make(anchor, fact)
      if (a === undefined) return
    }
    if (a === undefined && b === undefined) {
      const id = make(anchor, fact)
      if (id !== undefined) attach(id, value, fact)
    } else if (a === undefined && b !== undefined) attach(b, anchor, fact)
    else if (a !== undefined && b === undefined) {
      noteMove(a, address, fact)
      attach(a, value, fact)
    } else if (a !== undefined && b !== undefined) {
      if (isThin(b, valueKey)) {
        noteMove(a, address, fact)
        absorb(b, value, a, fact)
      } else if (isThin(a, anchorKey) && !isOther(anchor, b)) absorb(a, anchor, b, fact)
      else if (address === undefined || !move(b, address, a, fact)) {
        misfits.push({ kind: 'claimed-by-two', asset: b, other: a, value: valueKey, against: anchorKey, fact })
      }
    }
  }
  /** A thing that a person or a register placed at one address was seen at another. */
  const noteMove = (id: AssetId, address: Identifier | undefined, fact: Fact) => {
    const known = city.assets.get(id)
    if (address === undefined || known === undefined || !isDeclared(known)) return
    const before = statedIdentifiers(known, city.time).find(({ scheme }) => scheme === 'ip')
    if (before === undefined || before.value === address.value) return
    misfits.push({ kind: 'moved', asset: id, value: address.value, against: before.value, fact })
  }
  const describe = (id: AssetId, topic: 'vendor' | 'model' | 'firmware' | 'name', fact: Fact) => {
    const draft = draftOf(id)
    const before = shown<string>(draft.said[topic] ?? draft.known?.said[topic], city.time)
    if (topic === 'name') {
      nameIt(id, fact.value, fact)
      return
    }
    if (before !== undefined && before.value !== fact.value) {
      const older = topic === 'firmware' && (compareVersions(fact.value, before.value) ?? 0) < 0
      const isSaid = isStated(draft.known?.said[topic], city.time)
      if (older || isSaid) {
        const kind = older ? 'firmware-older' : 'differs'
        misfits.push({ kind, asset: id, value: fact.value, against: before.value, fact })
      }
      if (isSaid) return
    }
    draft.said[topic] = [observed(fact.value, fact)]
  }

  /** A device has one serial number: another one where it stands, or the same elsewhere, is another device. */
  const serialOf = (id: AssetId, fact: Fact) => {
    const identifier: Identifier = { scheme: 'serial', value: fact.value }
    const owner = assetOf(claimKey('serial', fact.value))
    if (owner !== undefined && owner !== id) {
      const against = claimKey(fact.scheme, fact.known)
      misfits.push({ kind: 'claimed-by-two', asset: owner, other: id, value: `serial:${fact.value}`, against, fact })
      return
    }
    const other = has(id).find(({ value }) => value.scheme === 'serial' && value.value !== fact.value)
    if (other !== undefined)
      misfits.push({ kind: 'differs', asset: id, value: fact.value, against: other.value.value, fact })
    if (owner === undefined && (other === undefined || !isStatedHere(id, other.value))) attach(id, identifier, fact)
  }
  /** Whoever joins under the same DevEUI with another JoinEUI has other keys. */
  const joinedBy = (id: AssetId, fact: Fact) => {
    const draft = draftOf(id)
    const before = shown<string>(draft.said.joinEui ?? draft.known?.said.joinEui, city.time)?.value
    if (before !== undefined && before !== fact.value) {
      misfits.push({ kind: 'claimed-by-two', asset: id, value: fact.value, against: before, fact })
      return
    }
    draft.said.joinEui = [observed(fact.value, fact)]
  }

  const [joins, others] = [
    facts.filter(({ topic }) => isIdentity(topic)),
    facts.filter(({ topic }) => !isIdentity(topic)),
  ]
  for (const fact of joins) {
    join(
      { scheme: fact.scheme, value: fact.known },
      { scheme: fact.topic as Identifier['scheme'], value: fact.value },
      fact,
    )
  }
  for (const fact of others) {
    const anchor: Identifier = { scheme: fact.scheme, value: fact.known }
    const id = assetOf(claimKey(anchor.scheme, anchor.value)) ?? make(anchor, fact)
    const { topic } = fact
    if (id === undefined) continue
    if (topic === 'vendor' || topic === 'model' || topic === 'firmware' || topic === 'name') describe(id, topic, fact)
    else if (topic === 'serial') serialOf(id, fact)
    else if (topic === 'join-eui') joinedBy(id, fact)
    else if (topic === 'gateway' && isFarFrom(city.assets.get(id), city.time, fact)) {
      misfits.push({ kind: 'moved', asset: id, value: `${fact.value} (${fact.detail})`, fact })
    } else if (topic === 'apart') {
      misfits.push({ kind: 'claimed-by-two', asset: id, value: `${fact.value} (${fact.detail ?? ''})`, fact })
    } else if (topic === 'service' && isForOthers(fact)) draftOf(id).said.shared = [observed(true, fact)]
    else if (topic === 'seen' && !isStatedHere(id, anchor)) draftOf(id).identifiers.push(observed(anchor, fact))
  }
  return {
    records: { assets: [...drafts.values()].flatMap(recordOf) },
    gone: [...gone],
    assetOf,
    misfits,
    refused,
  }
}

interface Draft {
  readonly id: AssetId
  readonly known: Asset | undefined
  identifiers: Statement<Identifier>[]
  readonly said: {
    name?: Text
    vendor?: Text
    model?: Text
    firmware?: Text
    shared?: readonly Statement<boolean>[]
    joinEui?: Text
  }
}
type Text = readonly Statement<string>[]

/** A thing that stands at a place, and is heard by a radio gateway that it cannot reach. */
function isFarFrom(asset: Asset | undefined, at: number, { detail }: Fact): boolean {
  const place = asset === undefined ? undefined : shown(asset.said.place, at)?.value
  const [longitude, latitude] = (detail ?? '').split(' ').map(Number)
  if (place === undefined || !('at' in place) || longitude === undefined || latitude === undefined) return false
  return distance(place.at, [longitude, latitude]) > farApart
}

/** A service through which others speak: name resolution, a proxy (IANA: domain 53, socks 1080, squid's 3128). */
function isForOthers({ value, detail = '' }: Fact): boolean {
  return /\/(?:53|1080|3128)$/.test(value) || /(?:^|,)(?:dns|socks)(?:,|$)/.test(detail)
}

function recordOf({ id, identifiers, said }: Draft): readonly Asset[] {
  if (identifiers.length === 0 && Object.keys(said).length === 0) return []
  return [{ id, said: { ...said, ...(identifiers.length === 0 ? {} : { identifiers }) } }]
}

function observed<Value>(value: Value, { by, last }: Fact): Statement<Value> {
  return { value, source: by, time: last, confidence: 'observed' }
}

function sameValue({ value }: Statement<Identifier>, { scheme, value: text }: Identifier): boolean {
  return value.scheme === scheme && value.value === text
}

function hasMac(identifiers: readonly Statement<Identifier>[], but: string): boolean {
  return identifiers.some(({ value }) => value.scheme === 'mac' && value.value !== but)
}

function macOf(identifiers: readonly Statement<Identifier>[]): string {
  return identifiers.find(({ value }) => value.scheme === 'mac')?.value.value ?? ''
}

/** An id that says what the thing was first known by. */
function freeId({ scheme, value }: Identifier, isTaken: (id: AssetId) => boolean): AssetId {
  const plain = /^[A-Za-z0-9._:@-]{1,100}$/.test(value) ? value : hash32(value).toString(16).padStart(8, '0')
  let id = `${madePrefix}${scheme}-${plain}` as AssetId
  for (let next = 2; isTaken(id); next++) id = `${madePrefix}${scheme}-${plain}_${next}`.slice(0, 128) as AssetId
  return id
}
