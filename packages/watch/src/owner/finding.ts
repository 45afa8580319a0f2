import { createHash } from 'node:crypto'
import {
  type Event,
  eventId,
  type FieldAnswer,
  type Finding,
  fieldAnswers,
  type MatchedField,
  severities,
} from '@tocsin/event'
import { canonicalJson, type FindingId, type IncidentId, parseObservableKey, type Words } from '@tocsin/kit'
import { shown } from '../findings/shown.ts'

/** The detector of what owners answer. */
export const byOwner = 'tocsin:owner'

/** What an owner answered, as it lies in the log. */
export interface Answered {
  /** A name that no other answer has; the finding's id comes from it. */
  readonly key: string
  readonly incident: IncidentId
  readonly answer: FieldAnswer
  /** Who was asked, as the one who asked wrote it. */
  readonly by: string
  readonly severity: Finding['severity']
  /** As `observableKey` writes it; absent where the incident names nobody. */
  readonly about?: string
  readonly note?: string
  /** SHA-256 of the photo, in hex. */
  readonly photo?: string
}

/** The action of the event that an answer is. */
export const answeredAction = 'answer'

/** Under the flat names of Tocsin's own events. */
export function answeredFields({ incident, by, ...answered }: Answered): Readonly<Record<string, string>> {
  return { ...answered, asked_about: incident, answered_by: by }
}

/** The finding that an answer becomes, or nothing where the event is no answer. */
export function answerFinding(event: Event): Finding | undefined {
  const text = (field: string) => {
    const value = event.native.get(field)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  if (text('action') !== answeredAction) return undefined
  const [key, incident, by = ''] = [text('key'), text('asked_about'), text('answered_by')]
  const answer = fieldAnswers.find((one) => one === text('answer'))
  const severity = severities.find((one) => one === text('severity'))
  if (key === undefined || incident === undefined || answer === undefined || severity === undefined) return undefined
  if (!/^INC-\d{1,15}$/.test(incident)) return undefined
  const about = parseObservableKey(text('about') ?? '')
  const matched = ['answer', 'answered_by', 'note', 'photo'].flatMap((field): readonly MatchedField[] => {
    const value = text(field)
    return value === undefined ? [] : [{ field, value, asked: '', ranges: [] }]
  })
  return {
    id: createHash('sha256')
      .update(canonicalJson(['owner', key]))
      .digest('hex')
      .slice(0, 32) as FindingId,
    detector: { kind: 'person', id: byOwner, version: '1', title: titles[answer].en, says: titles[answer] },
    severity,
    confidence: 1,
    techniques: [],
    realm: event.realm,
    origin: event.origin,
    time: event.received,
    said: event.received,
    reason: reasonOf(answer, shown(by, 100), text('note')),
    observables: about === undefined ? [] : [about],
    evidence: [{ event: eventId(event.at), time: event.time, source: event.source, matched }],
    events: 1,
    answers: { incident: incident as IncidentId, answer },
  }
}

const titles: Readonly<Record<FieldAnswer, Words>> = {
  yes: { en: 'The owner says that it was them', fr: 'Le responsable dit que c’était eux' },
  no: { en: 'The owner knows nothing of it', fr: 'Le responsable n’en sait rien' },
  'not-me': { en: 'The owner says that it was not them', fr: 'Le responsable dit que ce n’était pas eux' },
}

function reasonOf(answer: FieldAnswer, by: string, note: string | undefined): Words {
  const said = note === undefined ? '' : shown(note, 300)
  return {
    en: `${titles[answer].en} (${by})${said === '' ? '' : `: “${said}”`}`,
    fr: `${titles[answer].fr} (${by})${said === '' ? '' : `\u00a0: «\u00a0${said}\u00a0»`}`,
  }
}
