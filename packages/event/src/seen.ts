import type { AssetId, Observable, ZoneId } from '@tocsin/kit'

/** What an asset is to an event: the end that begins, the end that is addressed, what reports, who acts, who is acted on. */
export type SeenRole = 'source' | 'target' | 'device' | 'actor' | 'user'

/** An asset that an event names. */
export interface SeenAsset {
  readonly asset: AssetId
  readonly role: SeenRole
  /** 0..1: how surely what the event names is this asset. Shared among those that claim the same name or address. */
  readonly confidence: number
}

/** A name in an event that surely is of one asset, and of an asset that nobody else speaks through. */
export interface SeenThing {
  readonly about: Observable
  readonly asset: AssetId
}

/** A flow within one zone, one that a conduit is meant for, or one between zones without (IEC 62443-3-2 ZCR 3). */
export type FlowJudged = 'within' | 'meant' | 'without'

/** How flows of a zone are held against its conduits: the stricter of both ends. */
export type FlowMode = 'learn' | 'review' | 'enforce'

/** What was recognised of the city in an event, by the version of the city that stood when it was judged. */
export interface Seen {
  /** The number of the city's version; 0 where no city was known. */
  readonly version: number
  /** The surest first within a role; several of one role claim the same. */
  readonly assets: readonly SeenAsset[]
  /** Of the first names that the event is about: what incidents are grouped by. Absent where there is none. */
  readonly things?: readonly SeenThing[]
  readonly sourceZone?: ZoneId
  readonly targetZone?: ZoneId
  /** Of what reports. */
  readonly deviceZone?: ZoneId
  /** The conduit that is meant for the flow. */
  readonly conduit?: string
  /** Absent where the event is no flow, or neither end stands in a zone. */
  readonly flow?: FlowJudged
  readonly mode?: FlowMode
}

/** Where nothing is known of the city. */
export const nothingSeen: Seen = { version: 0, assets: [] }

/**
 * What was recognised as one short text for the column `seen`: the city's version, then `role:asset:confidence` of each asset.
 * Accounts have columns of their own, since they name people.
 */
export function writeSeen({ version, assets }: Seen): string {
  let text = String(version)
  for (const { asset, role, confidence } of assets) {
    if (role !== 'actor' && role !== 'user') text += ` ${role}:${encodeURIComponent(asset)}:${confidence}`
  }
  return text
}

/** Reads what `writeSeen` wrote; what it did not write is left out. */
export function readSeen(text: string): Pick<Seen, 'version' | 'assets'> {
  const [version = '', ...parts] = text.split(' ')
  const assets = parts.flatMap((part): SeenAsset[] => {
    const [role = '', asset = '', confidence = ''] = part.split(':')
    const known = roles.find((one) => one === role)
    const id = decoded(asset)
    return known === undefined || id === undefined
      ? []
      : [{ asset: id, role: known, confidence: Number(confidence) || 0 }]
  })
  return { version: Number(version) || 0, assets }
}

const roles: readonly SeenRole[] = ['source', 'target', 'device', 'actor', 'user']

function decoded(text: string): AssetId | undefined {
  try {
    return decodeURIComponent(text) as AssetId
  } catch {
    return undefined
  }
}
