import type { Words } from '@tocsin/kit'
import type { ServiceKind } from '../kinds/service-kind.ts'

/** A service that towns commonly carry. */
export interface StarterService {
  readonly id: string
  readonly kind: ServiceKind
  readonly words: Words
}

/** A trade that commonly reaches into what a town runs. */
export interface StarterSupplier {
  readonly id: string
  readonly words: Words
}

const service = (id: string, kind: ServiceKind, en: string, fr: string): StarterService => ({
  id,
  kind,
  words: { en, fr },
})
const supplier = (id: string, en: string, fr: string): StarterSupplier => ({ id, words: { en, fr } })

/** In the order in which people miss them. What is not here is added as any other record. */
export const starterServices = [
  service('emergency-calls', 'emergency-calls', 'Emergency calls', 'Appels d’urgence'),
  service('power', 'power', 'Distribution of electricity', 'Distribution d’électricité'),
  service('water', 'water', 'Drinking water', 'Eau potable'),
  service('wastewater', 'wastewater', 'Waste water and pumping stations', 'Assainissement et postes de relevage'),
  service('health', 'health', 'Hospital', 'Hôpital'),
  service('communications', 'communications', 'City network and telephony', 'Réseau et téléphonie de la ville'),
  service('traffic', 'traffic', 'Traffic signals', 'Feux de circulation'),
  service('lighting', 'lighting', 'Street lighting', 'Éclairage public'),
  service('public-safety', 'public-safety', 'Municipal police', 'Police municipale'),
  service('video', 'public-safety', 'Video protection', 'Vidéoprotection'),
  service('warning', 'public-safety', 'Warning of the population', 'Alerte de la population'),
  service('transport', 'transport', 'Buses and trams', 'Bus et tramways'),
  service('heat', 'heat', 'District heating', 'Réseau de chaleur'),
  service('waste', 'waste', 'Waste collection', 'Collecte des déchets'),
  service('parking', 'traffic', 'Car parks and tunnels', 'Parkings et tunnels'),
  service('administration', 'administration', 'Desks of the town hall', 'Guichets de la mairie'),
  service('civil-registry', 'administration', 'Civil registry and elections', 'État civil et élections'),
  service('pay', 'administration', 'Pay and finance', 'Paie et finances'),
  service('social', 'administration', 'Social aid and care at home', 'Aide sociale et maintien à domicile'),
  service('schools', 'administration', 'Schools and canteens', 'Écoles et cantines'),
  service(
    'citizen-information',
    'citizen-information',
    'Web site and citizen app',
    'Site et application des habitants',
  ),
  service('public-wifi', 'citizen-information', 'Public Wi-Fi', 'Wi-Fi public'),
] as const satisfies readonly StarterService[]

export const starterSuppliers = [
  supplier('traffic-maintenance', 'Maintenance of traffic signals', 'Maintenance des feux'),
  supplier('water-automation', 'Automation of the water works', 'Automatismes de l’eau'),
  supplier('lighting-maintenance', 'Maintenance of the lighting', 'Maintenance de l’éclairage'),
  supplier('energy-operator', 'Operator of the power grid', 'Exploitant du réseau électrique'),
  supplier('heating-operator', 'Operator of the heating', 'Exploitant du chauffage'),
  supplier('bus-operator', 'Operator of buses and trams', 'Exploitant des transports'),
  supplier('telecoms', 'Telecommunications', 'Télécommunications'),
  supplier('lorawan', 'Operator of the LoRaWAN network', 'Opérateur du réseau LoRaWAN'),
  supplier('video-installer', 'Installer of cameras', 'Installateur des caméras'),
  supplier('building-automation', 'Automation of buildings', 'Gestion technique des bâtiments'),
  supplier('it-outsourcing', 'Outsourced information technology', 'Infogérance'),
  supplier('hosting', 'Hosting and cloud', 'Hébergement et nuage'),
  supplier('software', 'Software of the administration', 'Logiciels métiers'),
  supplier('citizen-app', 'Maker of the citizen app', 'Éditeur de l’application des habitants'),
  supplier('backup', 'Backups kept by others', 'Sauvegardes externalisées'),
  supplier('payment', 'Payments', 'Paiements'),
] as const satisfies readonly StarterSupplier[]
