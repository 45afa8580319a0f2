import type { Incident, WorkPart } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import { duration } from '../findings/duration.ts'
import { amid, named, nbsp } from '../findings/whom.ts'

/** What is told of findings that are part of declared work. */
export function workStory({ name, backdated }: Pick<WorkPart, 'name' | 'backdated'>, told: Words): Words {
  const after = backdated === undefined ? { en: '', fr: '' } : { en: ', backdated', fr: ' (antidatée)' }
  return {
    en: `Part of work ${name}${after.en}: ${told.en}`,
    fr: `Dans l’intervention ${name}${after.fr}${nbsp}: ${told.fr}`,
  }
}

/** What is told of an incident whose findings went into another one. */
export function mergedStory(into: string, told: Words): Words {
  return {
    en: `Turned out to be about what ${into} is about, and lies there: ${told.en}`,
    fr: `Concerne en fait ce que concerne ${into}, où tout se trouve${nbsp}: ${told.fr}`,
  }
}

/**
 * An incident of several findings in one sentence: the worst of them, how many more, whom, in what time.
 *
 * @example
 * “Encoded PowerShell command line” and 3 other findings from 2 rules on gw-01.example.org in 12 min.
 */
export function story(incident: Pick<Incident, 'about' | 'detectors' | 'findings' | 'first' | 'last'>): Words {
  const worst = incident.detectors[0]
  const title = named(worst?.title ?? '', worst?.says)
  const where = amid(incident.about)
  // Sources tell parts of a millisecond; nobody reads them as a span.
  const span = Math.round(incident.last - incident.first)
  const en = span === 0 ? 'at one moment' : `in ${duration(span)}`
  const fr = span === 0 ? 'au même instant' : `en ${duration(span, 'fr')}`
  const others = incident.findings - (worst?.count ?? 0)
  const times = worst?.count ?? incident.findings
  const often = times === 1 ? { en: '', fr: '' } : { en: ` ${times} times`, fr: ` ${times}${nbsp}fois` }
  if (others <= 0)
    return { en: `${title.en}${often.en} ${where.en} ${en}.`, fr: `${title.fr}${often.fr} ${where.fr} ${fr}.` }
  const rules = incident.detectors.length - 1
  const more = {
    en: `${others} other finding${others === 1 ? '' : 's'}${rules > 1 ? ` from ${rules} rules` : ''}`,
    fr: `${others} autre${others === 1 ? '' : 's'} constat${others === 1 ? '' : 's'}${rules > 1 ? ` de ${rules} règles` : ''}`,
  }
  return {
    en: `${title.en}${often.en} and ${more.en} ${where.en} ${en}.`,
    fr: `${title.fr}${often.fr} et ${more.fr} ${where.fr} ${fr}.`,
  }
}
