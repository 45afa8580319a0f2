import { plain, when } from './output.ts'

/** One event on one line: when, where from, then what it says. */
export function eventCells(row: Readonly<Record<string, string | number | boolean | null>>): string[] {
  const rest = Object.entries(row)
    .filter(([name, value]) => !head.has(name) && value !== null)
    .map(([name, value]) => `${name}=${short(String(value))}`)
  const message = row['message'] === null || row['message'] === undefined ? [] : [short(String(row['message']))]
  return [
    when(Number(row['time'])),
    String(row['id']),
    plain(String(row['source'])),
    [...rest.slice(0, 8), ...message].join(' '),
  ]
}

const head = new Set([
  'id',
  'time',
  'received',
  'time_quality',
  'source',
  'realm',
  'origin',
  'decoder',
  'repeated',
  'message',
])

function short(text: string): string {
  const one = plain(text).replace(/\s+/g, ' ')
  return one.length > 80 ? `${one.slice(0, 79)}…` : one
}
