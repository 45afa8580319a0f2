/** Where devices speak with each other, between the street and the world (IEC 62443-3-2). */
export interface ZonePlan {
  readonly id: string
  readonly name: string
  readonly layer: 'safety' | 'field' | 'control' | 'operations' | 'enterprise' | 'perimeter' | 'public' | 'outside'
  /** Levels asked for and reached (IEC 62443-3-3 SL-T, SL-A). */
  readonly levels?: readonly [target: number, achieved: number]
  /** The first address and the size: devices get theirs in order. */
  readonly network?: string
  readonly owner: string
}

export const zonePlans = [
  zone('feux-terrain', 'Carrefours à feux', 'field', [2, 1], '10.20.0.0/16', 'voirie'),
  zone('feux-conduite', 'Poste central de régulation du trafic', 'control', [3, 2], '10.21.0.0/24', 'voirie'),
  zone('eau-terrain', 'Ouvrages d’eau potable', 'field', [2, 2], '10.30.0.0/16', 'eau'),
  zone('eau-conduite', 'Supervision de l’eau', 'control', [3, 2], '10.31.0.0/24', 'eau'),
  zone('eau-surete', 'Sûreté du traitement de l’eau', 'safety', [3, 3], '10.32.0.0/24', 'eau'),
  zone('assainissement', 'Postes de relevage', 'field', [2, 1], '10.33.0.0/20', 'eau'),
  zone('energie-terrain', 'Postes de distribution', 'field', [2, 2], '10.40.0.0/20', 'energie'),
  zone('energie-conduite', 'Conduite du réseau électrique', 'control', [3, 3], '10.41.0.0/24', 'energie'),
  zone('eclairage', 'Armoires d’éclairage', 'field', [1, 1], '10.42.0.0/16', 'energie'),
  zone('lorawan', 'Réseau LoRaWAN', 'field', [1, 1], '10.50.0.0/20', 'territoire'),
  zone('plateforme-iot', 'Plateforme des objets connectés', 'operations', [2, 2], '10.51.0.0/24', 'territoire'),
  zone('video', 'Vidéoprotection', 'operations', [2, 1], '10.60.0.0/16', 'tranquillite'),
  zone('urgences', 'Centre d’appels d’urgence', 'operations', [3, 3], '10.61.0.0/24', 'tranquillite'),
  zone('wifi', 'Wi-Fi public', 'public', [1, 1], '10.70.0.0/16', 'territoire'),
  zone('bus', 'Bus et panneaux', 'field', [1, 1], '10.80.0.0/18', 'transports'),
  zone('transports', 'Exploitation des bus', 'operations', [2, 2], '10.81.0.0/24', 'transports'),
  zone('batiments', 'Bâtiments communaux', 'field', [1, 1], '10.90.0.0/18', 'dsi'),
  zone('hopital', 'Centre hospitalier', 'enterprise', [3, 2], '10.100.0.0/20', 'hopital'),
  zone('serveurs', 'Serveurs de la ville', 'enterprise', [2, 2], '10.10.0.0/22', 'dsi'),
  zone('administration', 'Administration des systèmes', 'operations', [3, 2], '10.11.0.0/24', 'dsi'),
  zone('bureautique', 'Postes de travail', 'enterprise', [1, 1], '10.128.0.0/10', 'dsi'),
  zone('sauvegarde', 'Sauvegardes', 'enterprise', [3, 2], '10.12.0.0/24', 'dsi'),
  zone('coeur', 'Cœur de réseau', 'operations', [3, 3], '10.13.0.0/24', 'dsi'),
  zone('dmz', 'Services exposés', 'perimeter', [2, 2], '10.14.0.0/24', 'dsi'),
  zone('acces-distants', 'Accès des prestataires', 'perimeter', [2, 1], '10.15.0.0/24', 'dsi'),
  zone('internet', 'Internet', 'outside', undefined, undefined, 'dsi'),
] as const satisfies readonly ZonePlan[]

export type ZoneName = (typeof zonePlans)[number]['id']

/** A flow that is meant to be. */
export interface ConduitPlan {
  readonly from: ZoneName
  readonly to: ZoneName
  readonly protocol: string
  readonly port: number
  readonly encryption: 'none' | 'ipsec' | 'wireguard' | 'tls' | 'mutual-tls' | 'ssh'
  readonly purpose: string
}

