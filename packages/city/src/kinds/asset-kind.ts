import type { Words } from '@tocsin/kit'
import type { Fallback } from '../model/fallback.ts'
import type { FailSafe } from './fail-safe.ts'
import type { ServiceKind } from './service-kind.ts'

export type AssetFamily = 'it' | 'ot' | 'iot' | 'network' | 'application' | 'account' | 'backup'

/**
 * What is supposed of a thing of this kind as long as nobody said anything. These are priors of the authors, not
 * measurements: whatever comes from them is marked `assumed`, and a city replaces them by its answers.
 */
export interface AssetKindDefaults {
  readonly family: AssetFamily
  readonly words: Words
  readonly failSafe: FailSafe
  /** Hours that what depends on it holds after it is lost. */
  readonly buffer: number
  readonly fallback: Fallback
  /** Share of several such things that is needed: one of ten crossings may be dark, one of one core switches may not. */
  readonly neededShare: number
  /** The service that it usually carries. */
  readonly serves?: ServiceKind
}

const none: Fallback = { kind: 'none' }
const byHand = (takesOverAfter: number, lasts: number, capacity: number): Fallback => ({
  kind: 'manual',
  takesOverAfter,
  lasts,
  capacity,
})

function kind(
  family: AssetFamily,
  en: string,
  fr: string,
  failSafe: FailSafe,
  buffer: number,
  fallback: Fallback,
  neededShare: number,
  serves?: ServiceKind,
): AssetKindDefaults {
  const defaults = { family, words: { en, fr }, failSafe, buffer, fallback, neededShare }
  return serves === undefined ? defaults : { ...defaults, serves }
}

export const assetKinds = {
  server: kind('it', 'server', 'serveur', 'stops', 0, none, 1, 'administration'),
  workstation: kind('it', 'workstation', 'poste de travail', 'stops', 0, byHand(1, 40, 0.5), 0.5, 'administration'),
  mobile: kind('it', 'mobile device', 'appareil mobile', 'stops', 0, byHand(1, 40, 0.8), 0.5),
  printer: kind('it', 'printer', 'imprimante', 'stops', 8, byHand(1, 40, 0.8), 0.5),
  hypervisor: kind('it', 'hypervisor', 'hyperviseur', 'stops', 0, none, 1, 'administration'),
  'physical-access': kind('it', 'access control', "contrôle d'accès", 'opens', 0, byHand(1, 72, 0.8), 1),

  plc: kind('ot', 'PLC', 'automate', 'holds', 0, byHand(1, 48, 0.7), 1),
  rtu: kind('ot', 'remote terminal unit', 'poste de télégestion', 'goes-on', 4, byHand(2, 48, 0.7), 0.5),
  hmi: kind('ot', 'operator panel', 'pupitre opérateur', 'goes-on', 4, byHand(1, 72, 0.9), 0.5),
  'scada-server': kind('ot', 'SCADA server', 'serveur de supervision', 'goes-on', 4, byHand(2, 72, 0.8), 1),
  historian: kind('ot', 'historian', 'historien de données', 'goes-on', 72, byHand(1, 168, 1), 1),
  'engineering-workstation': kind('ot', 'engineering workstation', "poste d'ingénierie", 'goes-on', 72, none, 0.5),
  'safety-controller': kind('ot', 'safety controller', 'automate de sécurité', 'safe-state', 0, none, 1),
  pump: kind('ot', 'pump', 'pompe', 'stops', 4, none, 0.5, 'water'),
  valve: kind('ot', 'valve', 'vanne', 'holds', 4, byHand(2, 168, 0.9), 0.5, 'water'),
  'signal-controller': kind(
    'ot',
    'traffic signal controller',
    'contrôleur de feux',
    'safe-state',
    0,
    byHand(1, 12, 0.5),
    0.5,
    'traffic',
  ),
  'lighting-cabinet': kind(
    'ot',
    'street lighting cabinet',
    "armoire d'éclairage",
    'holds',
    0,
    byHand(4, 168, 0.8),
    0.5,
    'lighting',
  ),
  'protection-relay': kind(
    'ot',
    'protection relay',
    'relais de protection',
    'opens',
    0,
    byHand(2, 48, 0.7),
    1,
    'power',
  ),
  'building-controller': kind('ot', 'building controller', 'automate de bâtiment', 'holds', 8, byHand(2, 72, 0.8), 0.5),

  sensor: kind('iot', 'sensor', 'capteur', 'stops', 24, byHand(8, 168, 0.8), 0.5),
  meter: kind('iot', 'meter', 'compteur', 'goes-on', 72, byHand(24, 720, 1), 0.5),
  camera: kind('iot', 'camera', 'caméra', 'stops', 0, byHand(1, 24, 0.5), 0.5, 'public-safety'),
  'lorawan-gateway': kind('iot', 'LoRaWAN gateway', 'passerelle LoRaWAN', 'stops', 1, none, 0.5, 'communications'),
  'display-panel': kind('iot', 'display panel', "panneau d'affichage", 'stops', 8, byHand(1, 72, 0.8), 0.5),
  'charging-point': kind('iot', 'charging point', 'borne de recharge', 'stops', 8, none, 0.5),

  switch: kind('network', 'switch', 'commutateur', 'stops', 0, none, 1, 'communications'),
  router: kind('network', 'router', 'routeur', 'stops', 0, none, 1, 'communications'),
  firewall: kind('network', 'firewall', 'pare-feu', 'stops', 0, none, 1, 'communications'),
  'access-point': kind('network', 'access point', 'borne Wi-Fi', 'stops', 0, none, 0.5, 'communications'),
  'base-station': kind('network', 'base station', 'station de base', 'stops', 4, none, 0.5, 'communications'),
  'remote-access': kind('network', 'remote access', 'accès distant', 'stops', 24, byHand(4, 168, 0.8), 0.5),

  application: kind('application', 'application', 'application', 'stops', 0, byHand(4, 72, 0.5), 1, 'administration'),
  'citizen-app': kind(
    'application',
    'application for citizens',
    'application citoyenne',
    'stops',
    0,
    byHand(8, 168, 0.5),
    1,
    'citizen-information',
  ),
  directory: kind(
    'application',
    'directory of accounts',
    'annuaire des comptes',
    'stops',
    0,
    none,
    0.5,
    'administration',
  ),
  'call-centre': kind(
    'application',
    'emergency call system',
    "système d'appels d'urgence",
    'stops',
    0,
    byHand(0.5, 24, 0.6),
    1,
    'emergency-calls',
  ),

  'personal-account': kind('account', 'personal account', 'compte personnel', 'stops', 8, none, 0.5),
  'service-account': kind('account', 'service account', 'compte de service', 'stops', 0, none, 1),
  'administrator-account': kind('account', 'administrator account', "compte d'administrateur", 'stops', 8, none, 0.5),

  backup: kind('backup', 'backup', 'sauvegarde', 'goes-on', 168, none, 0.5),
} satisfies Record<string, AssetKindDefaults>

export type AssetKind = keyof typeof assetKinds

export const assetKindNames = Object.keys(assetKinds) as readonly AssetKind[]

export function assetKindDefaults(kind: AssetKind): AssetKindDefaults {
  return assetKinds[kind]
}
