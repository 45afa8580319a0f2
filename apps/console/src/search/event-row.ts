import { columns } from '@tocsin/event'
import type { QueryRow } from '../api/contract.ts'

const heads = new Set(['id', 'time', 'received', 'source', 'realm', 'origin', 'time_quality', 'decoder', 'repeated'])
const order = new Map<string, number>(columns.map(({ name }, index) => [name, index]))

/** The event's own fields with their values, in the registry's order. */
export function fieldsOf(row: QueryRow): readonly (readonly [name: string, value: string])[] {
  return Object.entries(row)
    .filter(([name, value]) => !heads.has(name) && value !== null)
    .sort(([a], [b]) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size))
    .map(([name, value]) => [name, String(value)])
}

/** Fields that say nothing to a reader in one line. */
const dull = new Set(['class_uid', 'activity_id', 'severity_id', 'status_id', 'metadata.uid', 'metadata.product.name'])

/** The few fields that tell an event apart in one line. */
export function headline(row: QueryRow): readonly (readonly [name: string, value: string])[] {
  return fieldsOf(row)
    .filter(([name]) => !dull.has(name))
    .slice(0, 6)
}
