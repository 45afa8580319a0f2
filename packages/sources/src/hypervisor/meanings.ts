import type { LogSource, Native, Value } from '@tocsin/event'
import type { Said } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'

const hypervisor: LogSource = { category: 'hypervisor' }

/** What hypervisors have in common. OCSF 1.3: 3002 Authentication, 6003 API Activity. */
export function hypervisorMeanings(product: string, services: readonly string[], shown: string) {
  const logsources = [...services.map((service) => ({ product, service })), hypervisor]
  const said: Said = { logsources, product: shown, kind: [6003, 99] }
  return {
    logsources: [...logsources, { product }],
    said,
    signIn: { ...said, kind: [3002, 1] } satisfies Said,
    signOut: { ...said, kind: [3002, 2] } satisfies Said,
  }
}

/** Adds what a table says of a field. */
export function byTable(field: string, into: string, table: ReadonlyMap<string, string>) {
  return (native: Native, derived: Map<string, Value>): void => {
    const found = table.get(textOf(native, field) ?? '')
    if (found !== undefined && !native.has(into)) derived.set(into, found)
  }
}
