import type { MatchedField } from '@tocsin/event'
import type { Observable, Words } from '@tocsin/kit'
import type { CorrelationHit } from '@tocsin/sigma'
import { duration } from './duration.ts'
import { shown } from './shown.ts'
import { named, nbsp, quoted, whom } from './whom.ts'

/**
 * Why a rule spoke of one event, in a sentence: whom it concerns, what the rule says, and the field that tells most.
 *
 * @example
 * On gw-01.example.org, “Encoded PowerShell command line”: CommandLine contains “ -enc ”.
 */
export function reason(
  title: string,
  about: Observable | undefined,
  source: string,
  matched: readonly MatchedField[],
  own: OwnWords = {},
): Words {
  const who = whom(about, source)
  const name = named(title, own.title)
  if (own.why !== undefined) return joined(who, name, own.why)
  const most = mostTelling(matched)
  if (most === undefined) return { en: `${who.en}, ${name.en}.`, fr: `${who.fr}, ${name.fr}.` }
  const why = asksOf(most)
  return joined(who, name, why)
}

/** What the rule says itself: its title in both languages, and why, its places filled. */
export interface OwnWords {
  readonly title?: Words
  readonly why?: Words
}

function joined(who: Words, name: Words, why: Words): Words {
  return { en: `${who.en}, ${name.en}: ${why.en}.`, fr: `${who.fr}, ${name.fr}${nbsp}: ${why.fr}.` }
}

/**
 * Why a correlation spoke: how much, in what time, for which group.
 *
 * @example
 * Address 198.51.100.7, “Many failed sign-ins”: 31 events in 4 min 10 s, where IpAddress is 198.51.100.7.
 */
export function correlationReason(
  hit: CorrelationHit,
  about: Observable | undefined,
  source: string,
  own: OwnWords = {},
): Words {
  const who = whom(about, source)
  const name = named(hit.correlation.title, own.title)
  const what = howMuch(hit)
  if (own.why !== undefined) {
    return joined(who, name, { en: `${own.why.en} (${what.en})`, fr: `${own.why.fr} (${what.fr})` })
  }
  const groups = hit.group.slice(0, 4)
  const where = (is: string, and: string) =>
    groups.map(([field, value]) => `${shown(field, 60)} ${is} ${shown(value, 80)}`).join(and)
  return {
    en: `${who.en}, ${name.en}: ${what.en}${groups.length === 0 ? '' : `, where ${where('is', ' and ')}`}.`,
    fr: `${who.fr}, ${name.fr}${nbsp}: ${what.fr}${groups.length === 0 ? '' : `, où ${where('vaut', ' et ')}`}.`,
  }
}

function howMuch({ correlation, count, value, first, last, tags }: CorrelationHit): Words {
  const span = Math.round(last - first)
  const en = span === 0 ? 'at one moment' : `in ${duration(span)}`
  const fr = span === 0 ? 'au même instant' : `en ${duration(span, 'fr')}`
  if (tags.length === 0) {
    return {
      en: `nothing heard in ${duration(correlation.timespan)}`,
      fr: `rien d’entendu en ${duration(correlation.timespan, 'fr')}`,
    }
  }
  const fields = correlation.valueFields.map((field) => shown(field, 60)).join(' + ')
  switch (correlation.type) {
    case 'value_count':
      return {
        en: `${figure(value ?? count)} different values of ${fields} ${en}`,
        fr: `${figure(value ?? count)} valeurs différentes de ${fields} ${fr}`,
      }
    case 'value_sum':
      return { en: `${fields} adds up to ${figure(value)} ${en}`, fr: `${fields} totalise ${figure(value)} ${fr}` }
    case 'value_avg':
      return {
        en: `${fields} is ${figure(value)} on average over ${figure(count)} events ${en}`,
        fr: `${fields} vaut ${figure(value)} en moyenne sur ${figure(count)} événements ${fr}`,
      }
    case 'value_median':
    case 'value_percentile':
      return {
        en: `percentile ${figure(correlation.percentile ?? 50)} of ${fields} is ${figure(value)} over ${figure(count)} events ${en}`,
        fr: `le centile ${figure(correlation.percentile ?? 50)} de ${fields} vaut ${figure(value)} sur ${figure(count)} événements ${fr}`,
      }
    case 'temporal':
      return {
        en: `${figure(count)} different signs together ${en}`,
        fr: `${figure(count)} signes différents ensemble ${fr}`,
      }
    case 'temporal_ordered':
      return {
        en: `${figure(count)} different signs in this order ${en}`,
        fr: `${figure(count)} signes différents dans cet ordre ${fr}`,
      }
    case 'event_count':
      return count === 1
        ? { en: `1 event ${en}`, fr: `1 événement ${fr}` }
        : { en: `${figure(count)} events ${en}`, fr: `${figure(count)} événements ${fr}` }
  }
}

