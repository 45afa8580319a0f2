import type { ZoneName } from './zones.ts'

/** A department, a neighbour, or a supplier; all are invented. */
export interface OrganisationPlan {
  readonly id: string
  readonly name: string
  readonly kind: 'department' | 'supplier' | 'neighbour'
  readonly contact: { readonly role: string; readonly reachable: string }
  /** What a supplier gets into from outside, and how. */
  readonly reaches?: readonly ZoneName[]
  readonly by?: string
  readonly respondsWithin?: number
}

const always = '24 h sur 24'
const byDay = 'jours ouvrés, 8 h à 18 h'

export const organisationPlans: readonly OrganisationPlan[] = [
  department('voirie', 'Voirie et déplacements', 'Responsable de la régulation', byDay),
  department('eau', 'Eau et assainissement', 'Astreinte de l’exploitation', always),
  department('energie', 'Énergie et éclairage', 'Astreinte de l’éclairage', always),
  department('territoire', 'Territoire connecté', 'Responsable de la plateforme', byDay),
  department('tranquillite', 'Tranquillité publique et secours', 'Chef de salle', always),
  department('transports', 'Transports urbains', 'Régulateur', '5 h à 1 h'),
  department('dsi', 'Systèmes d’information', 'Astreinte informatique', always),
  {
    id: 'hopital',
    name: 'Centre hospitalier de la Rade',
    kind: 'neighbour',
    contact: { role: 'Cellule de crise', reachable: always },
  },
  supplier('brindavel', 'Brindavel Régulation', ['feux-conduite'], 4),
  supplier('hydromarol', 'Hydromarol', ['eau-conduite'], 2),
  supplier('lampyrene', 'Lampyrène', ['energie-conduite'], 8),
  supplier('ondeluz', 'Ondeluz Radio', ['plateforme-iot'], 8),
  supplier('visorante', 'Visorante', ['video'], 24),
  supplier('cartozal', 'Cartozal Informatique', ['serveurs'], 4),
]

/** What a town buys: by whom it is made, what it is called, which firmware runs on it today and ran before. */
export const products = {
  feux: product('brindavel', 'Carrefour C4', '4.2.1', '4.1.7'),
  priorite: product('brindavel', 'Régie R2', '7.0.3', '7.0.3'),
  automate: product('hydromarol', 'Aqualogue 300', '2.8.0', '2.7.4'),
  telegestion: product('hydromarol', 'Relais T1', '3.3.2', '3.1.0'),
  pompe: product('hydromarol', 'Pompe P90', '1.4.0', '1.4.0'),
  sonde: product('hydromarol', 'Sonde N5', '1.9.1', '1.8.0'),
  armoire: product('lampyrene', 'Armoire L8', '5.1.0', '5.0.2'),
  lampe: product('lampyrene', 'Nœud L1', '2.2.0', '2.1.0'),
  relais: product('lampyrene', 'Protection K3', '6.0.1', '6.0.1'),
  compteur: product('hydromarol', 'Compteur M2', '1.1.3', '1.1.0'),
  passerelle: product('ondeluz', 'Passerelle G8', '1.6.4', '1.5.9'),
  capteur: product('ondeluz', 'Capteur S3', '3.0.5', '3.0.2'),
  borne: product('ondeluz', 'Borne W6', '8.4.2', '8.3.0'),
  camera: product('visorante', 'Dôme D12', '11.2.0', '10.9.4'),
  serveur: product('cartozal', 'Serveur X2', '2026.2', '2025.4'),
  poste: product('cartozal', 'Poste B1', '2026.3', '2025.4'),
  reseau: product('cartozal', 'Commutateur N24', '15.2.7', '15.2.4'),
  parefeu: product('cartozal', 'Rempart F2', '9.1.4', '9.1.2'),
  automateBatiment: product('lampyrene', 'Bâtisse H4', '2.0.9', '1.9.9'),
  embarque: product('ondeluz', 'Embarqué V1', '4.4.0', '4.2.2'),
  panneau: product('lampyrene', 'Panneau A2', '1.3.0', '1.2.0'),
  recharge: product('lampyrene', 'Borne E7', '2.5.1', '2.4.0'),
} as const

export type Product = ReturnType<typeof product>

function product(supplier: string, model: string, now: string, before: string) {
  return { supplier, model, now, before }
}

function department(id: string, name: string, role: string, reachable: string): OrganisationPlan {
  return { id, name, kind: 'department', contact: { role, reachable } }
}

function supplier(id: string, name: string, reaches: readonly ZoneName[], respondsWithin: number): OrganisationPlan {
  return {
    id,
    name,
    kind: 'supplier',
    contact: { role: 'Télémaintenance', reachable: byDay },
    reaches,
    by: 'un tunnel WireGuard vers le bastion de la ville',
    respondsWithin,
  }
}
