import type { AssetKind } from '@tocsin/city'
import { organisationPlans, products } from './organisations.ts'
import type { Site } from './site.ts'
import type { ZoneName } from './zones.ts'

export interface Network {
  /** The party of the town's own network. */
  readonly network: string
}

type Row = readonly [
  id: string,
  name: string,
  kind: AssetKind,
  zone: ZoneName,
  criticality: 'medium' | 'high' | 'vital',
]

const core: readonly Row[] = [
  ['coeur-1', 'Commutateur de cœur 1', 'switch', 'coeur', 'vital'],
  ['coeur-2', 'Commutateur de cœur 2', 'switch', 'coeur', 'vital'],
  ['parefeu-1', 'Pare-feu 1', 'firewall', 'coeur', 'vital'],
  ['parefeu-2', 'Pare-feu 2', 'firewall', 'coeur', 'vital'],
  ['routeur-internet', 'Routeur vers Internet', 'router', 'coeur', 'high'],
]

const servers: readonly Row[] = [
  ['annuaire-1', 'Contrôleur de domaine 1', 'directory', 'serveurs', 'vital'],
  ['annuaire-2', 'Contrôleur de domaine 2', 'directory', 'serveurs', 'vital'],
  ['fichiers-1', 'Serveur de fichiers', 'server', 'serveurs', 'high'],
  ['messagerie', 'Messagerie', 'application', 'serveurs', 'high'],
  ['etat-civil', 'État civil', 'application', 'serveurs', 'high'],
  ['finances', 'Finances et paie', 'application', 'serveurs', 'high'],
  ['hyperviseur-1', 'Hyperviseur 1', 'hypervisor', 'serveurs', 'vital'],
  ['hyperviseur-2', 'Hyperviseur 2', 'hypervisor', 'serveurs', 'vital'],
  ['hyperviseur-3', 'Hyperviseur 3', 'hypervisor', 'serveurs', 'vital'],
]

const edge: readonly Row[] = [
  ['appli-habitants', 'Application des habitants', 'citizen-app', 'dmz', 'high'],
  ['site-web', 'Site de la ville', 'application', 'dmz', 'medium'],
  ['teleservices', 'Téléservices', 'application', 'dmz', 'high'],
]

/** The town's network, its servers and workplaces, what citizens use, and the ways in for suppliers. */
export function backbone(site: Site, power: readonly string[]): Network {
  const made = rows(site, core)
  const network = site.service({
    id: 'reseau-ville',
    name: 'Réseau de la ville',
    kind: 'communications',
    owner: 'dsi',
    maximumOutage: 4,
    people: 0,
  })
  site.supply(network, made.slice(0, 2), { needed: 1 })
  site.supply(network, made.slice(2, 4), { needed: 1 })
  site.supply(network, made.slice(4), { buffer: 24 })
  site.supply(network, power.slice(0, 1), { buffer: 12 })
  return { network }
}

export function offices(
  site: Site,
  network: string,
  power: readonly string[],
): { readonly townHall: string; readonly app: string } {
  const onPaper = { kind: 'manual', takesOverAfter: 4, lasts: 72, capacity: 0.3 } as const
  const townHall = site.service({
    id: 'services-municipaux',
    name: 'Guichets et services municipaux',
    kind: 'administration',
    owner: 'dsi',
    maximumOutage: 48,
    fallback: onPaper,
  })
  const [directory1 = '', directory2 = '', ...others] = rows(site, servers)
  const hosts = others.slice(-3)
  const applications = others.slice(0, -3)
  site.supply(townHall, [directory1, directory2], { needed: 1, fallback: onPaper })
  site.supply(townHall, applications, { fallback: onPaper })
  site.supply(townHall, hosts, { needed: 2, fallback: onPaper })
  site.supply(townHall, [network], { fallback: onPaper })
  site.supply(townHall, power.slice(0, 1), { buffer: 8, fallback: onPaper })
  workplaces(site, townHall)
  buildings(site, townHall)
  backups(site, townHall)
  const app = site.service({
    id: 'appli-citoyenne',
    name: 'Application et site des habitants',
    kind: 'citizen-information',
    owner: 'dsi',
    maximumOutage: 48,
    fallback: { kind: 'manual', takesOverAfter: 8, lasts: 168, capacity: 0.5 },
  })
  site.supply(app, rows(site, edge), { fallback: { kind: 'manual', takesOverAfter: 8, lasts: 168, capacity: 0.5 } })
  site.supply(app, [network], { fallback: { kind: 'manual', takesOverAfter: 8, lasts: 168, capacity: 0.5 } })
  remoteAccess(site)
  accounts(site, townHall)
  return { townHall: 'services-municipaux', app: 'appli-citoyenne' }
}

