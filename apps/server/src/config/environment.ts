import { z } from 'zod'
import { type ConfigProblem, checked, type Given, type Layer } from './layer.ts'
import { nearName } from './near-name.ts'
import { type Setting, settings } from './settings.ts'

/** Variables that name no setting: where the data and the configuration are, and what only tests and those who run them read. */
const others = [
  ...['TOCSIN_DATA', 'TOCSIN_CONFIG'],
  ...['TOCSIN_CORPORA', 'TOCSIN_NO_SKIPS', 'TOCSIN_CHROMIUM', 'TOCSIN_CRASH_ROUNDS', 'TOCSIN_PRUNE_ROUNDS'],
]

/**
 * Reads the settings of an environment: `TOCSIN_HTTP_PORT` is `http.port`; a list has commas between its members.
 *
 * A variable that names no setting is noted, not refused: an orchestrator puts some of its own there (`TOCSIN_SERVICE_HOST`
 * is Kubernetes' word for a service called tocsin).
 */
export function environmentLayer(environment: Readonly<Record<string, string | undefined>>, folder: string): Layer {
  const given: Given[] = []
  const problems: ConfigProblem[] = []
  const notes: ConfigProblem[] = []
  for (const setting of settings) {
    const name = setting.variables.find((variable) => environment[variable] !== undefined)
    const text = name === undefined ? undefined : environment[name]
    if (name === undefined || text === undefined) continue
    const read = checked(setting, readAs(setting, text), { kind: 'environment', where: name }, folder)
    if ('given' in read) given.push(read.given)
    else problems.push(read.problem)
  }
  const known = [...settings.flatMap(({ variables }) => variables), ...others]
  for (const name of Object.keys(environment).sort()) {
    if (!name.startsWith('TOCSIN_') || known.includes(name)) continue
    const near = nearName(name, known)
    notes.push({
      where: name,
      says: 'this variable names no setting',
      fix: near === undefined ? '`tocsin config show` lists the settings' : `Did you mean ${near}?`,
    })
  }
  return { given, problems, notes }
}

/** A text of the environment or of an option, as the setting's shape wants it. */
export function readAs(setting: Setting, text: string): unknown {
  const shape = innermost(setting.shape)
  if (text === 'null' && setting.otherwise === null) return null
  if (setting.structured === true) {
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }
  if (shape instanceof z.ZodArray)
    return text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
  if (shape instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text
  if (shape instanceof z.ZodBoolean) return { true: true, false: false }[text.trim().toLowerCase()] ?? text
  return text
}

function innermost(shape: z.ZodType): z.ZodType {
  if (shape instanceof z.ZodDefault || shape instanceof z.ZodNullable) return innermost(shape.unwrap() as z.ZodType)
  return shape
}
