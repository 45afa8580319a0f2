import { assetKindDefaults, assetKindNames, oddNames, stateNames } from '@tocsin/city'
import { printable } from '../../design/printable.ts'
import type { useWords } from '../../words/use-words.ts'
import type { FacetName } from './inventory-api.ts'

export const criticalities = ['vital', 'high', 'medium', 'low'] as const
const unknowns = ['kind', 'zone', 'owner', 'place', 'identifiers', 'firmware', 'criticality'] as const

/** A value of a facet in words; `-` is what nobody said. */
export function valueText(
  { t, language }: Pick<ReturnType<typeof useWords>, 't' | 'language'>,
  facet: FacetName,
  value: string,
  name: string | null,
): string {
  if (value === '-') return t('inventory.unsaid')
  const one = <Name extends string>(names: readonly Name[]) => names.find((known) => known === value)
  const kind = facet === 'kind' ? assetKindNames.find((known) => known === value) : undefined
  if (kind !== undefined) return assetKindDefaults(kind).words[language]
  const state = facet === 'state' ? one(stateNames) : undefined
  if (state !== undefined) return t(`inventory.state.${state}`)
  const odd = facet === 'odd' ? one(oddNames) : undefined
  if (odd !== undefined) return t(`inventory.odd.${odd}`)
  const criticality = facet === 'criticality' ? one(criticalities) : undefined
  if (criticality !== undefined) return t(`inventory.criticality.${criticality}`)
  const unknown = facet === 'unknown' ? one(unknowns) : undefined
  if (unknown !== undefined) return t(`city.attribute.${unknown}`)
  return printable(name ?? value)
}
