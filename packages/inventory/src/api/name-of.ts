import { type City, members, shown } from '@tocsin/city'
import type { AssetId } from '@tocsin/kit'
import { madePrefix } from '../learn/claims.ts'

/** What an asset is called: by its name, and where nobody named what was seen, by what it is known by. */
export function nameOf(city: City, id: AssetId): string {
  const said = city.assets.get(id)?.said
  const name = shown(said?.name, city.time)?.value
  if (name !== undefined || !id.startsWith(madePrefix)) return name ?? id
  return members(said?.identifiers, city.time)[0]?.value.value ?? id
}
