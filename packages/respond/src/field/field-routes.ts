import { type AnyRoute, type Host, type RouteRequest, route } from '@tocsin/capability'
import { fieldAnswers, type Incident } from '@tocsin/event'
import { handSource, TocsinError } from '@tocsin/kit'
import type { Scope } from '@tocsin/store'
import { z } from 'zod'
import { idText } from '../api/shapes.ts'
import type { FieldDesk } from './field-desk.ts'
import { photoOf, questionById, questionsAbout } from './question.repository.ts'
import { type FieldQuestion, questionState } from './question.ts'

const written = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !/[\0\ud800-\udfff]/u.test(text), 'holds a character that cannot be kept')

const serviceAnswer = z.object({ about: z.enum(['people', 'fallback', 'outage']) }).loose()

export const questionShape = z.object({
  id: z.string(),
  purpose: z.enum(['is-this-you', 'service']),
  about: z.string(),
  state: z.enum(['waiting', 'answered', 'revoked', 'expired']),
  at: z.number(),
  expires: z.number(),
  to: z.string(),
  by: z.string(),
  answered: z.number().nullable(),
  answer: z.enum(fieldAnswers as ['yes', 'no', 'not-me']).nullable(),
  service: z.array(serviceAnswer),
  note: z.string().nullable(),
  /** Whether `GET /api/field/photos/:id` gives one. */
  photo: z.boolean(),
})
const questionsShape = z.object({ questions: z.array(questionShape) })
/** The secret of the link is shown this once; it goes behind `#`, which no server and no log sees. */
const madeShape = z.object({ question: questionShape, path: z.string() })

const askInput = z.object({
  id: idText,
  to: written(100),
  language: z.enum(['en', 'fr']).default('fr'),
  hours: z.number().min(0.25).max(336).default(72),
})
const serviceInput = askInput.extend({ id: z.string().min(1).max(128) })

/** The routes of questions to the field, for people with an account. */
export function fieldRoutes(desk: () => FieldDesk): readonly AnyRoute[] {
  return [
    route<z.infer<typeof askInput>, z.infer<typeof madeShape>>({
      method: 'POST',
      path: '/incidents/:id/ask',
      permission: 'field.ask',
      input: askInput,
      output: madeShape,
      people: true,
      says: 'Makes a link with which an owner says, without an account and once, whether it was them. It is shown this once.',
      audit: { act: 'field.ask', note: ({ id, to }) => ({ about: to, incident: id }) },
      async handle(request, host) {
        const { id, to, language, hours } = request.input
        const incident = await visible(host, request.scope, id)
        const stake = await host.ask('atStake', incident.about === undefined ? [] : [incident.about], request)
        const named = stake.kind === 'answer' ? stake.value.assets.slice(0, 10) : []
        const made = await desk().ask(
          { purpose: 'is-this-you', about: id },
          {
            to,
            by: request.who,
            language,
            ...departmentOf(request.scope),
            things: named.length > 0 ? named : plainName(incident),
            says: incident.detectors.slice(0, 5).map(({ title, says }) => says ?? { en: title, fr: title }),
            first: incident.first,
            last: incident.last,
          },
          hours,
        )
        return { question: shownAs(made.question, host.now()), path: `/answer#${made.link}` }
      },
    }),
    route<{ id: string }, z.infer<typeof questionsShape>>({
      method: 'GET',
      path: '/incidents/:id/asked',
      permission: 'work.read',
      input: z.object({ id: idText }),
      output: questionsShape,
      people: true,
      says: 'What owners were asked about an incident, and what they answered.',
      async handle({ input: { id }, scope }, host) {
        await visible(host, scope, id)
        const asked = await questionsAbout(host.state, scope, 'is-this-you', id)
        return { questions: asked.map((one) => shownAs(one, host.now())) }
      },
    }),
    route<z.infer<typeof serviceInput>, z.infer<typeof madeShape>>({
      method: 'POST',
      path: '/services/:id/ask',
      permission: 'field.ask',
      input: serviceInput,
      output: madeShape,
      people: true,
      says: 'Makes a link with which the owner of a service answers what nobody said of it yet. It is shown this once.',
      audit: { act: 'field.ask', note: ({ id, to }) => ({ about: `${id} ${to}` }) },
      async handle(request, host) {
        const { id, to, language, hours } = request.input
        const open = await host.ask('serviceQuestions', id, request)
        if (open.kind === 'unavailable' || open.value === undefined)
          throw missing(`question that is open about ${id}`, id)
        const { name, questions } = open.value
        const made = await desk().ask(
          { purpose: 'service', about: id },
          {
            ...{ to, by: request.who, language, things: [name] },
            ...departmentOf(request.scope),
            says: questions.map((one) => one.words),
            asks: questions.map(({ about }) => about),
          },
          hours,
        )
        return { question: shownAs(made.question, host.now()), path: `/answer#${made.link}` }
      },
    }),
    route<{ id: string }, z.infer<typeof questionShape>>({
      method: 'POST',
      path: '/field/questions/:id/revoke',
      permission: 'field.ask',
      input: z.object({ id: z.string().max(64) }),
      output: questionShape,
      people: true,
      says: 'Withdraws a question that waits: its link opens nothing any more.',
      audit: { act: 'field.revoke', note: ({ id }) => ({ about: id }) },
      async handle(request, host) {
        const question = await known(host, request, request.input.id)
        if (!(await desk().revoke(question.id))) throw missing(`question ${question.id} that waits`, question.id)
        return shownAs({ ...question, revoked: host.now() }, host.now())
      },
    }),
  ]
}

