import { folded } from './kind-words.ts'

/** A day as lists write it: `2027-03-31`, `31/03/2027`, `31.03.2027`; the day goes before the month. */
export function dayOf(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text)
  const local = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text)
  const [year, month, day] =
    iso !== null ? [iso[1], iso[2], iso[3]] : local !== null ? [local[3], local[2], local[1]] : []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${written}T00:00:00Z`)
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== written ? undefined : written
}

/** Yes or no, in the words of lists. */
export function flagOf(text: string): boolean | undefined {
  const word = folded(text)
  if (['yes', 'y', 'true', '1', 'oui', 'o', 'vrai', 'x'].includes(word)) return true
  return ['no', 'n', 'false', '0', 'non', 'faux'].includes(word) ? false : undefined
}

export function criticalityOf(text: string): 'low' | 'medium' | 'high' | 'vital' | undefined {
  const word = folded(text)
  if (['low', 'faible', 'basse', 'bas', '1', 'p4'].includes(word)) return 'low'
  if (['medium', 'moyen', 'moyenne', 'normal', 'normale', '2', 'p3'].includes(word)) return 'medium'
  if (['high', 'haute', 'haut', 'elevee', 'eleve', 'forte', 'fort', '3', 'p2'].includes(word)) return 'high'
  return ['vital', 'vitale', 'critical', 'critique', 'very high', 'tres haute', '4', 'p1'].includes(word)
    ? 'vital'
    : undefined
}

/** An id out of a name: what stands in addresses and file names. Empty where nothing of the name can. */
export function idOf(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._:@-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 100)
    .toLowerCase()
}
