import { type City, members, shown } from '@tocsin/city'
import type { FlowMode } from '@tocsin/event'
import { canonicalJson, TocsinError } from '@tocsin/kit'
import { type ConduitRule, conduitRules } from './conduit-rule.ts'

/** The zones and conduits of one version of a city, as workers judge by them. */
export interface Plan {
  readonly zones: readonly PlanZone[]
  readonly conduits: readonly ConduitRule[]
}

export interface PlanZone {
  readonly id: string
  readonly name: string
  /** `field`, `public`, `outside`: absent where nobody said. */
  readonly layer?: string
  readonly mode: FlowMode
  /** In CIDR text. */
  readonly networks: readonly string[]
}

const version = 1

/** @param modes of the zones of which somebody decided */
export function planOf(city: City, modes: ReadonlyMap<string, { readonly mode: FlowMode }>): Plan {
  const zones = [...city.zones.values()].map(({ id, said }): PlanZone => {
    const layer = shown(said.layer, city.time)?.value
    return {
      id,
      name: shown(said.name, city.time)?.value ?? id,
      ...(layer === undefined ? {} : { layer }),
      mode: modes.get(id)?.mode ?? 'learn',
      networks: members(said.networks, city.time).map(({ value }) => value),
    }
  })
  return { zones, conduits: conduitRules(city) }
}

/** The same plan gives the same bytes. */
export function writePlan(plan: Plan): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ version, ...plan }))
}

/** @throws TocsinError `city-damaged`: its bytes are proven by their digest, so that another Tocsin wrote them */
export function readPlan(bytes: Uint8Array): Plan {
  try {
    // A decoder takes no shared memory.
    const read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.slice())) as Partial<Plan> & {
      readonly version?: number
    }
    if (read.version === version && Array.isArray(read.zones) && Array.isArray(read.conduits)) {
      return { zones: read.zones, conduits: read.conduits }
    }
  } catch {
    // Told below.
  }
  throw new TocsinError('city-damaged', 'This is no plan of a city that this Tocsin reads', {
    fix: 'Start the newer Tocsin that wrote it, or let the city be published again',
  })
}
