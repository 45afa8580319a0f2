import type { Words } from '@tocsin/kit'
import type { Fallback } from '../model/fallback.ts'

/**
 * What is supposed of a service of this kind as long as nobody said anything; priors of the authors, always marked `assumed`.
 */
export interface ServiceKindDefaults {
  readonly words: Words
  /** Hours of outage that people bear. */
  readonly maximumOutage: number
  /** Hours that what depends on this service holds without it. */
  readonly buffer: number
  readonly fallback: Fallback
  /** The kinds of services that it usually cannot do without. */
  readonly needs: readonly string[]
}

const none: Fallback = { kind: 'none' }
const manual = (takesOverAfter: number, lasts: number, capacity: number): Fallback => ({
  kind: 'manual',
  takesOverAfter,
  lasts,
  capacity,
})

export const serviceKinds = {
  power: { words: { en: 'power', fr: 'électricité' }, maximumOutage: 4, buffer: 0, fallback: none, needs: [] },
  water: {
    words: { en: 'drinking water', fr: 'eau potable' },
    maximumOutage: 12,
    buffer: 4,
    fallback: none,
    needs: ['power'],
  },
  wastewater: {
    words: { en: 'waste water', fr: 'assainissement' },
    maximumOutage: 24,
    buffer: 6,
    fallback: none,
    needs: ['power'],
  },
  heat: {
    words: { en: 'district heating', fr: 'réseau de chaleur' },
    maximumOutage: 24,
    buffer: 4,
    fallback: none,
    needs: ['power', 'water'],
  },
  communications: {
    words: { en: 'communications', fr: 'communications' },
    maximumOutage: 4,
    buffer: 0,
    fallback: none,
    needs: ['power'],
  },
  'emergency-calls': {
    words: { en: 'emergency calls', fr: "appels d'urgence" },
    maximumOutage: 0.25,
    buffer: 0,
    fallback: none,
    needs: ['power', 'communications'],
  },
  'public-safety': {
    words: { en: 'public safety', fr: 'sécurité publique' },
    maximumOutage: 4,
    buffer: 0,
    fallback: none,
    needs: ['power', 'communications'],
  },
  health: {
    words: { en: 'health care', fr: 'soins' },
    maximumOutage: 1,
    buffer: 0,
    fallback: none,
    needs: ['power', 'water'],
  },
  traffic: {
    words: { en: 'traffic signals', fr: 'feux de circulation' },
    maximumOutage: 4,
    buffer: 0,
    fallback: manual(1, 12, 0.5),
    needs: ['power'],
  },
  lighting: {
    words: { en: 'street lighting', fr: 'éclairage public' },
    maximumOutage: 12,
    buffer: 0,
    fallback: none,
    needs: ['power'],
  },
  transport: {
    words: { en: 'public transport', fr: 'transports publics' },
    maximumOutage: 8,
    buffer: 0,
    fallback: none,
    needs: ['power', 'communications'],
  },
  waste: {
    words: { en: 'waste collection', fr: 'collecte des déchets' },
    maximumOutage: 168,
    buffer: 48,
    fallback: none,
    needs: [],
  },
  'citizen-information': {
    words: { en: 'information for citizens', fr: 'information des habitants' },
    maximumOutage: 48,
    buffer: 0,
    fallback: manual(8, 168, 0.5),
    needs: ['communications'],
  },
  administration: {
    words: { en: 'administration', fr: 'administration' },
    maximumOutage: 48,
    buffer: 0,
    fallback: manual(4, 72, 0.3),
    needs: ['power', 'communications'],
  },
  other: {
    words: { en: 'another service', fr: 'autre service' },
    maximumOutage: 8,
    buffer: 0,
    fallback: none,
    needs: [],
  },
} satisfies Record<string, ServiceKindDefaults>

export type ServiceKind = keyof typeof serviceKinds

export const serviceKindNames = Object.keys(serviceKinds) as readonly ServiceKind[]

export function serviceKindDefaults(kind: ServiceKind): ServiceKindDefaults {
  return serviceKinds[kind]
}
