import type { Host } from '@tocsin/capability'
import { type FieldAnswer, type Incident, type Severity, severities } from '@tocsin/event'
import { err, type IncidentId, observableKey, ok, type Result, TocsinError } from '@tocsin/kit'
import { everything, type StateStore } from '@tocsin/store'
import { actOn, type DeskHost } from '../desk/desk.ts'
import { workOf } from '../desk/work.repository.ts'
import { hashOf, newLink, readLink } from './link.ts'
import { cleanPhoto } from './photo.ts'
import {
  insertQuestion,
  markTold,
  questionByHash,
  revokeQuestion,
  takeAnswer,
  untold,
  waitingBy,
} from './question.repository.ts'
import { type Answer, type Asked, type FieldQuestion, questionState, type ServiceAnswer } from './question.ts'
import { answerNote } from './words.ts'

export interface FieldDeskOptions {
  readonly state: StateStore
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  /** Signs links; sealed beside the other secrets. */
  readonly key: Uint8Array
  readonly ask: Host['ask']
  readonly publish: Host['publish']
  /** The work on incidents, where an answer stands in the history. */
  readonly desk: DeskHost
  readonly failed: (error: unknown) => void
}

/** What the event of an answer holds; the wing that groups reads it back. */
export type AnsweredFields = (answered: {
  readonly key: string
  readonly incident: IncidentId
  readonly answer: FieldAnswer
  readonly by: string
  readonly severity: Severity
  readonly about?: string
  readonly note?: string
  readonly photo?: string
}) => Readonly<Record<string, string>>

/** What somebody sends with a link. */
export interface Sent {
  readonly answer?: FieldAnswer | undefined
  readonly service?: readonly ServiceAnswer[] | undefined
  readonly note?: string | undefined
  readonly photo?: Uint8Array | undefined
}

export interface LinkRefused {
  readonly code: 'bad-link' | 'link-over' | 'bad-answer' | 'bad-photo'
  readonly message: string
  readonly fix: string
}

/** Questions to the field: asked by people with an account, answered by a link and nothing else. */
export interface FieldDesk {
  /** @returns the question, and its link's secret, which is kept nowhere. @throws TocsinError `too-many` */
  ask(what: Pick<FieldQuestion, 'purpose' | 'about'>, asked: Asked, hours: number): Promise<Made>
  /** What a link asks. */
  look(link: string): Promise<Result<FieldQuestion, LinkRefused>>
  /** Takes the one answer of a link. What follows from it is done, or is tried again after a restart. */
  answer(link: string, sent: Sent): Promise<Result<FieldQuestion, LinkRefused>>
  /** False where it is answered or withdrawn already. */
  revoke(id: string): Promise<boolean>
  /** Does what follows from answers that a crash left behind. */
  settle(): Promise<void>
  close(): Promise<void>
}

export interface Made {
  readonly question: FieldQuestion
  readonly link: string
}

/** Questions that may wait at once, in all and of one person, and how often it is looked for answers that nothing followed from, in milliseconds. */
const limits = { waiting: 2000, ofOne: 200, every: 10_000 } as const
/** After this nothing joins an incident: an answer is kept with the question and in the history alone. */
const joinable = 24 * 3_600_000

export function openFieldDesk(options: FieldDeskOptions, fieldsOf: AnsweredFields): FieldDesk {
  const { state, now, key } = options
  let last: Promise<unknown> = Promise.resolve()
  const settle = () => {
    last = last.then(async () => {
      // One from which nothing can follow yet holds up no other one.
      for (const question of await untold(state)) await follow(options, question, fieldsOf).catch(options.failed)
    })
    last = last.catch(options.failed)
    return last as Promise<void>
  }
  const found = async (link: string): Promise<Result<FieldQuestion, LinkRefused>> => {
    const read = readLink(key, link)
    const question = read === undefined ? undefined : await questionByHash(state, read.hash)
    if (read === undefined || question?.purpose !== read.purpose) return err(badLink)
    return ok(question)
  }
  const timer = setInterval(() => void settle(), limits.every)
  timer.unref()

  return {
    ask: async ({ purpose, about }, asked, hours) => {
      const waiting = await waitingBy(state, now())
      if (waiting.filter((by) => by === asked.by).length >= limits.ofOne) {
        throw new TocsinError('too-many', `${limits.ofOne} questions of ${asked.by} wait for an answer`, {
          fix: 'Withdraw those that nobody will answer any more',
        })
      }
      if (waiting.length >= limits.waiting) {
        throw new TocsinError('too-many', `${limits.waiting} questions wait for an answer`, {
          fix: 'Withdraw those that nobody will answer any more',
        })
      }
      const at = now()
      const id = Buffer.from(options.random(9)).toString('hex')
      const question = {
        id,
        purpose,
        about,
        at,
        expires: at + hours * 3_600_000,
        revoked: null,
        answered: null,
        asked,
        answer: null,
      }
      const link = newLink(key, purpose, question.expires, options.random(16))
      await state.transact([insertQuestion(question, hashOf(link))])
      return { question, link }
    },
    look: async (link) => {
      const question = await found(link)
      if (!question.ok) return question
      return isOver(question.value, now()) ? err(over) : question
    },
    answer: async (link, sent) => {
      const question = await found(link)
      if (!question.ok) return question
      const { value } = question
      if (isOver(value, now()) || value.answered !== null) return err(over)
      if (!isAnswerTo(value, sent)) return err(badAnswer)
      const photo = sent.photo === undefined ? undefined : cleanPhoto(sent.photo)
      if (photo !== undefined && !photo.ok) {
        return err({ code: 'bad-photo', message: `The photo is refused: ${photo.error.reason}`, fix: photo.error.fix })
      }
      const answer: Answer = {
        key: Buffer.from(options.random(12)).toString('hex'),
        ...(value.purpose === 'service' ? { service: sent.service ?? [] } : { answer: sent.answer ?? 'no' }),
        ...(sent.note === undefined || sent.note === '' ? {} : { note: sent.note }),
        ...(photo === undefined ? {} : { photo: photoHash(photo.value.bytes) }),
      }
      const at = now()
      if (!(await takeAnswer(state, value.id, answer, photo?.value, at))) return err(over)
      void settle()
      return ok({ ...value, answered: at, answer })
    },
    revoke: (id) => revokeQuestion(state, id, now()),
    settle,
    close: async () => {
      clearInterval(timer)
      await last
    },
  }
}

