import type { Sees } from '@tocsin/capability'
import type { GroundZone } from '@tocsin/inventory'

/**
 * Whether a zone is somebody's to answer for: of whoever answers for all of the house, and of the department that owns it. A
 * zone of which nobody said the owner is the house's.
 */
export function isOwn({ owner }: Pick<GroundZone, 'owner'>, { scope, circle }: Sees): boolean {
  if (scope.kind === 'all') return true
  const departments = circle?.departments ?? []
  return owner.some((one) => departments.includes(one))
}