export const conduitPlans: readonly ConduitPlan[] = [
  conduit('feux-conduite', 'feux-terrain', 'snmp', 161, 'none', 'Plans de feux et états des carrefours'),
  conduit('feux-terrain', 'feux-conduite', 'mqtt', 8883, 'tls', 'Mesures des boucles et défauts'),
  conduit('administration', 'feux-conduite', 'ssh', 22, 'ssh', 'Entretien des serveurs de régulation'),
  conduit('eau-conduite', 'eau-terrain', 'modbus', 502, 'none', 'Commande des pompes et des vannes'),
  conduit('eau-terrain', 'eau-conduite', 'mqtt', 8883, 'mutual-tls', 'Niveaux, débits et pressions'),
  conduit('eau-surete', 'eau-conduite', 'opcua', 4840, 'tls', 'États de sûreté, en lecture'),
  conduit('eau-conduite', 'assainissement', 'modbus', 502, 'none', 'Postes de relevage'),
  conduit('administration', 'eau-conduite', 'ssh', 22, 'ssh', 'Entretien de la supervision'),
  conduit('energie-conduite', 'energie-terrain', 'iec104', 2404, 'ipsec', 'Téléconduite des postes'),
  conduit('energie-conduite', 'eclairage', 'https', 443, 'tls', 'Calendriers d’allumage'),
  conduit('lorawan', 'plateforme-iot', 'semtech-udp', 1700, 'none', 'Trames des passerelles'),
  conduit('plateforme-iot', 'lorawan', 'ssh', 22, 'ssh', 'Entretien des passerelles'),
  conduit('plateforme-iot', 'serveurs', 'https', 443, 'tls', 'Données ouvertes et tableaux de bord'),
  conduit('urgences', 'video', 'rtsp', 554, 'none', 'Images en direct'),
  conduit('urgences', 'feux-conduite', 'https', 443, 'tls', 'Priorité des secours'),
  conduit('video', 'urgences', 'https', 443, 'tls', 'Alarmes des caméras'),
  conduit('wifi', 'internet', 'https', 443, 'tls', 'Accès des visiteurs'),
  conduit('bus', 'transports', 'mqtt', 8883, 'tls', 'Positions et états des bus'),
  conduit('transports', 'bus', 'https', 443, 'tls', 'Messages des panneaux'),
  conduit('batiments', 'serveurs', 'bacnet', 47808, 'none', 'Chauffage et accès'),
  conduit('hopital', 'urgences', 'https', 443, 'mutual-tls', 'Lits et transports'),
  conduit('bureautique', 'serveurs', 'smb', 445, 'none', 'Fichiers'),
  conduit('bureautique', 'serveurs', 'https', 443, 'tls', 'Applications'),
  conduit('bureautique', 'serveurs', 'ldap', 389, 'none', 'Annuaire'),
  conduit('bureautique', 'internet', 'https', 443, 'tls', 'Navigation, par le mandataire'),
  conduit('administration', 'serveurs', 'ssh', 22, 'ssh', 'Entretien des serveurs'),
  conduit('administration', 'coeur', 'ssh', 22, 'ssh', 'Entretien du réseau'),
  conduit('serveurs', 'sauvegarde', 'https', 8443, 'tls', 'Sauvegardes de la nuit'),
  conduit('internet', 'dmz', 'https', 443, 'tls', 'Site et application des habitants'),
  conduit('dmz', 'serveurs', 'https', 443, 'tls', 'Téléservices'),
  conduit('internet', 'acces-distants', 'wireguard', 51820, 'wireguard', 'Entrée des prestataires'),
  conduit('acces-distants', 'feux-conduite', 'rdp', 3389, 'tls', 'Télémaintenance des feux'),
  conduit('acces-distants', 'eau-conduite', 'rdp', 3389, 'tls', 'Télémaintenance de l’eau'),
  conduit('acces-distants', 'plateforme-iot', 'ssh', 22, 'ssh', 'Télémaintenance des objets connectés'),
]

function zone<const Id extends string>(
  id: Id,
  name: string,
  layer: ZonePlan['layer'],
  levels: ZonePlan['levels'],
  network: string | undefined,
  owner: string,
) {
  return {
    id,
    name,
    layer,
    owner,
    ...(levels === undefined ? {} : { levels }),
    ...(network === undefined ? {} : { network }),
  }
}

function conduit(
  from: ZoneName,
  to: ZoneName,
  protocol: string,
  port: number,
  encryption: ConduitPlan['encryption'],
  purpose: string,
): ConduitPlan {
  return { from, to, protocol, port, encryption, purpose }
}
