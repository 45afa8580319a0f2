import { products } from './organisations.ts'
import type { Site } from './site.ts'

export interface PeopleServices {
  readonly emergency: string
  readonly video: string
  readonly health: string
  readonly buses: string
}

/** Cameras, the emergency call centre, the hospital, and buses. */
export function peopleServices(site: Site, network: string, power: readonly string[]): PeopleServices {
  return {
    emergency: emergencyCalls(site, network, power),
    video: cameras(site, network, power),
    health: hospital(site, power),
    buses: buses(site, network, power),
  }
}

function emergencyCalls(site: Site, network: string, power: readonly string[]): string {
  const id = 'appels-urgence'
  const service = site.service({
    id,
    name: 'Appels d’urgence',
    kind: 'emergency-calls',
    owner: 'tranquillite',
    maximumOutage: 0.25,
    fallback: { kind: 'manual', takesOverAfter: 0.5, lasts: 24, capacity: 0.6 },
  })
  const spot = { x: -300, y: 480 }
  const calls = [1, 2].map((n) =>
    site.thing({
      id: `appels-${n}`,
      name: `Système d’appels ${n}`,
      kind: 'call-centre',
      zone: 'urgences',
      at: spot,
      address: 'Centre de secours, avenue du Phare',
      product: products.serveur,
      known: 'address',
      criticality: 'vital',
      safety: true,
    }),
  )
  const desks = Array.from({ length: 6 }, (_, n) =>
    site.thing({
      id: `pupitre-appels-${n + 1}`,
      name: `Pupitre de prise d’appel ${n + 1}`,
      kind: 'workstation',
      zone: 'urgences',
      at: spot,
      product: products.poste,
      known: 'address',
      criticality: 'high',
    }),
  )
  site.supply(service, calls, {
    needed: 1,
    fallback: { kind: 'manual', takesOverAfter: 0.5, lasts: 24, capacity: 0.6 },
  })
  site.supply(service, desks, { needed: 3 })
  site.supply(service, [network], {
    buffer: 0,
    fallback: { kind: 'manual', takesOverAfter: 0.5, lasts: 24, capacity: 0.6 },
  })
  site.supply(service, power.slice(1, 2), { buffer: 48 })
  return id
}

function cameras(site: Site, network: string, power: readonly string[]): string {
  const id = 'videoprotection'
  const service = site.service({
    id,
    name: 'Vidéoprotection',
    kind: 'public-safety',
    owner: 'tranquillite',
    maximumOutage: 8,
  })
  const own = Array.from({ length: site.sizes.cameras }, (_, n) =>
    site.thing({
      id: `camera-${String(n + 1).padStart(3, '0')}`,
      name: `Caméra ${n + 1}`,
      kind: 'camera',
      zone: 'video',
      ...site.somewhere(),
      product: products.camera,
      known: 'address',
      criticality: 'low',
    }),
  )
  const recorder = ['video-enregistreur-1', 'video-enregistreur-2'].map((recorderId, n) =>
    site.thing({
      id: recorderId,
      name: `Enregistreur ${n + 1}`,
      kind: 'server',
      zone: 'video',
      product: products.serveur,
      known: 'address',
      criticality: 'high',
    }),
  )
  const patrols = { kind: 'manual', takesOverAfter: 1, lasts: 24, capacity: 0.5 } as const
  site.supply(service, own, { needed: Math.max(1, Math.ceil(own.length * 0.5)), fallback: patrols })
  site.supply(service, recorder, { needed: 1, fallback: patrols })
  site.supply(service, [network], { fallback: patrols })
  site.supply(service, power, { needed: power.length - 1, buffer: 0.5 })
  return id
}

function hospital(site: Site, power: readonly string[]): string {
  const id = 'hopital-soins'
  const service = site.service({
    id,
    name: 'Soins au centre hospitalier',
    kind: 'health',
    owner: 'hopital',
    maximumOutage: 1,
  })
  const spot = { x: 1250, y: 620 }
  const make = (thing: string, name: string, kind: 'server' | 'application' | 'building-controller') =>
    site.thing({
      id: thing,
      name,
      kind,
      zone: 'hopital',
      at: spot,
      address: 'Centre hospitalier, avenue de la République',
      product: kind === 'building-controller' ? products.automateBatiment : products.serveur,
      known: 'address',
      criticality: 'vital',
    })
  const records = make('hopital-dossiers', 'Dossiers des patients', 'application')
  const servers = [1, 2].map((n) => make(`hopital-serveur-${n}`, `Serveur de l’hôpital ${n}`, 'server'))
  const air = make('hopital-air', 'Traitement d’air des blocs', 'building-controller')
  const onPaper = { kind: 'manual', takesOverAfter: 1, lasts: 72, capacity: 0.6 } as const
  site.supply(service, [records], { fallback: onPaper })
  site.supply(records, servers, { needed: 1 })
  site.supply(service, [air], { buffer: 2, fallback: { kind: 'manual', takesOverAfter: 2, lasts: 24, capacity: 0.5 } })
  site.supply(service, power.slice(2, 3), { buffer: 72 })
  site.supply(service, ['service:eau-2'], { buffer: 12 })
  return id
}

function buses(site: Site, network: string, power: readonly string[]): string {
  const id = 'bus-urbains'
  const byRadio = { kind: 'manual', takesOverAfter: 0.5, lasts: 72, capacity: 0.7 } as const
  const service = site.service({
    id,
    name: 'Bus urbains',
    kind: 'transport',
    owner: 'transports',
    maximumOutage: 8,
    fallback: byRadio,
  })
  const own = Array.from({ length: site.sizes.buses }, (_, n) =>
    site.thing({
      id: `bus-${String(n + 1).padStart(3, '0')}`,
      name: `Bus ${n + 1}`,
      kind: 'mobile',
      zone: 'bus',
      product: products.embarque,
      known: 'address',
      criticality: 'medium',
    }),
  )
  const panels = Array.from({ length: site.sizes.displays }, (_, n) =>
    site.thing({
      id: `panneau-${String(n + 1).padStart(3, '0')}`,
      name: `Panneau d’arrêt ${n + 1}`,
      kind: 'display-panel',
      zone: 'bus',
      ...site.somewhere(),
      product: products.panneau,
      known: 'address',
      criticality: 'low',
    }),
  )
  const operation = site.thing({
    id: 'exploitation-bus',
    name: 'Aide à l’exploitation des bus',
    kind: 'application',
    zone: 'transports',
    product: products.serveur,
    known: 'address',
    criticality: 'high',
  })
  site.supply(service, own, { needed: Math.max(1, Math.ceil(own.length * 0.7)) })
  site.supply(service, [operation], { fallback: byRadio })
  site.supply(service, panels, {
    needed: 1,
    buffer: 24,
    fallback: { kind: 'manual', takesOverAfter: 1, lasts: 168, capacity: 0.9 },
  })
  site.supply(service, [network], { fallback: byRadio })
  site.supply(service, power, { needed: power.length - 2, buffer: 24 })
  return id
}
