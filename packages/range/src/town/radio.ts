import { isBuilt, riverAt, type Spot, shoreAt } from './ground.ts'
import { products } from './organisations.ts'
import type { Site } from './site.ts'

/** What the sensors of the town are for: how many of a hundred, what carries them on, and whom it serves. */
export const sensorUses = [
  use('stationnement', 'Place de stationnement', 34, 'other', 'voirie', 22_000),
  use('dechets', 'Remplissage de conteneur', 20, 'waste', 'territoire', undefined),
  use('bruit', 'Niveau sonore', 5, 'other', 'tranquillite', 6000),
  use('air', 'Qualité de l’air', 4, 'citizen-information', 'territoire', 30_000),
  use('crues', 'Hauteur d’eau', 5, 'public-safety', 'eau', undefined),
  use('fuites', 'Écoute de fuite', 12, 'other', 'eau', 4000),
  use('arrosage', 'Humidité du sol', 6, 'other', 'territoire', 1500),
  use('confort', 'Température de salle', 14, 'administration', 'dsi', undefined),
] as const

/** The services of the radio network and of what hangs on it. */
export interface Radio {
  readonly radio: string
  readonly wifi: string
  readonly waste: string
  readonly floods: string
}

/** Gateways, sensors to the number that was asked for, meters at homes, and public Wi-Fi. */
export function radio(site: Site, power: readonly string[], left: () => number): Radio {
  const radioService = site.service({
    id: 'reseau-lorawan',
    name: 'Réseau LoRaWAN',
    kind: 'communications',
    owner: 'territoire',
    maximumOutage: 24,
    people: 12_000,
  })
  const gateways = Array.from({ length: site.sizes.gateways }, (_, n) =>
    site.thing({
      id: `passerelle-${String(n + 1).padStart(2, '0')}`,
      name: `Passerelle LoRaWAN ${n + 1}`,
      kind: 'lorawan-gateway',
      zone: 'lorawan',
      ...site.somewhere(),
      product: products.passerelle,
      known: 'address',
      criticality: 'medium',
    }),
  )
  const platform = ['reseau', 'application'].map((part) =>
    site.thing({
      id: `iot-${part}`,
      name: part === 'reseau' ? 'Serveur de réseau LoRaWAN' : 'Plateforme des objets connectés',
      kind: part === 'reseau' ? 'server' : 'application',
      zone: 'plateforme-iot',
      product: products.serveur,
      known: 'address',
      criticality: 'high',
    }),
  )
  site.supply(radioService, gateways, { needed: Math.max(1, Math.ceil(gateways.length * 0.6)), buffer: 1 })
  site.supply(radioService, platform, { buffer: 1 })
  site.supply(radioService, power, { needed: power.length - 1, buffer: 1 })
  const wifi = publicWifi(site, power)
  meters(site)
  return { radio: 'reseau-lorawan', wifi, ...sensors(site, radioService, power, left()) }
}

function sensors(
  site: Site,
  radioService: string,
  power: readonly string[],
  count: number,
): Pick<Radio, 'waste' | 'floods'> {
  const all = sensorUses.reduce((sum, { share }) => sum + share, 0)
  let made = 0
  let until = 0
  for (const { id, name, share, kind, owner, people } of sensorUses) {
    until += share
    const own: string[] = []
    for (; made < Math.round((count * until) / all); made++) {
      const place = id === 'crues' ? onTheBank(site) : site.somewhere()
      own.push(
        site.thing({
          id: `capteur-${String(made + 1).padStart(6, '0')}`,
          name: `${name} ${own.length + 1}`,
          kind: 'sensor',
          zone: 'lorawan',
          owner,
          ...place,
          product: products.capteur,
          known: 'radio',
          criticality: 'low',
        }),
      )
    }
    const service = site.service({
      id,
      name: serviceNames[id],
      kind,
      owner,
      maximumOutage: kind === 'public-safety' ? 24 : 168,
      ...(people === undefined ? {} : { people }),
      fallback: { kind: 'manual', takesOverAfter: 8, lasts: 168, capacity: 0.6 },
    })
    site.supply(service, own, {
      needed: Math.max(1, Math.ceil(own.length * 0.5)),
      buffer: 24,
      fallback: { kind: 'manual', takesOverAfter: 8, lasts: 168, capacity: 0.8 },
    })
    // Each runs on its own battery; what reads them does not.
    site.supply(service, power, { needed: power.length - 1, buffer: 24 })
    site.supply(service, [radioService], {
      buffer: 12,
      fallback: { kind: 'manual', takesOverAfter: 8, lasts: 168, capacity: 0.8 },
    })
  }
  return { waste: 'dechets', floods: 'crues' }
}

const serviceNames: Readonly<Record<(typeof sensorUses)[number]['id'], string>> = {
  stationnement: 'Stationnement',
  dechets: 'Collecte des déchets',
  bruit: 'Surveillance du bruit',
  air: 'Qualité de l’air',
  crues: 'Alerte aux crues et submersions',
  fuites: 'Recherche de fuites',
  arrosage: 'Arrosage des parcs',
  confort: 'Confort des bâtiments',
}

function meters(site: Site): void {
  for (let n = 0; n < site.sizes.meters; n++) {
    site.thing({
      id: `compteur-${String(n + 1).padStart(6, '0')}`,
      name: `Compteur d’eau ${n + 1}`,
      kind: 'meter',
      zone: 'lorawan',
      owner: 'eau',
      ...site.somewhere(),
      product: products.compteur,
      known: 'radio',
      standalone: true,
      criticality: 'low',
    })
  }
}

function publicWifi(site: Site, power: readonly string[]): string {
  const id = 'wifi-public'
  const service = site.service({
    id,
    name: 'Wi-Fi public',
    kind: 'communications',
    owner: 'territoire',
    maximumOutage: 72,
    people: 9000,
  })
  const points = Array.from({ length: site.sizes.accessPoints }, (_, n) =>
    site.thing({
      id: `borne-wifi-${String(n + 1).padStart(3, '0')}`,
      name: `Borne Wi-Fi ${n + 1}`,
      kind: 'access-point',
      zone: 'wifi',
      ...site.somewhere(),
      product: products.borne,
      known: 'address',
      criticality: 'low',
    }),
  )
  site.supply(service, points, { needed: Math.max(1, Math.ceil(points.length * 0.5)) })
  site.supply(service, power, { needed: power.length - 1 })
  return id
}

/** Beside the river or on the quay, where water rises. */
function onTheBank(site: Site): { readonly at: Spot; readonly address: string } {
  const x = -1900 + 5200 * site.random.next()
  const side = site.random.integer(2) === 0 ? 80 : -80
  const bank = { x, y: riverAt(x) + side }
  if (isBuilt(bank)) return { at: bank, address: side > 0 ? 'quai Nord' : 'quai Sud' }
  const y = -1800 + 3600 * site.random.next()
  return { at: { x: shoreAt(y) + 30, y }, address: 'digue de mer' }
}

function use<const Id extends string>(
  id: Id,
  name: string,
  share: number,
  kind: 'other' | 'waste' | 'citizen-information' | 'public-safety' | 'administration',
  owner: string,
  people: number | undefined,
) {
  return { id, name, share, kind, owner, people }
}
