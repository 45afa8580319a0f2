import { type Access, nameOf, type People, pseudonymsIn, type Who } from '@tocsin/access'
import { parse, type Query, type QueryResult, type Where } from '@tocsin/query'
import type { EventStore } from '@tocsin/store'
import type { Admitted } from './admission.ts'
import type { Endpoint } from './endpoint.ts'
import type { LiveMessage } from './ports.ts'
import { namesFor, withNames } from './with-names.ts'

export type Sees = 'names' | 'pseudonyms'

/** How people are shown to whom: the one place where answers, live messages and searches pass. */
export interface PeopleLens {
  sees(who: Who): Sees
  /** An answer as this person may see it. Bytes of frames are shown to whom they were opened. */
  answer(one: Endpoint, admitted: Admitted, input: unknown, answer: unknown): Promise<unknown>
  message(sees: Sees, message: LiveMessage): LiveMessage
  where(where: Where | undefined): Where | undefined
  /** What somebody looks for by name (`find`), with a pseudonym turned into the name that it stands for. */
  found<Input>(one: Endpoint, input: Input): Input
  /** Rows of a live tail. */
  rows<Row>(sees: Sees, rows: Row): Row
  /** The event store, with the pseudonyms of a search turned into the names that they stand for. */
  asked(events: Pick<EventStore, 'query'>): Pick<EventStore, 'query'>
}

export function peopleLens(people: People, sees: (who: Who) => Sees, access: Pick<Access, 'decide'>): PeopleLens {
  const bytes = async (who: Who, incident: string | undefined) => {
    if (!(await access.decide(who, 'event.raw')).ok) return 'left-out'
    if (sees(who) === 'names') return 'kept'
    return incident !== undefined && (await people.bytesOpenTo(nameOf(who), incident)) ? 'kept' : 'left-out'
  }
  return {
    sees,
    answer: async (one, { who }, input, answer) => {
      if (one.people !== true) return answer
      const open = await bytes(who, incidentOf(input, answer))
      if (sees(who) === 'pseudonyms') return people.lens(answer, { cells: accountCells(input), bytes: open })
      return open === 'kept' ? answer : withoutBytes(answer)
    },
    message: (seen, message) =>
      seen === 'names' || message.kind === 'status' ? message : people.lens(message, { bytes: 'left-out' }),
    where: (where) => (where === undefined ? undefined : namesFor(where, people.namesOf)),
    found: (one, input) => {
      if (one.people !== true || typeof input !== 'object' || input === null) return input
      if (!('find' in input) || typeof input.find !== 'string') return input
      const find = pseudonymsIn(input.find).reduce(
        (text, pseudonym) => text.replaceAll(pseudonym, () => people.namesOf(pseudonym)[0] ?? pseudonym),
        input.find,
      )
      return { ...input, find }
    },
    rows: (seen, rows) => (seen === 'names' ? rows : people.lens(rows, { bytes: 'left-out' })),
    asked: (events) => ({
      query: (query: Query, ...rest): Promise<QueryResult> => events.query(withNames(query, people.namesOf), ...rest),
    }),
  }
}

const accountFields = new Set(['user.name', 'actor.user.name'])

/** The cells of a grouped answer that hold an account's name. */
function accountCells(input: unknown): readonly string[] {
  if (typeof input !== 'object' || input === null) return []
  const asked = 'text' in input && typeof input.text === 'string' ? groupsOf(input.text) : (input as Partial<Query>)
  const keys = (asked.groupBy ?? []).flatMap((key, index) =>
    'field' in key && accountFields.has(key.field) ? [`key${index}`] : [],
  )
  const measures = (asked.measures ?? []).flatMap((measure, index) =>
    'field' in measure && accountFields.has(measure.field) ? [`measure${index}`] : [],
  )
  return [...keys, ...measures]
}

function groupsOf(text: string): Pick<Query, 'groupBy' | 'measures'> {
  const search = parse(text)
  if (!search.ok) return {}
  return {
    groupBy: search.value.by.map((field) => ({ kind: 'field', field })),
    measures: search.value.measures,
  }
}

/** The incident that an answer is about: as it was asked for, or as a finding names its own. */
function incidentOf(input: unknown, answer: unknown): string | undefined {
  for (const value of [answer, input]) {
    if (typeof value !== 'object' || value === null) continue
    if ('incident' in value && typeof value.incident === 'string') return value.incident
    if ('id' in value && typeof value.id === 'string' && value.id.startsWith('INC-')) return value.id
  }
  return undefined
}

function withoutBytes(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer
  if (Array.isArray(answer)) return answer.map(withoutBytes)
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name]) => name !== 'base64')
      .map(([name, value]) => [name, withoutBytes(value)]),
  )
}
