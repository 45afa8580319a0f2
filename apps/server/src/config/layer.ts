import { isAbsolute, resolve } from 'node:path'
import { nearName } from './near-name.ts'
import { type Setting, settings } from './settings.ts'

/** What is wrong with a configuration, where, and what to do about it. Never holds a secret. */
export interface ConfigProblem {
  /** `tocsin.yml:3:9`, `TOCSIN_HTTP_PORT`, `--port`. */
  readonly where: string
  readonly says: string
  readonly fix: string
}

/** Where a value came from. */
export interface Origin {
  readonly kind: 'default' | 'file' | 'environment' | 'option'
  /** `tocsin.yml:3:9`, `TOCSIN_HTTP_PORT`, `--port`; empty for a default. */
  readonly where: string
}

/** A value that a layer gives to a setting. */
export interface Given {
  readonly setting: Setting
  readonly value: unknown
  readonly origin: Origin
}

/** The settings that one place gives, and what is wrong there. */
export interface Layer {
  readonly given: readonly Given[]
  readonly problems: readonly ConfigProblem[]
  /** What is probably a slip, and stops nothing. */
  readonly notes: readonly ConfigProblem[]
}

/** Checks one value against its setting; relative folders are taken from `beside`. */
export function checked(
  setting: Setting,
  value: unknown,
  origin: Origin,
  beside: string,
): { readonly given: Given } | { readonly problem: ConfigProblem } {
  const read = setting.shape.safeParse(value)
  if (value === undefined || !read.success) {
    const wrong = setting.structured === true ? read.error?.issues[0] : undefined
    const not =
      wrong !== undefined
        ? `; ${wrong.path.length === 0 ? '' : `number ${Number(wrong.path[0]) + 1}: `}${wrong.message}`
        : setting.secret === true
          ? ''
          : `, not ${brief(value)}`
    return {
      problem: {
        where: origin.where,
        says: `${setting.name} takes ${setting.takes}${not}`,
        fix: `Write ${setting.takes}, or leave it out for ${setting.shows?.(setting.otherwise) ?? JSON.stringify(setting.otherwise)}`,
      },
    }
  }
  const placed = setting.path === true ? placedBeside(read.data, beside) : read.data
  return { given: { setting, value: placed, origin } }
}

/** What to do about a name that no setting has. */
export function remedyFor(name: string): string {
  const near = nearName(
    name,
    settings.map((setting) => setting.name),
  )
  const moved = near ?? settings.find((setting) => setting.name.endsWith(`.${name.split('.').at(-1)}`))?.name
  return moved === undefined ? '`tocsin config show` lists the settings' : `Did you mean ${moved}?`
}

function placedBeside(value: unknown, folder: string): unknown {
  if (Array.isArray(value)) return value.map((one) => placedBeside(one, folder))
  return typeof value !== 'string' || isAbsolute(value) ? value : resolve(folder, value)
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
