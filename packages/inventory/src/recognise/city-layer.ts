import { type Asset, type Confidence, type Identifier, members, shown } from '@tocsin/city'
import { isDeclared } from '../learn/claims.ts'
import { isShared } from './shared.ts'
import type { LayerAsset, LayerName } from './write-layer.ts'

/** What events name an asset by at one version of a city, and how surely. */
export function layerAsset(asset: Asset, at: number): LayerAsset {
  const { id, said } = asset
  return {
    id,
    known: {
      kind: shown(said.kind, at)?.value,
      zone: shown(said.zone, at)?.value,
      declared: isDeclared(asset),
      shared: isShared(asset, at),
      names: members(said.identifiers, at).flatMap(
        ({ value, confidence }) => nameOf(value, sureties[confidence]) ?? [],
      ),
    },
  }
}

/** That an asset is not of the city any more. */
export function goneAsset(id: string): LayerAsset {
  return { id }
}

/** Whether two versions of an asset are recognised by the same: most changes are of something else. */
export function sameToRecognise(a: Asset, b: Asset): boolean {
  const same = (name: 'identifiers' | 'zone' | 'kind' | 'shared') => a.said[name] === b.said[name]
  return same('identifiers') && same('zone') && same('kind') && same('shared') && isDeclared(a) === isDeclared(b)
}

/** The next moment after which an asset is recognised by something else, because a statement ends; in milliseconds since the epoch. */
export function nextEnd({ said }: Asset, after: number): number | undefined {
  let soonest: number | undefined
  for (const statements of [said.identifiers, said.zone, said.kind, said.shared]) {
    for (const { until } of statements ?? []) {
      if (until !== undefined && until > after && (soonest === undefined || until < soonest)) soonest = until
    }
  }
  return soonest
}

/** How surely a name is an asset's own, in percent, by how that is known. */
const sureties: Readonly<Record<Confidence, number>> = { declared: 95, imported: 90, observed: 70, assumed: 40 }

/** Whether a person or a register says it, and not what was merely seen. */
export function isTold(surety: number): boolean {
  return surety > sureties.observed
}

function nameOf({ scheme, value }: Identifier, surety: number): LayerName | undefined {
  switch (scheme) {
    case 'ip':
      return { kind: 'address', value, surety }
    case 'mac':
    case 'dev-eui':
    case 'mqtt-client':
      return { kind: 'device', value: value.toLowerCase(), surety }
    case 'host':
      // Whoever sends may say any name.
      return { kind: 'host', value: value.toLowerCase(), surety: surety - 5 }
    case 'account':
      return { kind: 'account', value: value.toLowerCase(), surety }
    default:
      return undefined
  }
}
