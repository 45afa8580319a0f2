import type { Decoder, LogSource } from '@tocsin/event'
import type { NamedMatch } from '@tocsin/sigma'
import { textDecoder } from '../syslog/decoder.ts'
import { type Dialect, distinct, type Said } from '../wire/dialect.ts'
import { type Definition, type TablePattern, tableLimits } from './definition.ts'

/** The dialect of a format that an operator wrote down: the first pattern that fits reads a line. */
export function tableDialect(definition: Definition): Dialect {
  const { id, patterns, title, map } = definition
  const said = new Map(
    patterns.map((pattern): [TablePattern, Said] => [
      pattern,
      {
        logsources: distinct([definition.logsource, ...(pattern.logsource === undefined ? [] : [pattern.logsource])]),
        product: title,
        aliases: map,
      },
    ]),
  )
  return {
    id,
    logsources: logsourcesOf(definition),
    read(text, start, put) {
      const body = text.slice(start, start + tableLimits.line)
      for (const pattern of patterns) {
        const match = pattern.regex.exec(body)
        if (match === undefined) continue
        for (const [name, from, end] of match.groups) {
          if (end === from) continue
          const value = body.slice(from, end)
          put(name, isInteger(pattern, name, value) ? Number(value) : value, start + from, start + end)
        }
        for (const [name, value] of pattern.set) put(name, value, start + match.start, start + match.end)
        const time = timeOf(definition, body, match)
        return { ...said.get(pattern), logsources: said.get(pattern)?.logsources ?? [], ...time }
      }
      return undefined
    },
  }
}

/** The decoder of a format that an operator wrote down: lines alone, or as messages of syslog. */
export function tableDecoder(definition: Definition): Decoder {
  return textDecoder(definition.id, tableDialect(definition))
}

export function logsourcesOf({ logsource, patterns }: Definition): readonly LogSource[] {
  return distinct([logsource, ...patterns.flatMap((pattern) => pattern.logsource ?? [])])
}

function isInteger({ integers }: TablePattern, name: string, value: string): boolean {
  return integers.has(name) && /^-?\d{1,15}$/.test(value)
}

function timeOf({ time }: Definition, body: string, match: NamedMatch): Pick<Said, 'time' | 'local'> {
  if (time === undefined) return {}
  const parts = time.groups.map((name) => {
    const found = match.groups.find(([group]) => group === name)
    return found === undefined ? '' : body.slice(found[1], found[2])
  })
  const read = time.format(parts.join(' ').trim())
  return read === undefined ? {} : { time: read.time, ...(read.local && { local: true }) }
}
