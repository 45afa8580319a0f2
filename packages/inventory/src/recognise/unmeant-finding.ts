import { createHash } from 'node:crypto'
import type { Said } from '@tocsin/capability'
import type { Finding, Origin } from '@tocsin/event'
import { canonicalJson, type FindingId, type Observable, observableOf, type Words } from '@tocsin/kit'
import type { FlowSide, UnmeantFlow } from './unmeant-flow.ts'

/** The detector of flows that no conduit is meant for. */
export const unmeantDetector = 'tocsin:flow-without-conduit'

/** Protocols and ports of one pair of zones that are told apart within a day; beyond, one finding says so. */
export const mostPorts = 20

/** The first flow of its kind; one after a day; or one of those beyond the bound. */
export type Telling = 'first' | 'again' | 'many'

/**
 * @param more flows of the same that were not told since
 * @param alsoOf the sources of those
 */
export function saidOf(flow: UnmeantFlow, now: number, more: number, what: Telling, alsoOf: readonly string[]): Said {
  const finding = findingOf(flow, now, more, what)
  // The frame lies in the log; whoever writes the finding copies it from there.
  return { finding, frames: [{ event: flow.event, bytes: undefined }], ...(alsoOf.length === 0 ? {} : { alsoOf }) }
}

function findingOf(flow: UnmeantFlow, now: number, more: number, what: Telling): Finding {
  const { realm, origin, time, event, source, from, to, transport, port } = flow
  const key = [from.zone ?? '', to.zone ?? '', what === 'many' ? 'many' : `${transport}/${port}`]
  const matched = [
    { field: 'src_endpoint.ip', value: from.address, asked: '', ranges: [] },
    { field: 'dst_endpoint.ip', value: to.address, asked: '', ranges: [] },
    { field: 'dst_endpoint.port', value: port, asked: '', ranges: [] },
  ]
  return {
    id: idOf(['city', unmeantDetector, '1', realm, key, event]),
    detector: { kind: 'city', id: unmeantDetector, version: '1', title: title.en, says: title },
    severity: 'medium',
    // Whoever can write to an unauthenticated port can write the evidence.
    confidence: Math.min(0.9, byOrigin[origin]),
    techniques: [{ id: 'T1021', name: 'Remote Services' }],
    realm,
    origin,
    time,
    said: now,
    reason: reasonOf(flow, more, what),
    advice,
    observables: [from.address, to.address].flatMap((address): Observable[] => {
      const observable = observableOf('address', address)
      return observable === undefined ? [] : [observable]
    }),
    ...(from.thing === undefined ? {} : { thing: from.thing }),
    evidence: [{ event, time, source, matched }],
    events: 1 + more,
  }
}

const byOrigin: Readonly<Record<Origin, number>> = { claimed: 0.5, address: 0.7, proven: 1 }

const title: Words = {
  en: 'A flow between zones that no conduit is meant for',
  fr: 'Un flux entre zones qu’aucun conduit ne prévoit',
}

const advice: Words = {
  en: 'Ask the owner of both zones. Declare a conduit if the flow is needed; close it at the firewall if it is not.',
  fr: 'Demandez au responsable des deux zones. Déclarez un conduit si le flux est nécessaire ; sinon fermez-le au pare-feu.',
}

/** French no-break space. */
const nbsp = '\u00a0'

function reasonOf({ from, to, transport, port, app }: UnmeantFlow, more: number, what: Telling): Words {
  const named = ({ address, asset }: FlowSide) => (asset === undefined ? address : `${asset}, ${address}`)
  const en = ({ zone }: FlowSide) => (zone === undefined ? 'outside of every zone' : `zone ${zone}`)
  const fr = ({ zone }: FlowSide) => (zone === undefined ? 'hors de toute zone' : `zone ${zone}`)
  const over = [transport, port === 0 ? '' : String(port), app === '' ? '' : `(${app})`]
    .filter((one) => one !== '')
    .join(' ')
  if (what === 'many') {
    return {
      en: `From ${en(from)} to ${en(to)}, flows over more than ${mostPorts} ports have no conduit: further ones are counted here, the last of ${named(from)} to ${named(to)} over ${over}.`,
      fr: `De ${fr(from)} à ${fr(to)}, des flux sur plus de ${mostPorts} ports sont sans conduit${nbsp}: les suivants sont comptés ici, le dernier de ${named(from)} vers ${named(to)} en ${over}.`,
    }
  }
  const [timesEn, timesFr] =
    more === 0 ? ['', ''] : [`, ${more} more since it was last said`, `, encore ${more} depuis le dernier signalement`]
  return {
    en: `${named(from)} (${en(from)}) speaks with ${named(to)} (${en(to)}) over ${over}, and no conduit is meant for it${timesEn}.`,
    fr: `${named(from)} (${fr(from)}) dialogue avec ${named(to)} (${fr(to)}) en ${over}, et aucun conduit ne le prévoit${timesFr}.`,
  }
}

/** The same statement about the same events has the same id, whoever computes it and however often. */
function idOf(what: unknown): FindingId {
  return createHash('sha256').update(canonicalJson(what)).digest('hex').slice(0, 32) as FindingId
}
