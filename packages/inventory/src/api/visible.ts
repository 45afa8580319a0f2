import type { Sees } from '@tocsin/capability'
import { type Asset, type City, type Service, shown } from '@tocsin/city'

/** Which assets and services of a city one person sees. */
export interface Sight {
  readonly everything: boolean
  asset(asset: Asset): boolean
  service(service: Service): boolean
}

/** Whoever sees all sources sees all of the city; others what their departments own. What nobody owns is theirs who see all. */
export function sightOf(city: City, { scope, circle }: Sees): Sight {
  if (scope.kind === 'all') return { everything: true, asset: () => true, service: () => true }
  const departments = new Set(circle?.departments ?? [])
  const own = new Set<string>()
  for (const { id, said } of city.organisations.values()) {
    if (departments.has(id) || departments.has(shown(said.name, city.time)?.value ?? '')) own.add(id)
  }
  for (const department of departments) own.add(department)
  const owned = ({ said }: Asset | Service) => own.has(shown(said.owner, city.time)?.value ?? '')
  return { everything: false, asset: owned, service: owned }
}
