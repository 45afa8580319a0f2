import { type ColumnType, columns, origins, realms } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import type { Field, HeadField } from './query.ts'

/** A field that a search may name. */
export interface SearchField {
  readonly name: Field
  readonly type: ColumnType
  /** Names a person. */
  readonly personal: boolean
  readonly says: Words
  /** All of its values, where they are a closed list. */
  readonly values?: readonly string[]
}

const head: readonly (readonly [HeadField, en: string, fr: string, values?: readonly string[]])[] = [
  ['source', 'source that sent it', 'source qui l’a envoyé'],
  ['realm', 'real, sample, exercise or replay', 'réel, échantillon, exercice ou relecture', realms],
  ['origin', 'how surely its sender is known', 'sûreté de son expéditeur', origins],
  ['time_quality', 'how far its time can be trusted', 'confiance dans son heure', ['stated', 'late', 'none', 'skewed']],
  ['repeated', 'the same bytes came before', 'les mêmes octets étaient déjà venus', ['yes']],
  ['decoder', 'decoder that read it', 'décodeur qui l’a lu'],
]

/** Fields of the registry with a closed list of values. */
const closed: ReadonlyMap<string, readonly string[]> = new Map([['flow', ['within', 'meant', 'without']]])

/** What every event has beside the registry's columns, then the columns in the registry's order. */
export const searchFields: readonly SearchField[] = [
  ...head.map(([name, en, fr, values]) => ({
    name,
    type: 'text' as const,
    personal: false,
    says: { en, fr },
    ...(values === undefined ? {} : { values }),
  })),
  ...columns.map(({ name, type, personal, says }) => {
    const values = closed.get(name)
    return { name, type, personal, says, ...(values === undefined ? {} : { values }) }
  }),
]

/** Short names, and the fields that each stands for: where there are several, one of them has to answer. */
export const aliases: ReadonlyMap<string, readonly [Field, ...Field[]]> = new Map<string, readonly [Field, ...Field[]]>(
  [
    ['src.ip', ['src_endpoint.ip']],
    ['src.port', ['src_endpoint.port']],
    ['src.host', ['src_endpoint.hostname']],
    ['src.mac', ['src_endpoint.mac']],
    ['dst.ip', ['dst_endpoint.ip']],
    ['dst.port', ['dst_endpoint.port']],
    ['dst.host', ['dst_endpoint.hostname']],
    ['ip', ['src_endpoint.ip', 'dst_endpoint.ip', 'device.ip']],
    ['port', ['src_endpoint.port', 'dst_endpoint.port']],
    ['host', ['device.hostname']],
    ['user', ['actor.user.name', 'user.name']],
    ['process', ['process.name']],
    ['pid', ['process.pid']],
    ['cmd', ['process.cmd_line']],
    ['parent', ['actor.process.name']],
    ['file', ['file.path']],
    ['hash', ['file.hash']],
    ['registry', ['reg_key.path']],
    ['dns', ['query.hostname']],
    ['url', ['http_request.url']],
    ['method', ['http_request.method']],
    ['agent', ['http_request.user_agent']],
    ['http.status', ['http_response.code']],
    ['bytes.in', ['traffic.bytes_in']],
    ['bytes.out', ['traffic.bytes_out']],
    ['proto', ['connection_info.protocol_name']],
    ['app', ['app_name']],
    ['product', ['metadata.product.name']],
    ['log', ['metadata.log_name']],
    ['code', ['metadata.event_code']],
    ['session', ['session.uid']],
    ['zone', ['src_endpoint.zone', 'dst_endpoint.zone', 'device.zone']],
    ['src.zone', ['src_endpoint.zone']],
    ['dst.zone', ['dst_endpoint.zone']],
    ['asset', ['src_endpoint.uid', 'dst_endpoint.uid', 'device.uid']],
    ['src.asset', ['src_endpoint.uid']],
    ['dst.asset', ['dst_endpoint.uid']],
    ['class', ['class_uid']],
    ['severity', ['severity_id']],
    ['outcome', ['status_id']],
  ],
)

const byName = new Map<string, SearchField>(searchFields.map((field) => [field.name, field]))

/** The fields that a name or short name stands for; none where it is unknown. Letters fold. */
export function fieldsNamed(name: string): readonly SearchField[] {
  const known = name.toLowerCase()
  const field = byName.get(known)
  if (field !== undefined) return [field]
  return (aliases.get(known) ?? []).flatMap((one) => byName.get(one) ?? [])
}

/** The known name that is nearest to a mistyped one, or nothing where none is near. */
export function nearestName(name: string): string | undefined {
  const typed = name.toLowerCase().slice(0, 40)
  let best: string | undefined
  let least = Math.min(3, Math.floor(typed.length / 2)) + 1
  for (const known of [...aliases.keys(), ...byName.keys()]) {
    const far = distance(typed, known)
    if (far < least) {
      least = far
      best = known
    }
  }
  return best
}

/** Letters to add, drop or change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
