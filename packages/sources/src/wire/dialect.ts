import type { LogSource, Native, Value, Verdict } from '@tocsin/event'

/** Takes a field with the place of its value: UTF-16 positions [start, end) in the text. */
export type Put = (name: string, value: string | number | boolean, start: number, end: number) => void

/** Derived name, then the native fields that it may be copied from: the first that is there. */
export type Aliases = readonly (readonly [derived: string, ...native: string[]])[]

/** What a reader recognised, beside the fields. */
export interface Said {
  readonly logsources: readonly LogSource[]
  /** OCSF 1.3 class and activity. */
  readonly kind?: readonly [uid: number, activity: number]
  readonly product?: string
  /** OCSF severity: 1 informational, 2 low, 3 medium, 4 high, 5 critical, 6 fatal. */
  readonly severity?: number
  /** The event's own time in milliseconds since the epoch. */
  readonly time?: number
  /** That time was written without a zone. */
  readonly local?: boolean
  readonly aliases?: Aliases
  /** The native field that names the device by what it is known by on the air. */
  readonly device?: string
  /** Adds derived fields that are more than copies. */
  readonly derive?: (native: Native, derived: Map<string, Value>) => void
  /** Where the record may be another tool's alert: what it says. */
  readonly judge?: (native: Native) => Verdict | undefined
}

/** One format of text lines: alone in a file, or as the message of syslog. */
export interface Dialect {
  readonly id: string
  /** Everything that it can stamp without being told. */
  readonly logsources: readonly LogSource[]
  /**
   * Reads the text from `start` on. Total and linear in the text.
   *
   * @returns what it is, or nothing where it is no line of this format: then nothing was put either
   */
  readonly read: (text: string, start: number, put: Put) => Said | undefined
}

/** One format of JSON objects, told by fields that only it has. */
export interface Shape {
  readonly id: string
  readonly logsources: readonly LogSource[]
  readonly tell: (native: Native) => Said | undefined
}

/** The derived fields of what was recognised. A field of the source's own hides none: rules read those first. */
export function derivedOf(native: Native, said: Said | undefined): Map<string, Value> {
  const derived = new Map<string, Value>()
  if (said === undefined) return derived
  for (const [name, ...sources] of said.aliases ?? []) {
    if (native.has(name)) continue
    for (const source of sources) {
      const value = native.get(source)
      if (value === undefined || value === null || value === '' || value === '-') continue
      derived.set(name, value)
      break
    }
  }
  said.derive?.(native, derived)
  return derived
}

/** The native field that a derived one was copied from. */
export function sourceOf(native: Native, said: Said | undefined, name: string): string | undefined {
  const alias = said?.aliases?.find(([derived]) => derived === name)
  return alias?.slice(1).find((source) => native.has(source))
}

/** Each logsource once. */
export function distinct(sources: readonly LogSource[]): readonly LogSource[] {
  const seen = new Map(
    sources.map((source) => [`${source.product}|${source.category}|${source.service}`, source] as const),
  )
  return [...seen.values()]
}
