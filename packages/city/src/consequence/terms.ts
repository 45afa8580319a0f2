import type { City } from '../city.ts'
import { assetKindDefaults } from '../kinds/asset-kind.ts'
import { serviceKindDefaults } from '../kinds/service-kind.ts'
import type { Fallback } from '../model/fallback.ts'
import { members, type Shown, type Statement, shown } from '../model/statement.ts'
import type { Dependency, Party } from '../schema/dependency.ts'

/** The terms of a dependency as they count: stated where somebody stated them, else supposed. */
export interface Terms {
  readonly suppliers: readonly Party[]
  readonly needed: number
  /** Hours. */
  readonly buffer: number
  readonly fallback: Fallback
  /** Which of them nobody stated. */
  readonly assumed: ReadonlySet<'suppliers' | 'needed' | 'buffer' | 'fallback'>
}

/**
 * The terms that count for a dependency.
 *
 * A statement on the dependency goes before one on the dependent service, and any statement before an assumption. Without either,
 * the kinds of the suppliers decide, the most cautious of them; of an unknown kind nothing is held and nobody takes over.
 */
export function termsOf(city: City, { said }: Dependency): Terms {
  const at = city.time
  const supply = members(said.suppliers, at)
  const suppliers = supply.map(({ value }) => value)
  const dependent = shown(said.dependent, at)?.value
  const service = dependent?.kind === 'service' ? city.services.get(dependent.id)?.said : undefined
  const buffer = better(shown(said.buffer, at), shown(service?.buffer, at))
  const fallback = better(shown(said.fallback, at), shown(service?.fallback, at))
  const needed = shown(said.needed, at)
  const defaults = defaultTerms(city, suppliers)
  const assumed = new Set<'suppliers' | 'needed' | 'buffer' | 'fallback'>()
  if (supply.some(isAssumed)) assumed.add('suppliers')
  if (suppliers.length > 1 && isAssumed(needed)) assumed.add('needed')
  if (isAssumed(buffer)) assumed.add('buffer')
  if (isAssumed(fallback)) assumed.add('fallback')
  return {
    suppliers,
    needed: Math.min(needed?.value ?? defaults.needed, suppliers.length),
    buffer: buffer?.value ?? defaults.buffer,
    fallback: fallback?.value ?? defaults.fallback,
    assumed,
  }
}

/** What is supposed of a dependency on these suppliers, from their kinds. */
export function defaultTerms(city: City, suppliers: readonly Party[]): Omit<Terms, 'suppliers' | 'assumed'> {
  let share = 0
  let buffer = Number.POSITIVE_INFINITY
  let worst: Fallback | undefined
  for (const supplier of suppliers) {
    const of = supplierDefaults(city, supplier)
    share = Math.max(share, of.neededShare)
    buffer = Math.min(buffer, of.buffer)
    if (worst === undefined || isWorse(of.fallback, worst)) worst = of.fallback
  }
  return {
    needed: Math.max(1, Math.ceil(share * suppliers.length)),
    buffer: Number.isFinite(buffer) ? buffer : 0,
    fallback: worst ?? { kind: 'none' },
  }
}

function supplierDefaults(
  city: City,
  { kind, id }: Party,
): { neededShare: number; buffer: number; fallback: Fallback } {
  const none = { neededShare: 1, buffer: 0, fallback: { kind: 'none' } } as const
  if (kind === 'asset') {
    const known = shown(city.assets.get(id)?.said.kind, city.time)
    return known === undefined ? none : assetKindDefaults(known.value)
  }
  const known = shown(city.services.get(id)?.said.kind, city.time)
  return known === undefined ? none : { ...serviceKindDefaults(known.value), neededShare: 1 }
}

function better<Value>(own: Shown<Value> | undefined, service: Shown<Value> | undefined): Shown<Value> | undefined {
  return own !== undefined && (own.confidence !== 'assumed' || service === undefined || isAssumed(service))
    ? own
    : service
}

function isAssumed(statement: Statement<unknown> | undefined): boolean {
  return statement === undefined || statement.confidence === 'assumed'
}

// Served hours by hand, counted from the loss; ties by later take-over, so that the order of suppliers decides nothing
function isWorse(a: Fallback, b: Fallback): boolean {
  if (a.kind === 'none' || b.kind === 'none') return a.kind === 'none' && b.kind !== 'none'
  const [servedA, servedB] = [a.capacity * a.lasts, b.capacity * b.lasts]
  if (servedA !== servedB) return servedA < servedB
  if (a.takesOverAfter !== b.takesOverAfter) return a.takesOverAfter > b.takesOverAfter
  return a.capacity < b.capacity
}