/** A link is for what was asked with it and for nothing else: each thing that is asked of a service is said once at most. */
function isAnswerTo({ purpose, asked }: FieldQuestion, { answer, service = [] }: Sent): boolean {
  if (purpose !== 'service') return answer !== undefined
  const said = service.map(({ about }) => about)
  return (
    said.length > 0 && new Set(said).size === said.length && said.every((one) => asked.asks?.includes(one) === true)
  )
}

function photoHash(bytes: Uint8Array): string {
  return hashOf(Buffer.from(bytes).toString('latin1'))
}

function isOver(question: FieldQuestion, now: number): boolean {
  const state = questionState(question, now)
  return state === 'revoked' || state === 'expired'
}

/** What follows from an answer. May be done twice over a crash: the log and the city take the same answer once. */
async function follow(options: FieldDeskOptions, question: FieldQuestion, fieldsOf: AnsweredFields): Promise<void> {
  if (question.purpose === 'service') await tellCity(options, question)
  else await tellIncident(options, question, fieldsOf)
  await options.state.transact([markTold(question.id)])
}

async function tellCity({ ask }: FieldDeskOptions, { about, asked, answer, answered }: FieldQuestion): Promise<void> {
  const told = await ask('answerService', {
    service: about,
    answers: answer?.service ?? [],
    who: asked.to,
    at: answered ?? 0,
  })
  if (told.kind === 'unavailable') throw new Error(told.why)
}

async function tellIncident(
  options: FieldDeskOptions,
  question: FieldQuestion,
  fieldsOf: AnsweredFields,
): Promise<void> {
  const { asked, answer, answered, id, about } = question
  if (answer?.answer === undefined) return
  const incidents = await options.ask('incidents', [about], everything)
  if (incidents.kind === 'unavailable') throw new Error(incidents.why)
  const [incident] = incidents.value
  if (incident === undefined) return
  const work = await workOf(options.state, everything, incident.id)
  const lives = work.closed === undefined && (answered ?? 0) - incident.last < joinable
  if (answer.answer === 'not-me' || lives) {
    await options.publish({
      service: 'hand',
      ...(asked.department === undefined ? {} : { of: asked.department }),
      action: 'answer',
      fields: fieldsOf({
        key: id,
        incident: incident.id,
        answer: answer.answer,
        by: asked.to,
        severity: severityOf(answer.answer, incident.severity),
        ...(incident.about === undefined ? {} : { about: observableKey(incident.about) }),
        ...(answer.note === undefined ? {} : { note: answer.note }),
        ...(answer.photo === undefined ? {} : { photo: answer.photo }),
      }),
    })
  }
  if (answer.answer === 'not-me' && incident.work !== undefined)
    await options.ask('endOrder', incident.work.order, byLink)
  await note(options, incident, work.version, answerNote(asked, answer))
}

/** A name with a colon, which no account has. */
const byLink = 'tocsin:owner'

async function note({ desk }: FieldDeskOptions, incident: Incident, version: number, text: string): Promise<void> {
  const seen = [{ incident: incident.id, version }]
  const known = new Map([[incident.id, incident]])
  const { outcomes } = await actOn(desk, everything, byLink, seen, known, () => ({ kind: 'note', text }))
  // Somebody acted at the same moment: tried again at the next look.
  if (outcomes.some(({ done }) => !done)) throw new Error(`the answer about ${incident.id} is not in its history yet`)
}

/** One step graver than the incident, and high at least, where it was not them. */
function severityOf(answer: FieldAnswer, was: Severity): Severity {
  if (answer !== 'not-me') return 'info'
  const next = severities.indexOf(was) + 1
  return severities[Math.min(severities.length - 1, Math.max(next, severities.indexOf('high')))] ?? 'critical'
}

const badLink: LinkRefused = {
  code: 'bad-link',
  message: 'This link opens nothing',
  fix: 'Copy all of it, or ask whoever sent it for another one',
}
const over: LinkRefused = {
  code: 'link-over',
  message: 'This question was answered, withdrawn, or is past its time',
  fix: 'Call whoever sent it',
}
const badAnswer: LinkRefused = {
  code: 'bad-answer',
  message: 'This is no answer to what was asked',
  fix: 'Choose one of the answers',
}
