import { type ColumnMeaning, columnMeanings } from '@tocsin/city'
import { folded } from './kind-words.ts'

/** By column number, from 0; what is not there is not read. */
export type Columns = ReadonlyMap<number, ColumnMeaning>

/** What a header means, or nothing. */
export function meaningOf(header: string): ColumnMeaning | undefined {
  return meanings.get(folded(header))
}

const said: Readonly<Record<ColumnMeaning, readonly string[]>> = {
  id: ['identifier', 'identifiant', 'asset id', 'asset', 'code', 'ref', 'reference', 'référence'],
  name: ['nom', 'label', 'libellé', 'title', 'désignation', 'device', 'device name', 'équipement', 'nom equipement'],
  kind: ['type', 'category', 'catégorie', 'nature', 'famille', 'device type', 'class', 'role', 'rôle'],
  ip: ['ip address', 'adresse ip', 'ipv4', 'ipv6', 'primary ip', 'management ip', 'ip de management'],
  mac: ['mac address', 'adresse mac', 'ethernet'],
  host: ['hostname', 'host name', 'fqdn', 'dns', 'dns name', "nom d'hôte", 'nom dns'],
  'dev-eui': ['deveui', 'dev eui', 'eui'],
  account: ['compte', 'login', 'account name', 'user account'],
  serial: ['serial number', 'serial no', 'sn', 'numéro de série', 'n de série', 'no de série'],
  'inventory-number': [
    'asset tag',
    'inventory no',
    'inventory number',
    "numéro d'inventaire",
    'inventaire',
    'immobilisation',
  ],
  'mqtt-client': ['client id', 'mqtt client id'],
  url: ['uri', 'web', 'lien'],
  zone: ['network zone', 'segment', 'vlan', 'réseau', 'security zone', 'zone réseau'],
  owner: [
    'department',
    'service gestionnaire',
    'gestionnaire',
    'propriétaire',
    'direction',
    'responsable',
    'managed by',
    'organisation',
    'tenant',
  ],
  supplier: ['fournisseur', 'maintainer', 'mainteneur', 'contractor', 'prestataire', 'maintained by'],
  service: ['service rendu', 'carries', 'city service', 'usage', 'function', 'fonction'],
  address: [
    'adresse',
    'street',
    'rue',
    'location',
    'lieu',
    'emplacement',
    'site',
    'localisation',
    'place',
    'implantation',
  ],
  latitude: ['lat', 'y wgs84', 'lat wgs84'],
  longitude: ['lon', 'lng', 'long', 'x wgs84', 'lon wgs84'],
  'x-lambert-93': ['x l93', 'x', 'x lambert93', 'xl93', 'coord x', 'coordonnée x', 'easting'],
  'y-lambert-93': ['y l93', 'y', 'y lambert93', 'yl93', 'coord y', 'coordonnée y', 'northing'],
  vendor: ['manufacturer', 'constructeur', 'fabricant', 'marque', 'make', 'brand'],
  model: ['modèle', 'product', 'produit', 'device model'],
  hardware: ['hardware revision', 'hw', 'matériel'],
  firmware: ['firmware version', 'version', 'fw version', 'software version', 'micrologiciel', 'version logicielle'],
  cpe: ['cpe23'],
  purl: ['package url'],
  criticality: ['criticité', 'critical', 'priority', 'priorité', 'importance'],
  safety: ['sûreté', 'safety relevant', 'sécurité des personnes'],
  installed: ['installation date', "date d'installation", 'mise en service', 'date de mise en service', 'commissioned'],
  'warranty-ends': ['warranty', 'garantie', 'fin de garantie', 'warranty until'],
  'support-ends': ['end of support', 'fin de support', 'eos', 'eol', 'end of life', 'fin de vie'],
  retired: ['retired on', 'date de retrait', 'décommissionné'],
  note: ['notes', 'comment', 'comments', 'commentaire', 'remarque', 'remarques', 'description', 'observations'],
}

const meanings: ReadonlyMap<string, ColumnMeaning> = new Map(
  columnMeanings.flatMap((meaning) => [meaning, ...said[meaning]].map((word) => [folded(word), meaning] as const)),
)
