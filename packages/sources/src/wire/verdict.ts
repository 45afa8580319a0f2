import type { Native, Severity, Value, Verdict } from '@tocsin/event'
import { textOf } from './growing.ts'

/** A verdict as a format states it, before its texts are held within bounds. */
export interface Stated {
  readonly tool: string
  readonly rule: string | undefined
  readonly version?: string | undefined
  readonly title: string | undefined
  readonly severity: Severity
  /** Where ids of ATT&CK stand, in whatever words. */
  readonly techniques?: Value | undefined
  readonly stopped?: boolean
}

/** The verdict of another tool; nothing where it does not say what it found. */
export function verdictOf({ tool, rule, version, title, severity, techniques, stopped }: Stated): Verdict | undefined {
  const said = title?.trim()
  if (said === undefined || said === '') return undefined
  return {
    tool,
    rule: (rule === undefined || rule === '' ? said : rule).slice(0, 128),
    title: cut(said, 300),
    severity,
    techniques: techniquesIn(techniques),
    ...(version === undefined ? {} : { version: version.slice(0, 64) }),
    ...(stopped === true ? { stopped } : {}),
  }
}

/** `low`, `Medium`, `HIGH` and their kin. */
export function severityNamed(word: string | undefined): Severity | undefined {
  return named.get((word ?? '').slice(0, 20).toLowerCase())
}

/** The first text of a field that may be a list. */
export function firstOf(native: Native, name: string): string | undefined {
  const value = native.get(name)
  if (!Array.isArray(value)) return textOf(native, name)
  const first: unknown = value[0]
  return typeof first === 'string' || typeof first === 'number' ? String(first) : undefined
}

/** The items of a field that may be one or a list, as text. */
export function itemsOf(native: Native, name: string): readonly string[] {
  const value = native.get(name)
  const list = Array.isArray(value) ? value.slice(0, 200) : value === undefined || value === null ? [] : [value]
  return list.map((item) => String(item ?? ''))
}

const named: ReadonlyMap<string, Severity> = new Map([
  ['informational', 'info'],
  ['info', 'info'],
  ['unspecified', 'info'],
  ['low', 'low'],
  ['minor', 'low'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['warning', 'medium'],
  ['high', 'high'],
  ['major', 'high'],
  ['critical', 'critical'],
])

// ATT&CK: `T1059.001`, `T0855`.
const technique = /\bT\d{4}(?:\.\d{3})?\b/g

function techniquesIn(value: Value | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  const text = (Array.isArray(value) ? value.slice(0, 50).join(' ') : String(value)).slice(0, 4000)
  return [...new Set(text.match(technique) ?? [])].slice(0, 20)
}

// Not between the halves of a pair.
function cut(text: string, length: number): string {
  const head = text.slice(0, length)
  return /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head
}
