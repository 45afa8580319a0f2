import { type AssetKind, assetKindDefaults, assetKindNames } from '@tocsin/city'

/**
 * The kind that a word of a list means: a kind's own name or its words in English and French, else words that people write for
 * it. Nothing where no word says it: unknown is better than wrong.
 */
export function kindOf(text: string): AssetKind | undefined {
  const word = folded(text)
  const exact = words.get(word)
  if (exact !== undefined || word === '') return exact
  // «Feu tricolore R12-bis»: the longest known words within it.
  let best: { readonly kind: AssetKind; readonly length: number } | undefined
  for (const [known, kind] of words) {
    if (known.length < 4 || known.length <= (best?.length ?? 0)) continue
    if (` ${word} `.includes(` ${known} `) || ` ${word} `.includes(` ${known}s `)) best = { kind, length: known.length }
  }
  return best?.kind
}

/** Lower case, without accents, every run of other characters one blank. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** What people write in their lists beside the kinds' own words. */
const said: Partial<Record<AssetKind, readonly string[]>> = {
  server: ['srv', 'vm', 'virtual machine', 'machine virtuelle'],
  workstation: ['pc', 'poste', 'ordinateur', 'desktop', 'laptop', 'portable', 'computer'],
  mobile: ['smartphone', 'tablet', 'tablette', 'téléphone', 'phone'],
  printer: ['copieur', 'multifonction', 'mfp'],
  'physical-access': ['lecteur de badges', 'badge reader', 'access control', "contrôle d'accès"],
  plc: ['api', 'automate programmable', 'programmable logic controller'],
  rtu: ['télétransmetteur', 'poste local', 'satellite'],
  hmi: ['ihm', 'pupitre', 'operator station'],
  'scada-server': ['scada', 'supervision', 'gtc', 'gtb', 'hypervision'],
  pump: ['station de pompage', 'pump station', 'pumping station', 'surpresseur', 'poste de relevage', 'lift station'],
  valve: ['électrovanne'],
  'signal-controller': [
    'feu',
    'feux',
    'feux tricolores',
    'feu tricolore',
    'carrefour à feux',
    'traffic light',
    'traffic lights',
    'traffic signal',
    'traffic controller',
    'contrôleur de carrefour',
    'signalised junction',
  ],
  'lighting-cabinet': ["armoire d'éclairage", 'éclairage public', 'éclairage', 'street lighting', 'lighting'],
  sensor: ['sonde', 'détecteur', 'capteur lora', 'station météo', 'probe'],
  meter: ["compteur d'eau", 'water meter', 'smart meter'],
  camera: ['cctv', 'vidéosurveillance', 'vidéoprotection', 'dôme', 'ip camera', 'webcam'],
  'lorawan-gateway': ['passerelle lora', 'lora gateway', 'gateway lora'],
  'display-panel': ['panneau', 'pmv', "panneau d'affichage", 'digital signage', 'vms'],
  'charging-point': ['irve', 'ev charger', 'charging station', 'borne électrique'],
  switch: ['switch l2', 'switch l3'],
  router: ['box 4g', 'modem', 'routeur 4g'],
  firewall: ['parefeu', 'utm', 'fw'],
  'access-point': ['wifi', 'wi-fi', 'borne wifi', 'ap', "point d'accès"],
  'remote-access': ['vpn', 'télémaintenance', 'accès à distance', 'jump host', 'bastion'],
  application: ['app', 'logiciel', 'software', 'progiciel', 'web site', 'site web'],
  directory: ['active directory', 'ad', 'ldap', 'annuaire', 'domain controller', 'contrôleur de domaine'],
  'call-centre': ["centre d'appels", 'standard', 'call center'],
  backup: ['backups', 'sauvegardes', 'nas de sauvegarde', 'backup server'],
}

const words: ReadonlyMap<string, AssetKind> = new Map([
  ...assetKindNames.flatMap((kind) => (said[kind] ?? []).map((word) => [folded(word), kind] as const)),
  ...assetKindNames.flatMap((kind) => {
    const { en, fr } = assetKindDefaults(kind).words
    return [kind, en, fr].map((word) => [folded(word), kind] as const)
  }),
])