/** A photo beside an answer, for whoever may see what it is about. */
export async function photoFor(
  host: Host,
  request: Pick<RouteRequest<unknown>, 'scope' | 'circle' | 'who'>,
  id: string,
) {
  const question = await known(host, { ...request, input: undefined }, id)
  const photo = await photoOf(host.state, request.scope, question.id)
  if (photo === undefined) throw missing(`photo ${id}`, id)
  return photo
}

async function known(host: Host, request: RouteRequest<unknown>, id: string): Promise<FieldQuestion> {
  const question = await questionById(host.state, request.scope, id)
  if (question === undefined) throw missing(`question ${id}`, id)
  if (question.purpose === 'is-this-you') await visible(host, request.scope, question.about)
  else {
    const of = await host.ask('serviceSeen', question.about, request)
    if (of.kind === 'unavailable' || !of.value) throw missing(`question ${id}`, id)
  }
  return question
}

async function visible(host: Host, scope: Scope, id: string): Promise<Incident> {
  const answer = await host.ask('incidents', [id], scope)
  if (answer.kind === 'unavailable')
    throw new TocsinError('unavailable', answer.why, { where: id, fix: 'Try again in a moment' })
  const [incident] = answer.value
  if (incident === undefined) throw missing(`incident ${id}`, id)
  return incident
}

/** Whom it is about where the city knows nothing of it. An account is a person, whom a link names to nobody. */
function plainName({ about }: Incident): readonly string[] {
  return about === undefined || about.kind === 'account' ? [] : [about.value]
}

/** The department whose people told it on, where the one who asks belongs to one alone. */
function departmentOf(scope: Scope): { readonly department?: string } {
  if (scope.kind === 'all') return {}
  const own = scope.sources.filter((source) => source.startsWith(`${handSource()}/`))
  const [only, ...others] = own
  if (only === undefined || others.length > 0) return {}
  return { department: decodeURIComponent(only.slice(handSource().length + 1)) }
}

function shownAs(question: FieldQuestion, now: number): z.infer<typeof questionShape> {
  const { id, purpose, about, at, expires, answered, asked, answer } = question
  return {
    ...{ id, purpose, about, at, expires, answered },
    state: questionState(question, now),
    to: asked.to,
    by: asked.by,
    answer: answer?.answer ?? null,
    service: (answer?.service ?? []).map((one) => ({ ...one })),
    note: answer?.note ?? null,
    photo: answer?.photo !== undefined,
  }
}

function missing(what: string, where: string): TocsinError {
  return new TocsinError('not-found', `There is no ${what}`, { where, fix: 'Look at the list again' })
}
