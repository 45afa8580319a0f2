import { err, ok, type Result } from '@tocsin/kit'
import { type Judged, judgeLimits } from './judged.ts'

/** The events of a pasted text: one JSON object, a list of them, or one a line. */
export function eventsIn(text: string): Result<readonly object[], NonNullable<Judged['eventFault']>> {
  if (text.trim() === '') return ok([])
  const values = valuesIn(text)
  if (values === undefined) return err('no-json')
  if (values.length > judgeLimits.events) return err('too-many')
  const objects = values.filter(isObject)
  return objects.length === values.length ? ok(objects) : err('no-object')
}

function valuesIn(text: string): readonly unknown[] | undefined {
  const whole = parsed(text)
  if (whole !== undefined) return Array.isArray(whole.value) ? whole.value : [whole.value]
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const each = lines.slice(0, judgeLimits.events + 1).flatMap((line) => parsed(line) ?? [])
  return each.length === Math.min(lines.length, judgeLimits.events + 1) ? each.map(({ value }) => value) : undefined
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Deeper than this is left out, as the engine does. */
const deepest = 64

/** An event with its fields flat, as tests write them; lists of anything but plain values are left out. */
export function flat(event: object): Readonly<Record<string, unknown>> {
  const fields: [string, unknown][] = []
  const walk = (object: object, path: string, depth: number) => {
    for (const [name, value] of Object.entries(object)) {
      if (!isObject(value)) {
        if (!Array.isArray(value) || value.every((one) => typeof one !== 'object' || one === null)) {
          fields.push([`${path}${name}`, value])
        }
      } else if (depth < deepest) walk(value, `${path}${name}.`, depth + 1)
    }
  }
  walk(event, '', 0)
  return Object.fromEntries(fields)
}

/** A test file with one more event in it. JSON is YAML, so that nothing has to be quoted twice. */
export function withCase(
  tests: string,
  {
    rule,
    kind,
    says,
    logsource,
    event,
  }: {
    readonly rule: string
    readonly kind: 'positive' | 'negative'
    readonly says: string
    readonly logsource: object
    readonly event: object
  },
): string {
  const written = `  - says: ${JSON.stringify(says)}\n    logsource: ${JSON.stringify(logsource)}\n    native: ${JSON.stringify(flat(event))}\n`
  const text = tests.trim() === '' ? `rule: ${rule}\n` : tests.replace(/\n*$/, '\n')
  const head = new RegExp(`^${kind}:[ \\t]*\\n`, 'm').exec(text)
  if (head === null) return `${text}${kind}:\n${written}`
  const at = head.index + head[0].length
  return `${text.slice(0, at)}${written}${text.slice(at)}`
}
