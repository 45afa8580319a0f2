import { readFileSync } from 'node:fs'
import { type City, emptyCity, merge, parseCity } from '@tocsin/city'
import type { Event } from '@tocsin/event'
import { formOf, matchList, readList, recogniserOver, textOf } from '@tocsin/inventory'
import { TocsinError } from '@tocsin/kit'
import { Option } from 'commander'
import { plain } from '../output.ts'

/** A city that records are held against: what `tocsin city export` wrote, or a list of things. */
export function cityOption(): Option {
  return new Option(
    '--city <file>',
    'a city (tocsin city export) or a list of things: rules can then ask for zones and assets',
  )
}

/**
 * Says of each event what of a city it names; without a city they pass as they are.
 *
 * @throws TocsinError `bad-city` where the file is neither a city nor a list
 */
export async function recognising(
  path: string | undefined,
  events: AsyncIterable<Event>,
): Promise<AsyncIterable<Event>> {
  if (path === undefined) return events
  const stage = recogniserOver(await cityIn(path))
  return (async function* () {
    for await (const event of events) yield stage.recognise(event)
  })()
}

async function cityIn(path: string): Promise<City> {
  const text = textOf(readFileSync(path))
  const form = formOf(path, text)
  if (form === 'city') {
    const city = parseCity(text)
    if (city.ok) return city.value
    const [first] = city.error.refusals
    throw badCity(path, `${first?.at ?? ''}: ${first?.reason ?? 'it cannot be read'}`, first?.fix)
  }
  const listed = readList(form, text, {})
  if (!listed.ok) throw badCity(path, listed.error.reason, listed.error.fix)
  const time = Date.now()
  const matched = await matchList(emptyCity(time), listed.value.assets, {
    source: `${form}:${path}`.slice(0, 200),
    time,
    confidence: 'imported',
  })
  const [first, ...others] = [...listed.value.refused, ...matched.refused]
  if (first !== undefined) {
    const more = others.length === 0 ? '' : `, and ${others.length} more rows`
    process.stderr.write(`${plain(path)}, line ${first.line}: ${plain(first.reason)}${more}; they are left out\n`)
  }
  return merge(emptyCity(time), matched.records, time)
}

function badCity(path: string, why: string, fix = 'Give what tocsin city export wrote'): TocsinError {
  return new TocsinError('bad-city', `This is no city: ${why}`, { where: path, fix })
}
