import { randomUUID } from 'node:crypto'
import { type City, formatCityParts } from '@tocsin/city'
import { TocsinError } from '@tocsin/kit'
import { csvParts, geoJsonParts } from '../lists/written.ts'

/** How a city is written: all of it with who said what, or its assets as a list. */
export const exportForms = ['json', 'csv', 'geojson'] as const
export type ExportForm = (typeof exportForms)[number]

/** Characters of one page, about; exports that are open at once; milliseconds after which one that nobody reads is let go. */
const limits = { page: 1024 * 1024, open: 4, idle: 60_000 } as const

export interface ExportPage {
  readonly text: string
  /** What asks for the next page; null where this is the last. */
  readonly next: string | null
}

/** Exports a page at a time: a city never changes, so all pages are of the one that was asked for first. */
export interface Exports {
  begin(city: City, form: ExportForm, now: number): ExportPage
  /** @throws TocsinError `not-found` where it was read to its end, was not asked on with, or another page is next */
  page(next: string, now: number): ExportPage
}

interface Open {
  readonly parts: Iterator<string>
  page: number
  asked: number
}

export function openExports(): Exports {
  const open = new Map<string, Open>()
  const pageOf = (ticket: string, one: Open): ExportPage => {
    let text = ''
    while (text.length < limits.page) {
      const { done, value } = one.parts.next()
      if (done === true) {
        open.delete(ticket)
        return { text, next: null }
      }
      text += value
    }
    one.page++
    return { text, next: `${ticket}.${one.page}` }
  }
  const forget = (now: number) => {
    for (const [ticket, { asked }] of open) if (now - asked > limits.idle) open.delete(ticket)
    for (const ticket of open.keys()) if (open.size >= limits.open) open.delete(ticket)
  }
  return {
    begin: (city, form, now) => {
      forget(now)
      const ticket = randomUUID()
      const one = { parts: partsOf(city, form), page: 0, asked: now }
      open.set(ticket, one)
      return pageOf(ticket, one)
    },
    page: (next, now) => {
      const [ticket = '', number] = next.split('.')
      const one = open.get(ticket)
      if (one === undefined || String(one.page) !== number) {
        throw new TocsinError('not-found', 'There is no such page of an export', { fix: 'Begin the export again' })
      }
      one.asked = now
      return pageOf(ticket, one)
    },
  }
}

function partsOf(city: City, form: ExportForm): Iterator<string> {
  if (form === 'csv') return csvParts(city)
  return form === 'geojson' ? geoJsonParts(city) : formatCityParts(city)
}
