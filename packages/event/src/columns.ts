import type { Words } from '@tocsin/kit'

export type ColumnType = 'text' | 'integer' | 'real' | 'boolean' | 'address'

/** A field of the registry: stored as a column, searchable, with its OCSF name. */
export interface Column {
  /** The OCSF path, dots kept: `src_endpoint.ip`. */
  readonly name: ColumnName
  /** The store's column: dots become underscores. */
  readonly column: string
  readonly type: ColumnType
  /** Names a person: shown as a pseudonym, revealed with a reason. */
  readonly personal: boolean
  readonly says: Words
}

/** The typed part of an event. Absent is not known. An `address` is text in canonical form. */
export type EventRow = { readonly [Name in ColumnName]?: string | number | boolean }

export type ColumnName = (typeof registry)[number][0]

// The names are OCSF 1.3's attribute paths; the last three are Tocsin's own.
const registry = [
  ['class_uid', 'integer', false, 'OCSF class', 'classe OCSF'],
  ['activity_id', 'integer', false, 'OCSF activity', 'activité OCSF'],
  ['severity_id', 'integer', false, 'severity that the source states', 'gravité déclarée par la source'],
  ['status_id', 'integer', false, 'outcome: 1 success, 2 failure', 'issue : 1 succès, 2 échec'],
  ['message', 'text', false, 'message', 'message'],
  ['metadata.product.name', 'text', false, 'product', 'produit'],
  ['metadata.log_name', 'text', false, 'log or channel', 'journal ou canal'],
  ['metadata.event_code', 'text', false, "the source's event code", "code d'événement de la source"],
  ['metadata.uid', 'text', false, "the source's own id of the event", 'identifiant donné par la source'],
  ['device.hostname', 'text', false, 'host that reports', 'hôte qui rapporte'],
  ['device.ip', 'address', false, 'address of the host that reports', "adresse de l'hôte qui rapporte"],
  ['src_endpoint.ip', 'address', false, 'source address', 'adresse source'],
  ['src_endpoint.port', 'integer', false, 'source port', 'port source'],
  ['src_endpoint.hostname', 'text', false, 'source host', 'hôte source'],
  ['src_endpoint.mac', 'text', false, 'source MAC address', 'adresse MAC source'],
  ['dst_endpoint.ip', 'address', false, 'destination address', 'adresse destination'],
  ['dst_endpoint.port', 'integer', false, 'destination port', 'port destination'],
  ['dst_endpoint.hostname', 'text', false, 'destination host', 'hôte destination'],
  ['connection_info.protocol_name', 'text', false, 'transport protocol', 'protocole de transport'],
  ['app_name', 'text', false, 'application protocol or service', 'protocole applicatif ou service'],
  ['traffic.bytes_out', 'integer', false, 'bytes sent', 'octets envoyés'],
  ['traffic.bytes_in', 'integer', false, 'bytes received', 'octets reçus'],
  ['actor.user.name', 'text', true, 'account that acts', 'compte qui agit'],
  ['actor.user.domain', 'text', false, 'domain of the account that acts', 'domaine du compte qui agit'],
  ['actor.process.name', 'text', false, 'parent or acting process', 'processus parent ou agissant'],
  [
    'actor.process.cmd_line',
    'text',
    true,
    'command line of the acting process',
    'ligne de commande du processus agissant',
  ],
  ['user.name', 'text', true, 'account acted on', 'compte visé'],
  ['user.domain', 'text', false, 'domain of the account acted on', 'domaine du compte visé'],
  ['process.name', 'text', false, 'process', 'processus'],
  ['process.pid', 'integer', false, 'process id', 'numéro de processus'],
  ['process.cmd_line', 'text', true, 'command line', 'ligne de commande'],
  ['file.path', 'text', true, 'file', 'fichier'],
  ['file.hash', 'text', false, 'hash of the file', 'empreinte du fichier'],
  ['reg_key.path', 'text', false, 'registry key', 'clé de registre'],
  ['query.hostname', 'text', false, 'name asked of DNS', 'nom demandé au DNS'],
  ['http_request.url', 'text', true, 'URL', 'URL'],
  ['http_request.method', 'text', false, 'HTTP method', 'méthode HTTP'],
  ['http_request.user_agent', 'text', false, 'user agent', 'agent utilisateur'],
  ['http_response.code', 'integer', false, 'HTTP status', 'statut HTTP'],
  ['session.uid', 'text', false, 'session or connection id', 'identifiant de session ou de connexion'],
  // What was recognised of the city: no decoder fills these.
  ['device.uid', 'text', false, 'asset that reports', 'équipement qui rapporte'],
  ['device.zone', 'text', false, 'zone of what reports', 'zone de ce qui rapporte'],
  ['src_endpoint.uid', 'text', false, 'source asset', 'équipement source'],
  ['src_endpoint.zone', 'text', false, 'source zone', 'zone source'],
  ['dst_endpoint.uid', 'text', false, 'destination asset', 'équipement destination'],
  ['dst_endpoint.zone', 'text', false, 'destination zone', 'zone destination'],
  ['actor.user.uid', 'text', true, 'asset of the account that acts', 'équipement du compte qui agit'],
  ['user.uid', 'text', true, 'asset of the account acted on', 'équipement du compte visé'],
  ['conduit', 'text', false, 'conduit that is meant for the flow', 'conduit prévu pour le flux'],
  [
    'flow',
    'text',
    false,
    'flow against conduits: within, meant, without',
    'flux et conduits : within (interne), meant (prévu), without (sans conduit)',
  ],
  [
    'seen',
    'text',
    false,
    'version of the city, and what was recognised',
    'version de la ville, et ce qui a été reconnu',
  ],
] as const satisfies readonly (readonly [string, ColumnType, boolean, string, string])[]

/** The registry of fields, in storage order. Only these are stored as columns. */
export const columns: readonly Column[] = registry.map(([name, type, personal, en, fr]) => ({
  name,
  column: name.replaceAll('.', '_'),
  type,
  personal,
  says: { en, fr },
}))

const byName = new Map<string, Column>(columns.map((column) => [column.name, column]))

/** The column of a name, or nothing: names come from the registry, never from free text. */
export function columnNamed(name: string): Column | undefined {
  return byName.get(name)
}
