import type { SourcesHealth } from '@tocsin/sources'
import type { Reading } from './troubles.ts'

/** Sources and senders that are kept an eye on: those that speak loudest for a trouble. */
const most = 200

/** Reads what can be off with those who send: silent, too quiet or too loud, a clock that is off, nothing that can be read. */
export function sourceReadings(sources: Pick<SourcesHealth, 'sources' | 'senders' | 'silences'>): readonly Reading[] {
  return [
    ...sources.silences().map(silenceReading),
    ...sources.sources().flatMap((one) => [rateReading(one), unreadReading(one)]),
    ...sources.senders().flatMap(clockReading),
  ]
    .sort((a, b) => b.value / b.limit - a.value / a.limit)
    .slice(0, most)
}

function silenceReading({ about, minutes, limit, says }: ReturnType<SourcesHealth['silences']>[number]): Reading {
  return {
    kind: 'source-silent',
    about: about.slice(0, 100),
    value: minutes,
    limit,
    well: Math.min(5, limit),
    forMillis: 0,
    says,
  }
}

function rateReading({ source, state, lastHour, expected }: ReturnType<SourcesHealth['sources']>[number]): Reading {
  const [had, usual] = [lastHour ?? 0, Math.round(expected ?? 0)]
  return {
    kind: 'source-rate',
    about: source.slice(0, 100),
    value: state === 'low' || state === 'high' ? 1 : 0,
    limit: 1,
    well: 1,
    forMillis: 0,
    says:
      state === 'high'
        ? {
            en: `${source} sent ${had} records in the last hour, where ${usual} are usual`,
            fr: `${source} a envoyé ${had} enregistrements en une heure, contre ${usual} d’ordinaire`,
          }
        : {
            en: `${source} sent only ${had} records in the last hour, where ${usual} are usual`,
            fr: `${source} n’a envoyé que ${had} enregistrements en une heure, contre ${usual} d’ordinaire`,
          },
  }
}

function unreadReading({ source, state, frames }: ReturnType<SourcesHealth['sources']>[number]): Reading {
  return {
    kind: 'source-unread',
    about: source.slice(0, 100),
    value: state === 'unread' && frames >= 20 ? 1 : 0,
    limit: 1,
    well: 1,
    forMillis: 60_000,
    says: {
      en: `Nothing that ${source} sends can be read: ${frames} records so far`,
      fr: `Rien de ce qu’envoie ${source} ne peut être lu : ${frames} enregistrements pour l’instant`,
    },
  }
}

function clockReading({ source, sender, offset }: ReturnType<SourcesHealth['senders']>[number]): readonly Reading[] {
  const minutes = offset?.minutes ?? 0
  const who = sender === '' ? source : `${sender} (${source})`
  const [far, ahead] = [durationOf(Math.abs(minutes)), minutes >= 0]
  const zone = offset?.zone
  return [
    {
      kind: 'source-clock',
      about: `${source} ${sender}`.trim().slice(0, 100),
      value: Math.abs(minutes),
      limit: 15,
      well: 15,
      forMillis: 0,
      says: {
        // A reason shows eighty characters of it.
        en: `The times of ${who} are ${far} ${ahead ? 'ahead' : 'behind'}: ${zone === undefined ? 'wrong clock' : `zone ${zone}?`}`,
        fr: `Les heures de ${who} ${ahead ? 'avancent' : 'retardent'} de ${far} : ${zone === undefined ? 'horloge fausse' : `fuseau ${zone} ?`}`,
      },
    },
  ]
}

function durationOf(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}
