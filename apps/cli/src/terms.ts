import { columnNamed } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import type { Where } from '@tocsin/store'

const headFields = ['source', 'realm', 'origin', 'time_quality', 'decoder'] as const

/** Reads `field:value` terms and bare words, all of which must hold. No term asks for everything. */
export function termsToWhere(terms: readonly string[]): Where | undefined {
  const parts = terms.map(readTerm)
  const [only] = parts
  if (only === undefined) return undefined
  return parts.length === 1 ? only : { kind: 'and', of: parts }
}

function readTerm(term: string): Where {
  const colon = term.indexOf(':')
  const name = term.slice(0, colon)
  const head = headFields.find((field) => field === name)
  const column = columnNamed(name)
  if (colon < 1 || (head === undefined && column === undefined)) {
    if (colon > 0 && /^[a-z_]+(\.[a-z_]+)+$/.test(name)) {
      throw new TocsinError('unknown-field', `There is no field ${name}`, {
        fix: 'Name a field of the registry, such as src_endpoint.ip, actor.user.name or device.hostname',
      })
    }
    return { kind: 'anywhere', text: term }
  }
  const field = head ?? column?.name
  if (field === undefined) return { kind: 'anywhere', text: term }
  const value = term.slice(colon + 1)
  if (column?.type === 'integer' || column?.type === 'real') {
    const number = Number(value)
    if (value.trim() === '' || Number.isNaN(number)) {
      throw new TocsinError('not-a-number', `${name} is a number, ${value} is none`, { fix: `Write ${name}:22` })
    }
    return { kind: 'cmp', field, op: 'eq', value: number }
  }
  if (column?.type === 'address' && value.includes('/')) return { kind: 'cidr', field: column.name, network: value }
  if (/[*?]/.test(value)) return { kind: 'like', field, pattern: value }
  return { kind: 'cmp', field, op: 'eq', value }
}