/** At most three decimals; the same digits in both languages, so that a figure can be searched for. */
function figure(value: number | undefined): string {
  return value === undefined ? '?' : String(Math.round(value * 1000) / 1000)
}

/** The field that tells an analyst most: what was typed or run, before where, before which kind of record. */
export function mostTelling(matched: readonly MatchedField[]): MatchedField | undefined {
  let most: MatchedField | undefined
  let best = -1
  for (const field of matched) {
    const length = field.ranges.reduce((sum, [start, end]) => sum + end - start, 0)
    const score = weight(field.field) * 1000 + Math.min(length, 999)
    if (score > best) {
      best = score
      most = field
    }
  }
  return most
}

function weight(field: string): number {
  if (telling.test(field)) return 3
  return ordinary.test(field) ? 0 : 2
}

const telling = /command_?line|cmd_?line|script|payload|query|uri|url|message|details|^$/i
const ordinary =
  /^(event_?id|event_?type|channel|provider_?name|object_?server|product|service|image|parent_?image|logon_?type|level|version|initiated|direction|signed|signature_?status|protocol|operation|opcode|task|status|outcome|action)$/i

/** What was asked of the field, in both languages; the engine words it in English, verb first. */
function asksOf({ field, asked, value }: MatchedField): Words {
  const en = field === '' ? 'the record' : shown(field, 80)
  const fr = field === '' ? 'l’enregistrement' : shown(field, 80)
  const state = states.get(asked)
  if (state !== undefined) return { en: `${en} ${asked}`, fr: `${fr} ${state}` }
  const plain = asked.replace(/ \(case matters\)$/, '')
  for (const [verb, french, kind] of verbs) {
    if (!plain.startsWith(`${verb} `)) continue
    const operand = operandOf(plain.slice(verb.length + 1), kind)
    return { en: `${en} ${verb} ${operand.en}`, fr: `${fr} ${french} ${operand.fr}` }
  }
  const what = quoted(String(value))
  return { en: `${en} is ${what.en}`, fr: `${fr} vaut ${what.fr}` }
}

function operandOf(text: string, kind: 'text' | 'figure'): Words {
  const other = /^the field (.+)$/su.exec(text)?.[1]
  if (other !== undefined) return { en: `the field ${shown(other, 80)}`, fr: `le champ ${shown(other, 80)}` }
  return kind === 'text' ? quoted(text) : { en: shown(text), fr: shown(text) }
}

const states = new Map([
  ['is empty', 'est vide'],
  ['is present', 'est présent'],
  ['is absent', 'est absent'],
  ['is absent or null', 'est absent ou nul'],
])

// Longer ones before those that they begin with.
const verbs = [
  ['contains', 'contient', 'text'],
  ['starts with', 'commence par', 'text'],
  ['ends with', 'se termine par', 'text'],
  ['matches', 'correspond à', 'text'],
  ['fits', 'a la forme', 'text'],
  ['equals', 'égale', 'text'],
  ['lies in', 'appartient à', 'figure'],
  ['is at least', 'vaut au moins', 'figure'],
  ['is at most', 'vaut au plus', 'figure'],
  ['is above', 'dépasse', 'figure'],
  ['is below', 'est inférieur à', 'figure'],
  ['is', 'vaut', 'text'],
] as const
