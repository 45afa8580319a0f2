import type { City, Conduit } from '@tocsin/city'
import type { ZoneId } from '@tocsin/kit'
import { allows, type ConduitRule, conduitRules, type Spoken } from '../recognise/conduit-rule.ts'
import type { End } from './whereabouts.ts'

/** How a zone's flows are held against its conduits: only what is enforced speaks as a finding. */
export const zoneModeNames = ['learn', 'review', 'enforce'] as const
export type ZoneMode = (typeof zoneModeNames)[number]

/** What is known of a flow: within one zone it needs no conduit; between two it has one, or has none (IEC 62443-3-2 ZCR 3). */
export type Judged =
  | { readonly kind: 'within' }
  | { readonly kind: 'meant'; readonly conduit: Conduit['id'] }
  | { readonly kind: 'without' }
  /** Neither end stands in a zone. */
  | { readonly kind: 'unzoned' }

export function judgeFlow(city: City, from: End, to: End, spoken: Spoken): Judged {
  if (from.zone === undefined && to.zone === undefined) return { kind: 'unzoned' }
  if (from.zone === to.zone) return { kind: 'within' }
  if (from.zone === undefined || to.zone === undefined) return { kind: 'without' }
  const [begins, ends] = [from, to].map(({ asset }) => (asset === undefined ? [] : [asset]))
  for (const rule of between(city, from.zone, to.zone)) {
    if (allows(rule, begins ?? [], ends ?? [], spoken)) return { kind: 'meant', conduit: rule.id as Conduit['id'] }
  }
  return { kind: 'without' }
}

const indexes = new WeakMap<City, ReadonlyMap<string, readonly ConduitRule[]>>()

function between(city: City, from: ZoneId, to: ZoneId): readonly ConduitRule[] {
  let index = indexes.get(city)
  if (index === undefined) {
    const made = new Map<string, ConduitRule[]>()
    for (const rule of conduitRules(city)) {
      const key = `${rule.from}\n${rule.to}`
      made.set(key, [...(made.get(key) ?? []), rule])
    }
    index = made
    indexes.set(city, index)
  }
  return index.get(`${from}\n${to}`) ?? []
}

/** The stricter of the modes of both ends: a zone that nobody decided about learns. */
export function stricter(one: ZoneMode = 'learn', other: ZoneMode = 'learn'): ZoneMode {
  return zoneModeNames.indexOf(one) > zoneModeNames.indexOf(other) ? one : other
}
