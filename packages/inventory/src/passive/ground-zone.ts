import { type City, members, shown } from '@tocsin/city'

/** What of a zone decides whether something may be sent into it, and who says so. */
export interface GroundZone {
  readonly id: string
  readonly name: string
  readonly layer: string | null
  /** In CIDR text. */
  readonly networks: readonly string[]
  /** Id and name of the organisation that owns it; none where nobody said. */
  readonly owner: readonly string[]
}

/** The layers into which nothing is sent unless the zone's owner says so (IEC 62443-3-2: what moves things, and what keeps people safe from it). */
export const passiveLayers: readonly string[] = ['safety', 'field', 'control']

export function isPassive({ layer }: Pick<GroundZone, 'layer'>): boolean {
  return layer !== null && passiveLayers.includes(layer)
}

/** The zones of a city, in the order of their ids: the same zones give the same list. */
export function groundZones(city: City): readonly GroundZone[] {
  const zones = [...city.zones.values()].map(({ id, said }): GroundZone => {
    const owner = shown(said.owner, city.time)?.value
    const organisation = owner === undefined ? undefined : city.organisations.get(owner)
    const called = shown(organisation?.said.name, city.time)?.value
    return {
      id,
      name: shown(said.name, city.time)?.value ?? id,
      layer: shown(said.layer, city.time)?.value ?? null,
      networks: members(said.networks, city.time)
        .map(({ value }) => value)
        .sort(),
      owner: [owner, called].filter((one) => one !== undefined),
    }
  })
  return zones.sort((a, b) => (a.id < b.id ? -1 : 1))
}
