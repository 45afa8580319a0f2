import { z } from 'zod'
import { configSchema } from './schema.ts'
import { type SettingFacts, settingFacts } from './setting.ts'

/** One setting: where it stands in the file, its shape and what a person should know of it. */
export interface Setting extends SettingFacts {
  /** `http.publicOrigin`. */
  readonly name: string
  readonly shape: z.ZodType
  readonly otherwise: unknown
  /** `TOCSIN_HTTP_PUBLIC_ORIGIN`, and the alias where there is one. */
  readonly variables: readonly string[]
}

/** Every setting, in the order of the schema. */
export const settings: readonly Setting[] = settingsIn(configSchema, [])

/** Names of the sections: `http`, `syslog`. */
export const sections: readonly string[] = Object.keys(configSchema.shape)

export function settingNamed(name: string): Setting | undefined {
  return settings.find((setting) => setting.name === name)
}

/** A value as a person would write it; a secret as nothing but that it is there. */
export function shown(setting: Setting, value: unknown): string {
  if (setting.secret === true) return value === null ? 'null' : '(kept secret)'
  return setting.shows?.(value) ?? JSON.stringify(value)
}

function settingsIn(shape: z.ZodType, path: readonly string[]): Setting[] {
  const facts = settingFacts.get(shape)
  if (facts !== undefined) {
    const variable = `TOCSIN_${path.map(upper).join('_')}`
    return [
      {
        name: path.join('.'),
        shape,
        otherwise: shape.parse(undefined),
        variables: facts.alias === undefined ? [variable] : [variable, facts.alias],
        ...facts,
      },
    ]
  }
  const inner = shape instanceof z.ZodPrefault ? shape.unwrap() : shape
  if (!(inner instanceof z.ZodObject)) throw new Error(`${path.join('.')} is neither a setting nor a section`)
  return Object.entries(inner.shape).flatMap(([key, value]) => settingsIn(value as z.ZodType, [...path, key]))
}

/** `publicOrigin` as `PUBLIC_ORIGIN`. */
function upper(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}
