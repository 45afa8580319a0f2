import { z } from 'zod'

/** What a person should know of a setting; kept beside its shape. */
export interface SettingFacts {
  readonly says: string
  /** What may be written: `a whole number from 1 to 16`. */
  readonly takes: string
  /** `live`: a reload changes it in the running server. `restart`: it holds from the next start on. */
  readonly change: 'live' | 'restart'
  /** Never shown, neither in an answer nor in an error. */
  readonly secret?: true
  /** Its members are maps, as no other setting's are. */
  readonly structured?: true
  /** Names of folders or files: relative ones stand beside the file that names them. */
  readonly path?: true
  /** An environment variable beside the one that the name gives. */
  readonly alias?: string
  /** How a value is written; as JSON where absent. */
  readonly shows?: (value: unknown) => string
}

/** The facts of every setting, by its shape. */
export const settingFacts = z.registry<SettingFacts>()

type Told = Pick<SettingFacts, 'says' | 'change'> & Partial<SettingFacts>

/** A setting of any shape. */
export function setting<Shape extends z.ZodType>(shape: Shape, facts: SettingFacts): Shape {
  settingFacts.add(shape, facts)
  return shape
}

export function whole(from: number, to: number, otherwise: number, told: Told) {
  return setting(z.number().int().min(from).max(to).default(otherwise), {
    takes: `a whole number from ${from} to ${to}`,
    ...told,
  })
}

/** One that may be left out, or be `null`. */
export function optionalWhole(from: number, to: number, told: Told) {
  return setting(z.number().int().min(from).max(to).nullable().default(null), {
    takes: `a whole number from ${from} to ${to}, or null`,
    ...told,
  })
}

export function share(from: number, to: number, otherwise: number, told: Told) {
  return setting(z.number().min(from).max(to).default(otherwise), { takes: `a number from ${from} to ${to}`, ...told })
}

export function flag(otherwise: boolean, told: Told) {
  return setting(z.boolean().default(otherwise), { takes: 'true or false', ...told })
}

export function oneOf<const Names extends readonly [string, ...string[]]>(
  names: Names,
  otherwise: Names[number],
  told: Told,
) {
  return setting(z.enum(names).default(otherwise as never), { takes: `one of ${names.join(', ')}`, ...told })
}

export function text(otherwise: string, takes: string, pattern: RegExp, told: Told) {
  return setting(z.string().max(longest).regex(pattern).default(otherwise), { takes, ...told })
}

export function optionalText(takes: string, pattern: RegExp, told: Told) {
  return setting(z.string().max(longest).regex(pattern).nullable().default(null), {
    takes: `${takes}, or null`,
    ...told,
  })
}

export function texts(takes: string, pattern: RegExp, told: Told) {
  return setting(z.array(z.string().max(longest).regex(pattern)).max(1000).default([]), {
    takes: `a list of ${takes}`,
    ...told,
  })
}

/** A list of folders with some of its own. */
export function folders(otherwise: readonly string[], told: Told) {
  return setting(
    z
      .array(z.string().max(longest).regex(/^\S/))
      .max(1000)
      .default([...otherwise]),
    {
      takes: 'a list of folders',
      path: true,
      ...told,
    },
  )
}

/** A size in bytes, written as `512MB` or `20GB` (powers of 1024), or as a number of bytes. */
export function size(from: string, otherwise: string, told: Told) {
  const [least, usual] = [bytesOf(from) ?? 0, bytesOf(otherwise) ?? 0]
  return setting(sizeShape(least).default(usual), {
    takes: `a size of ${from} or more, such as ${otherwise}`,
    shows: sizeText,
    ...told,
  })
}

export function optionalSize(from: string, told: Told) {
  return setting(
    sizeShape(bytesOf(from) ?? 0)
      .nullable()
      .default(null),
    { takes: `a size of ${from} or more, such as 200GB, or null`, shows: sizeText, ...told },
  )
}

const longest = 4096

function sizeShape(least: number) {
  return z.union([z.number(), z.string().max(32)]).transform((written, context) => {
    const bytes = typeof written === 'number' ? written : bytesOf(written)
    if (bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= least) return bytes
    context.addIssue({ code: 'custom', message: 'no such size' })
    return z.NEVER
  })
}

const units: Readonly<Record<string, number>> = { '': 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 }

/** Bytes of a size as it is written; nothing where it is none. */
export function bytesOf(written: string): number | undefined {
  const [, amount = '', unit = ''] = /^\s*(\d{1,15})\s*([KMGT]?B|)\s*$/i.exec(written) ?? []
  const factor = units[unit.toUpperCase()]
  return amount === '' || factor === undefined ? undefined : Number(amount) * factor
}

export function sizeText(bytes: unknown): string {
  if (typeof bytes !== 'number') return 'null'
  const unit = (['TB', 'GB', 'MB', 'KB'] as const).find(
    (name) => bytes >= (units[name] ?? 1) && bytes % (units[name] ?? 1) === 0,
  )
  return unit === undefined ? String(bytes) : `${bytes / (units[unit] ?? 1)}${unit}`
}