function rows(site: Site, list: readonly Row[]): string[] {
  return list.map(([id, name, kind, zone, criticality]) =>
    site.thing({
      id,
      name,
      kind,
      zone,
      criticality,
      at: { x: 40, y: 60 },
      address: 'Hôtel de ville, avenue de la Liberté',
      product:
        kind === 'firewall'
          ? products.parefeu
          : kind === 'switch' || kind === 'router'
            ? products.reseau
            : products.serveur,
      known: 'address',
    }),
  )
}

/** Workplaces of all departments; one without its own goes to the next office. */
function workplaces(site: Site, townHall: string): void {
  const departments = organisationPlans.filter(({ kind }) => kind === 'department')
  const own = new Map<string, string[]>()
  for (let n = 0; n < site.sizes.workstations; n++) {
    const owner = departments[n % departments.length]?.id ?? 'dsi'
    const made = site.thing({
      id: `poste-travail-${String(n + 1).padStart(5, '0')}`,
      name: `Poste de travail ${n + 1}`,
      kind: 'workstation',
      zone: 'bureautique',
      owner,
      product: products.poste,
      known: 'address',
      criticality: 'low',
    })
    own.set(owner, [...(own.get(owner) ?? []), made])
  }
  for (const made of own.values()) {
    site.supply(townHall, made, {
      needed: Math.max(1, Math.ceil(made.length * 0.5)),
      fallback: { kind: 'manual', takesOverAfter: 1, lasts: 40, capacity: 0.5 },
    })
  }
}

function buildings(site: Site, townHall: string): void {
  const uses = ['École', 'Gymnase', 'Crèche', 'Médiathèque', 'Piscine', 'Maison de quartier']
  const made = Array.from({ length: site.sizes.buildings }, (_, n) =>
    site.thing({
      id: `batiment-${String(n + 1).padStart(3, '0')}`,
      name: `Chauffage, ${uses[n % uses.length] ?? ''} ${Math.floor(n / uses.length) + 1}`,
      kind: n % 4 === 3 ? 'physical-access' : 'building-controller',
      zone: 'batiments',
      ...site.somewhere(),
      product: products.automateBatiment,
      known: 'address',
      criticality: 'low',
    }),
  )
  site.supply(townHall, made, {
    needed: Math.max(1, Math.ceil(made.length * 0.3)),
    buffer: 24,
    fallback: { kind: 'manual', takesOverAfter: 2, lasts: 72, capacity: 0.8 },
  })
  for (let n = 0; n < site.sizes.chargers; n++) {
    site.thing({
      id: `recharge-${String(n + 1).padStart(3, '0')}`,
      name: `Borne de recharge ${n + 1}`,
      kind: 'charging-point',
      zone: 'eclairage',
      owner: 'energie',
      ...site.somewhere(),
      product: products.recharge,
      known: 'address',
      standalone: true,
      criticality: 'low',
    })
  }
}

function backups(site: Site, townHall: string): void {
  const made = [1, 2].map((n) =>
    site.thing({
      id: `sauvegarde-${n}`,
      name: n === 1 ? 'Sauvegardes de la nuit' : 'Sauvegardes hors ligne',
      kind: 'backup',
      zone: 'sauvegarde',
      product: products.serveur,
      known: 'address',
      criticality: 'vital',
    }),
  )
  // A week without a backup is borne; a month is not.
  site.supply(townHall, made, { needed: 1, buffer: 168 })
}

function remoteAccess(site: Site): void {
  site.thing({
    id: 'bastion',
    name: 'Bastion des prestataires',
    kind: 'remote-access',
    standalone: true,
    zone: 'acces-distants',
    product: products.serveur,
    known: 'address',
    criticality: 'high',
  })
  for (const { id, name } of organisationPlans.filter(({ kind }) => kind === 'supplier')) {
    site.thing({
      id: `tele-${id}`,
      name: `Compte de télémaintenance, ${name}`,
      kind: 'service-account',
      standalone: true,
      zone: 'acces-distants',
      known: 'account',
      criticality: 'high',
    })
  }
}

/** Accounts that the directory keeps: people under numbers, not under names. */
function accounts(site: Site, townHall: string): void {
  const administrators = [1, 2, 3, 4].map((n) =>
    site.thing({
      id: `admin-${n}`,
      name: `Administrateur ${n}`,
      kind: 'administrator-account',
      zone: 'administration',
      known: 'account',
      criticality: 'high',
    }),
  )
  site.supply(townHall, administrators, { needed: 1, buffer: 48 })
  for (let n = 0; n < site.sizes.accounts; n++) {
    site.thing({
      id: `agent-${String(n + 1).padStart(5, '0')}`,
      name: `Compte d’agent ${n + 1}`,
      kind: 'personal-account',
      standalone: true,
      zone: 'bureautique',
      known: 'account',
      criticality: 'low',
    })
  }
}
